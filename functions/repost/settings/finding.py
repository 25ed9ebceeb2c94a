"""What a check of settings says is wrong."""

from __future__ import annotations

Finding = tuple[str, str, str]
"""Dotted key, what was found, what was expected."""
