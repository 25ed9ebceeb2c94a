"""The link of a post, and short links."""
