"""Whether a post is what its brand asks for: when it is worded, and again before it is sent late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.value import Value
from repost.settings.types import Brand

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost.brand.judgement import Objection
    from repost.networks.protocol import Post
    from repost.settings.types import Settings
    from repost.wording.limits import TextRules

_NOTHING_ASKED: Final = Brand()


class BrandCheck(Value, frozen=True):
    """What a brand says of a post, in sentences: why it can't go out, or what a person has to see first."""

    refusal: str = ""
    flags: tuple[str, ...] = ()


_CLEAN: Final = BrandCheck()


def check_brand(settings: Settings, post: Post, address: str, rules: Callable[[], TextRules]) -> BrandCheck:
    """Check a post against its brand.

    What would have to be held for a person is refused if the settings say that nothing is held.

    Parameters
    ----------
    address : str
        Where the post's link leads in the end, however it is shortened.
    rules : callable
        The network's, if they are needed: some servers must be asked for them.
    """
    brand = settings.brand
    if brand == _NOTHING_ASKED:
        return _CLEAN
    from repost.brand.judgement import judged

    links = (address,) if post.link else ()
    mentions = brand.mentions == "none" and "@" in rules().live_sign
    verdict = judged(brand, _parts(post), links, mentions=mentions)
    if verdict.is_refused or settings.review.hold == "never":
        return BrandCheck(verdict.sentence)
    return BrandCheck(flags=tuple(each.sentence for each in verdict.objections))


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
