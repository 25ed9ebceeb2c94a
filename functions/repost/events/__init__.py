"""What the function can be asked."""
