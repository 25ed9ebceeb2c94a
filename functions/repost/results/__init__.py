"""What readers did with the posts, and what that says about an article."""
