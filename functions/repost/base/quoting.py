"""How a sentence about a mistake shows the value that it found."""

from __future__ import annotations

import json
from typing import Final

_LONGEST: Final = 60  # about a line


def quoted(value: object) -> str:
    """A value as its author wrote it, shortened."""
    return shortened(json.dumps(value, ensure_ascii=False, default=str))


def shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
