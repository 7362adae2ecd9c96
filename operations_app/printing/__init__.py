"""Receipt printers: rows become a picture, the picture bytes, and the bytes reach a printer."""
