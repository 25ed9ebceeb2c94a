"""Phrases with placeholders in braces, such as "À relire sur {blog} :"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACEHOLDERS: Final = ("blog", "title", "date", "author", "age")

_IN_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_NOTHING_IN_BRACKETS: Final = re.compile(r"\(\s*\)|\[\s*\]|«\s*»|“\s*”|\"\s*\"")


def unknown_placeholders(template: str) -> tuple[str, ...]:
    """Whatever stands in braces and is no placeholder, each once, in order."""
    names = dict.fromkeys(_IN_BRACES.findall(template))
    return tuple(name for name in names if name not in PLACEHOLDERS)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its placeholders replaced, once: values are never read for placeholders.

    Brackets and quotes around a value that is empty go with it. What is in braces and has no value
    stays as it is.
    """
    text = _IN_BRACES.sub(lambda match: values.get(match[1], match[0]), template)
    if any(values.get(name) == "" for name in _IN_BRACES.findall(template)):
        return _NOTHING_IN_BRACKETS.sub("", text)
    return text
