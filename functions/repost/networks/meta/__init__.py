"""Meta's networks: Facebook Pages and Threads."""
