"""Whether a post is what its brand asks for: when it is worded, and again before it is sent late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.settings.types import Brand

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost.networks.protocol import Post
    from repost.wording.limits import TextRules

_NOTHING_ASKED: Final = Brand()


def why_off_brand(brand: Brand, post: Post, address: str, rules: Callable[[], TextRules]) -> str:
    """Why a post can't go out, in a sentence or more; "" if it may.

    What would have to be held for a person is refused, too: nobody could let it through.

    Parameters
    ----------
    address : str
        Where the post's link leads in the end, however it is shortened.
    rules : callable
        The network's, if they are needed: some servers must be asked for them.
    """
    if brand == _NOTHING_ASKED:
        return ""
    from repost.brand.judgement import TEXT, judged

    parts = {
        TEXT: without_link(post),
        "title": post.title,
        "summary": post.summary,
        "picture's description": post.image.alt if post.image else "",
    }
    links = (address,) if post.link else ()
    mentions = brand.mentions == "none" and "@" in rules().live_sign
    return judged(brand, parts, links, mentions=mentions).sentence


def without_link(post: Post) -> str:
    """The text of a post without the link in it."""
    text = post.text
    for facet in sorted(post.facets, key=lambda facet: facet.start, reverse=True):
        if facet.target == post.link:
            text = f"{text[: facet.start]} {text[facet.end :]}"
    return text
