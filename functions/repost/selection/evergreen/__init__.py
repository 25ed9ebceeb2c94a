"""Whether an article is still as good to read as on its first day."""
