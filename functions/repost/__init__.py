"""Repost shares the old articles of a blog again."""
