"""Signed tokens: what a link or a button carries so that nobody can make one up."""
