"""What a sample blog consists of, in one language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Post:
    """An article: its age in days, its title as the feed's XML has it, its first words as HTML."""

    age: int
    title: str
    categories: tuple[str, ...]
    opening: str


@dataclass(frozen=True, slots=True)
class Contents:
    """A blog's texts, and what surrounds them.

    Attributes
    ----------
    handle : str
        The name that the blog posts under.
    host : str
        Where its articles would be, if it were real.
    trailer : str
        What WordPress puts below an excerpt, with "{article}" and "{blog}" for the links.
    more, missing, missing_why, picture : str
        The rest of an article; title and text of a page that isn't there; what an article's picture shows.
    dated : tuple of str
        The categories of what soon goes out of date.
    """

    language: str
    handle: str
    host: str
    title: str
    description: str
    author: str
    trailer: str
    more: str
    missing: str
    missing_why: str
    picture: str
    dated: tuple[str, ...]
    posts: tuple[Post, ...]
