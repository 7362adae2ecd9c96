"""What is given to printers: its way from waiting to paper, and what people say of it."""
