"""Other words for a held post: within the brand's rules and the network's limits, with the same link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base.patterns import pattern
from repost.history.budget import limits_of, price
from repost.history.holds import Decided
from repost.history.reviews import Reviews
from repost.person.accounts import AccountNow
from repost.run.brand_check import check_brand
from repost.run.copies import Copies
from repost.run.turn import begin_turn
from repost.wording.cleaning import clean_lines, is_visible
from repost.wording.facet import Facet
from repost.wording.repetition import Fingerprint, Said, speaker_key, without_facets

if TYPE_CHECKING:
    from repost.events.reviews import Edit
    from repost.history.records import Claim, SlotRecord
    from repost.networks.protocol import Post
    from repost.run.collaborators import Collaborators

_HASHTAG: Final = pattern(r"(?<![\w/#&])#\w*[^\W\d_]\w*")

_FAILED: Final = {
    "text": "Another account has lately posted these words on the same network: choose others.",
    "budget": "These words cost more, and the budget has no room for that.",
}


def edit(outside: Collaborators, wish: Edit, record: SlotRecord) -> str:
    """Let a held post go out in other words; why it can't, in a sentence, or "".

    Raises
    ------
    SettingsError
        If the account's settings can't be used: nobody knows then what they forbid.
    """
    asked = AccountNow.of(outside, wish.account)
    turn = begin_turn(asked.account, asked.begun(), outside)
    settings, claim = asked.account.settings, record.claim
    if claim.network != turn.network.name:
        return f"It was worded for {claim.network}, and the account posts to {turn.network.name} now."
    post = worded(claim.post, wish.text)
    if isinstance(post, str):
        return post
    rules = turn.network.text_rules(outside.http())
    if not rules.fits(post.text):
        return f"It is longer than {turn.network.name} allows: shorten it."
    article = turn.archive.remembered(claim.guid)
    brand = check_brand(settings, post, article.link if article else post.link, lambda: rules)
    seen = record.hold.flags if record.hold else ()
    if problem := brand.refusal or " ".join(flag for flag in brand.flags if flag not in seen):
        return problem
    fingerprint = _fingerprint(claim, post)
    copies = Copies(turn, turn.history.said_of(claim.account, claim.network, claim.guid), ())
    if problem := copies.objection(post, fingerprint):
        return problem
    cost = price(settings.budget, turn.network.name, post, turn.now)
    edited = replace(
        claim,
        post=post,
        price=replace(cost, month=claim.price.month or cost.month),
        said=str(Said(turn.now, fingerprint, speaker_key(claim.account))),
    )
    failed = Reviews(outside.table).edit(
        record,
        edited,
        Decided("edited", wish.by, turn.now),
        unlike=settings.brand.unlike,
        limits=limits_of(settings.budget),
    )
    return _FAILED.get(failed, "")


def _fingerprint(claim: Claim, post: Post) -> Fingerprint:
    """What is remembered of a claim's post in other words: as if its variation had them."""
    tags = {facet.target for facet in claim.post.facets}
    words = without_facets(post.text, (facet for facet in post.facets if facet.target in tags))
    before = Said.read([claim.said])
    return Fingerprint.of(words, "", before[0].fingerprint.variation if before else "")


def worded(post: Post, text: str) -> Post | str:
    """A post in other words, whose link stays where the words have it; or what is wrong with them."""
    text = clean_lines(text).strip()
    link = next((facet for facet in post.facets if post.link and facet.target == post.link), None)
    shown = post.text[link.start : link.end] if link else ""
    if shown and text.count(shown) != 1:
        return f"Its link has to stay in it, once and as it is: {shown}"
    if not is_visible(text.replace(shown, "") if shown else text):
        return "There are no words in it."
    if text == post.text:
        return "These are the same words: approve the post instead."
    start = text.index(shown) if shown else 0
    links = [Facet(start, start + len(shown), post.link)] if shown else []
    tags = [
        Facet(tag.start(), tag.end(), tag[0])
        for tag in _HASHTAG.finditer(text)
        if not shown or tag.end() <= start or tag.start() >= start + len(shown)
    ]
    return replace(post, text=text, facets=(*links, *tags))
