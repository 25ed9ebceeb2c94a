"""What every room may use: values, errors, secrets, dates, text."""
