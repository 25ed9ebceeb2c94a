"""A webhook."""
