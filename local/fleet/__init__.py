"""A company's people on this machine, over a day that passes in seconds."""
