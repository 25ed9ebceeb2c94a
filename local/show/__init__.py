"""What the local run shows: in the terminal, and as a page."""
