"""From settings documents to checked accounts, and every mistake in them."""
