"""The social networks: one protocol, and a folder for each network."""
