"""Which articles may be posted, in which order, and why the others may not."""
