"""How a sentence about a mistake shows the value that it found."""

from __future__ import annotations

import json
from typing import Final

_LONGEST: Final = 60  # about a line


def quoted(value: object) -> str:
    """A value as its author wrote it, shortened."""
    return shortened(in_full(value))


def in_full(value: object) -> str:
    """A value as its author wrote it, of whatever length."""
    return json.dumps(value, ensure_ascii=False, default=str).replace("\x7f", "\\u007f")


def shortened(text: str) -> str:
    """A text of about a line."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
