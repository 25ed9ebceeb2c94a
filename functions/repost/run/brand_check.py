"""Whether a post is what its brand asks for: when it is worded, and again before it is sent late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.settings.types import Brand

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost.brand.judgement import Objection
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
    from repost.brand.judgement import judged

    links = (address,) if post.link else ()
    mentions = brand.mentions == "none" and "@" in rules().live_sign
    return judged(brand, _parts(post), links, mentions=mentions).sentence


def words_against(brand: Brand, post: Post) -> tuple[Objection, ...]:
    """What the words of a post are refused or held for."""
    from repost.brand.judgement import judged

    words = Brand(never_say=brand.never_say, hold_on=brand.hold_on)
    return judged(words, _parts(post), (), mentions=False).objections


def _parts(post: Post) -> dict[str, str]:
    """The parts of a post that have words, by what its readers call them."""
    from repost.brand.judgement import TEXT

    return {
        TEXT: _without_link(post),
        "title": post.title,
        "summary": post.summary,
        "picture's description": post.image.alt if post.image else "",
    }


def _without_link(post: Post) -> str:
    text = post.text
    for facet in sorted(post.facets, key=lambda facet: facet.start, reverse=True):
        if facet.target == post.link:
            text = f"{text[: facet.start]} {text[facet.end :]}"
    return text
