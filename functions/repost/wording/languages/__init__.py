"""What Repost says in each language: a phrase before an article, dates, ages."""
