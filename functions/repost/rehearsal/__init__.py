"""A run of which nothing reaches the outside: writes stay in memory, and nothing is sent."""
