"""The command for people. Packaging leaves it out: the function contains none of it."""
