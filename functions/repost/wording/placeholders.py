"""The names that an owner may put in braces: all that an idle run needs of wording."""

from __future__ import annotations

from typing import Final

from repost.base.patterns import pattern

PLACEHOLDERS: Final = ("title", "excerpt", "blog", "author", "date", "age", "category", "link", "hashtags")

_IN_BRACES: Final = pattern(r"\{([^{}]*)\}")


def unknown_placeholders(text: str) -> tuple[str, ...]:
    """Everything in braces that isn't a placeholder, each once, in order."""
    names = dict.fromkeys(_IN_BRACES.findall(text))
    return tuple(name for name in names if name not in PLACEHOLDERS)
