"""What a check of settings says is wrong."""

from __future__ import annotations

Finding = tuple[str, str, str]
"""Dotted key, problem and advice, as a `SettingsError` takes them."""


def expected(what: str) -> str:
    """The advice if a certain kind of value is needed."""
    return f"Expected {what}."


def did_you_mean(what: str) -> str:
    """The advice if it is clear what was meant."""
    return f"Did you mean {what}?"
