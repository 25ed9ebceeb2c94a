"""The shape of a settings document: its types and their values."""
