"""Stand-ins for the shorteners."""
