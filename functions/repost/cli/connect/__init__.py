"""`connect`: gets an account its credentials, tries them, and stores those that work."""
