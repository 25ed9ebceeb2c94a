"""The command for people. Packaging leaves it out: the function neither carries nor imports any of it."""
