"""A piece of a text that leads somewhere."""

from __future__ import annotations

from repost.base.value import Value


class Facet(Value, frozen=True):
    """A piece of a text that leads somewhere.

    Attributes
    ----------
    start, end : int
        The piece is `text[start:end]`, in code points.
    target : str
        The whole link, however little of it the text shows, or the hashtag with its "#".
    """

    start: int
    end: int
    target: str
