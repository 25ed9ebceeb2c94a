"""What Repost writes in each language: a phrase before an article, dates, ages."""
