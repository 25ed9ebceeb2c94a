"""The one HTTP stack."""
