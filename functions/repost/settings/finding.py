"""What a check of settings says is wrong."""

from __future__ import annotations

import json
from typing import Final

Finding = tuple[str, str, str]
"""Dotted key, what was found, what was expected."""

_LONGEST_QUOTE: Final = 60


def quoted(value: object) -> str:
    """A value as an owner wrote it, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
