"""A stand-in for each social network."""
