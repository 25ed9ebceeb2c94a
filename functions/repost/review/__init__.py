"""Which posts wait for a person, and what that person may decide."""
