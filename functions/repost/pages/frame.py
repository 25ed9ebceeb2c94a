"""Makes HTML of a page: its template within the frame that all pages share.

The HTML is safe as it is, and made so that a strict cleaner takes nothing away: no scripts, no handlers, one
style whose selectors all begin with a class of our own.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from repost.markup.templates import filled

if TYPE_CHECKING:
    from repost.pages.model import Frame
    from repost.pages.question import Theme
    from repost.pages.words import Words

_HERE: Final = Path(__file__).parent


def framed(template: str, frame: Frame, words: Words, theme: Theme, **values: object) -> str:
    """A page of this template, such as "posts", in a language and a theme."""
    return filled(_HERE / f"{template}.html", frame=frame, words=words, theme=theme, **values)


def sentence(text: str, words: Words, theme: Theme) -> str:
    """A page that says one thing, such as why there is no other."""
    return filled(_HERE / "sentence.html", text=text, words=words, theme=theme)
