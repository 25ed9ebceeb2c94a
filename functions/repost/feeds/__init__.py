"""Reading a blog, as far back as it can be seen."""
