"""The walkers by name, best first: a further one is a file here and an entry in `NAMES`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from repost.feeds.walkers.protocol import Walker

NAMES: Final = ("wordpress_rest", "ghost", "blogger", "feed_pages", "wordpress_pages", "sitemap")


def walker_named(name: str) -> Walker:
    """The walker in the module of this name, imported only when a walk begins."""
    return cast("Walker", import_module(f"repost.feeds.walkers.{name}"))
