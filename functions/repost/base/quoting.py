"""How a sentence about a mistake shows the value that it found."""

from __future__ import annotations

import json
import re
from typing import Final

_LONGEST: Final = 60  # about a line
_LOGIN: Final = r"//[^/@\s]*:[^/@\s]*@"


def quoted(value: object) -> str:
    """A value as its author wrote it, shortened."""
    return shortened(in_full(value))


def in_full(value: object) -> str:
    """A value as its author wrote it, of whatever length."""
    return json.dumps(value, ensure_ascii=False, default=str).replace("\x7f", "\\u007f")


def shortened(text: str) -> str:
    """A text of about a line, without the password of an address in it."""
    text = re.sub(_LOGIN, "//…@", text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
