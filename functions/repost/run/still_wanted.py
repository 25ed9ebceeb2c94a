"""Whether a post that an earlier run claimed and never sent may still go out under the current settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from repost.history.budget import limits_of
from repost.run.brand_check import check_brand
from repost.run.page_check import page_of
from repost.run.sighting import age_window, blog_seen, language_of
from repost.schedule.local_time import local_date
from repost.selection.choice import has_words
from repost.selection.eligibility import Rules
from repost.selection.news import of_any_age
from repost.selection.pins import named_alone, pinned_to

if TYPE_CHECKING:
    from collections.abc import Collection

    from repost.base.articles import Article
    from repost.history.records import Claim
    from repost.run.brand_check import BrandCheck
    from repost.run.turn import Turn
    from repost.settings.types import Select


def wanted(turn: Turn, claim: Claim) -> Article | str:
    """The article of a claim whose post may still go out, its page aside; else why not, in a sentence."""
    settings = turn.account.settings
    if claim.network != turn.network.name:
        return f"It was worded for {claim.network}, and the account posts to {turn.network.name} now."
    if settings.dry_run:
        return "dry_run is on now."
    if claim.announces and not settings.announce:
        return "The settings no longer ask for announcements."
    seen = blog_seen(turn, turn.archive, age_window(turn))
    article = turn.archive.remembered(claim.guid)
    if article is None:
        return "The blog no longer has its article."
    share = turn.history.shares(claim.account, claim.network, [claim.guid]).get(claim.guid)
    select, language = _rules_for(turn, claim, article), language_of(turn.account, seen)
    rules = Rules(select, turn.now, has_words, language=language)
    if reason := rules.reason_against(article, replace(share, pending=False) if share else None):
        return reason.sentence
    return _brand(turn, claim, article).refusal or _over_budget(turn, claim) or article


def new_flags(turn: Turn, claim: Claim, article: Article, seen: Collection[str]) -> tuple[str, ...]:
    """What a person would have to see of a claim's post by today's rules, besides what one has seen."""
    return tuple(flag for flag in _brand(turn, claim, article).flags if flag not in seen)


def _brand(turn: Turn, claim: Claim, article: Article) -> BrandCheck:
    return check_brand(
        turn.account.settings,
        claim.post,
        article.link,
        lambda: turn.network.text_rules(turn.outside.http()),
    )


def why_page_forbids(turn: Turn, article: Article, *, waits: bool) -> str | None:
    """Why the page of an article forbids its post now, or can't be checked, in a sentence; else "".

    None if it can't be checked and the post `waits` until it can.
    """
    from repost.feeds.liveness import Alive, Unsure

    page = page_of(turn, article, turn.archive.record())
    if waits and isinstance(page, Unsure):
        return None
    return "" if isinstance(page, Alive) else f"“{article.title}” can't be posted: {page.why}."


def _rules_for(turn: Turn, claim: Claim, article: Article) -> Select:
    """What the settings ask of a claimed article: less if it is new or pinned."""
    select, zone = turn.account.settings.select, turn.account.settings.schedule.timezone
    if claim.announces:
        return of_any_age(select)
    name = pinned_to(select, local_date(turn.now, zone))
    pinned = turn.archive.find(name) if name else None
    return named_alone(select) if pinned and pinned.guid == article.guid else select


def _over_budget(turn: Turn, claim: Claim) -> str:
    """Why the budget has no room for a claim whose price it counts already; "" if it has."""
    if not claim.price.amount:
        return ""
    spent = turn.history.spent(claim.account, claim.price.month)
    return spent.why_not(0, limits_of(turn.account.settings.budget)) or ""
