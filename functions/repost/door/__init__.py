"""The door: the pages on which members agree to what is posted in their names, and connect an account."""
