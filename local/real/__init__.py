"""Real servers and browsers to check the stand-ins against."""
