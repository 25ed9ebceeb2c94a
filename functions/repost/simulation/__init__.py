"""Runs from which nothing leaves, for `preview` and `simulate`."""
