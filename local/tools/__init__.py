"""Programs for people who work on Repost."""
