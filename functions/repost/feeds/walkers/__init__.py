"""The ways back through a blog's older articles, one module each."""
