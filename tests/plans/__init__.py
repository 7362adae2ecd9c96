"""What PostgreSQL reads for each screen and command of a shop with years behind it."""
