"""Programs for those who work on Repost."""
