"""The same for JSON: mistakes in how a document is written, each named, and mended in a copy."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from repost.accounts.syntax_values import CURLY, DOUBLE
from repost.base.errors import SettingsError

EXPECTED_JSON: Final = 'Expected an object such as {"network": "x"}.'
_NOT_ALLOWED: Final = (
    (r"'[^'\n]*'", "has single quotes", 'JSON needs double quotes: ".'),
    (r"//[^\n]*|#[^\n]*|/\*[\s\S]*?\*/", "has a comment", "JSON allows none: remove it, or write TOML."),
    (r",(?=\s*[}\]])", "has a comma too many", "JSON allows none before a closing bracket."),
    (rf"[{DOUBLE}]", "has curly quotes", 'Use straight quotes: ".'),
    (r"(?<=[\"\]}0-9el])(?=\s*\n\s*\")", "has no comma at its end", "Put one between two keys."),
)
"""What people write that JSON doesn't allow: a pattern outside its strings, and what to report."""


def mended_json(parameter: str, text: str) -> tuple[dict[str, Any] | None, list[SettingsError]]:
    """The table of a text that is not quite JSON, or None if nobody can tell, and what is wrong with it."""
    mistakes: dict[tuple[int, str], SettingsError] = {}
    for pattern, problem, advice in _NOT_ALLOWED:
        text, lines = _without(pattern, text)
        for line in lines:
            mistakes.setdefault((line, problem), SettingsError(parameter, f"Line {line}", problem, advice))
    try:
        table = json.loads(text, strict=False)
        json.dumps(table, ensure_ascii=False).encode()  # fails if there is half a character
    except json.JSONDecodeError as error:
        problem = f"is not valid JSON: {error.msg}"
        mistakes[error.lineno, problem] = SettingsError(
            parameter, f"Line {error.lineno}", problem, EXPECTED_JSON
        )
    except (ValueError, RecursionError):
        return None, [*mistakes.values(), SettingsError(parameter, "", "is not valid JSON", EXPECTED_JSON)]
    else:
        return table, list(mistakes.values())
    return None, list(mistakes.values())


def _without(pattern: str, text: str) -> tuple[str, list[int]]:
    """A text of JSON without what a pattern finds outside its strings, and the lines where that was."""
    pieces: list[str] = []
    lines: list[int] = []
    end = 0
    for found in re.finditer(rf'"(?:[^"\\\n]|\\.)*"|(?P<wrong>{pattern})', text):
        if (wrong := found["wrong"]) is not None:
            lines.append(text.count("\n", 0, found.start()) + 1)
            pieces += text[end : found.start()], _right(wrong)
            end = found.end()
    return "".join([*pieces, text[end:]]), lines


def _right(wrong: str) -> str:
    """What to read instead of something that JSON doesn't allow; as many lines as before."""
    if wrong == "":
        return ","
    if wrong.startswith("'"):
        return json.dumps(wrong[1:-1], ensure_ascii=False)
    kept = wrong.translate(CURLY)
    return kept if kept != wrong else re.sub(r"[^\n]", " ", wrong)
