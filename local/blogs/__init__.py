"""Blogs to read from: a sample one, and one of every kind."""
