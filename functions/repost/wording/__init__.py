"""The words of a post, within what its network allows: pure functions of values."""
