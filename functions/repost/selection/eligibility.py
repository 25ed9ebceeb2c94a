"""Whether an article may go out now, cycles aside, and if not, why."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from repost.base.names import name_key
from repost.base.patterns import pattern
from repost.base.value import Value
from repost.selection.selectors import category_keys, matcher, names_of_authors, selector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from repost.base.articles import Article
    from repost.settings.types import Select

_WEB_LINK: Final = pattern(r"https?://[^\s/?#]", re.IGNORECASE)
_NOTHING: Final = timedelta()


class Share(Value, frozen=True):
    """What is remembered of one account's posts of an article.

    `last` is the UTC instant of the last time; `count` how often it went out. `pending` says that a
    slot without a known outcome holds it; `blocked` is why it can never go out, or "". `elsewhere` is
    the UTC instant at which another account of the same network last claimed it. `approved` says that a
    person wants it to go out, although it looks like something that doesn't last. `announced` is the UTC
    instant at which it was announced as new, `encored` that at which it last went out as an encore, and
    `turn` that of its last turn.
    """

    guid: str
    last: datetime | None
    count: int
    pending: bool
    blocked: str = ""
    elsewhere: datetime | None = None
    approved: bool = False
    announced: datetime | None = None
    encored: datetime | None = None
    turn: datetime | None = None

    @property
    def shared(self) -> datetime | None:
        """When it last had its turn: went out, or was refused, as an old article and not as an encore."""
        if self.last == self.announced:
            return None
        return self.turn if self.last == self.encored else self.last


class Reason(StrEnum):
    """Why an article may not go out now. An article has the first that applies, in this order."""

    NO_DATE = "no date"
    IN_FUTURE = "in the future"
    TOO_YOUNG = "too young"
    TOO_OLD = "too old"
    EXCLUDED_CATEGORY = "excluded category"
    NO_INCLUDED_CATEGORY = "no included category"
    MISSING_CATEGORY = "without a required category"
    OTHER_TITLE = "title doesn't match"
    OTHER_AUTHOR = "author doesn't match"
    NEVER = "listed in never"
    STOPPED = "after stop_after"
    NO_WEB_LINK = "no web link"
    BLOCKED = "blocked"
    PENDING = "pending"
    SHARED_ONCE = "shared once"
    SHARED_ENOUGH = "shared max_shares times"
    RESTING = "resting"
    SAID_ELSEWHERE = "posted by another account"
    HELD_BACK = "held back since its page failed"
    NOTHING_TO_SAY = "no text to post"
    STALE = "promotion, event or notice that is over"
    FOR_REVIEW = "for review"
    SHARED_IN_CYCLE = "shared in this cycle"
    NEXT_CYCLE = "not before the next cycle"

    @property
    def sentence(self) -> str:
        """The reason in full."""
        return _SENTENCES[self]


_SENTENCES: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        Reason.NO_DATE: "The feed gives no publication date for it.",
        Reason.IN_FUTURE: "Its publication date is in the future.",
        Reason.TOO_YOUNG: "It is younger than min_age.",
        Reason.TOO_OLD: "It is older than max_age.",
        Reason.EXCLUDED_CATEGORY: "It is in one of exclude_categories.",
        Reason.NO_INCLUDED_CATEGORY: "It is in none of include_categories.",
        Reason.MISSING_CATEGORY: "It is not in every one of require_categories.",
        Reason.OTHER_TITLE: "Its title doesn't match `title`.",
        Reason.OTHER_AUTHOR: "Its author is not one of authors.",
        Reason.NEVER: "It is listed in never.",
        Reason.STOPPED: "It is past its date in stop_after.",
        Reason.NO_WEB_LINK: "Its link doesn't lead to a web page.",
        Reason.BLOCKED: "It is blocked.",
        Reason.PENDING: "Its last post waits for a review, or its outcome is unknown.",
        Reason.SHARED_ONCE: "It has been posted once, and share_once allows no more.",
        Reason.SHARED_ENOUGH: "It has been posted as often as max_shares allows.",
        Reason.RESTING: "It was posted too recently: rest isn't over.",
        Reason.SAID_ELSEWHERE: "Another account on this network posted it too recently: spacing isn't over.",
        Reason.HELD_BACK: "Its page failed when it was last checked; it will be checked again in a few days.",
        Reason.NOTHING_TO_SAY: "It has no text that could be posted.",
        Reason.STALE: "It looks like a promotion, event or notice that is over.",
        Reason.FOR_REVIEW: "It looks like a promotion, event or notice that is over, and waits for review.",
        Reason.SHARED_IN_CYCLE: "It has been posted in this cycle; others come first.",
        Reason.NEXT_CYCLE: "It appeared after its place in this cycle had passed; it comes in the next.",
    }
)


class Rules:
    """The settings, prepared once for many articles."""

    __slots__ = (
        "_can_say",
        "_excluded",
        "_included",
        "_is_author",
        "_is_title",
        "_language",
        "_max_age",
        "_min_age",
        "_names",
        "_never",
        "_now",
        "_required",
        "_select",
        "_stops",
        "why_stale",
    )

    def __init__(
        self, select: Select, now: datetime, can_say: Callable[[Article], bool], *, language: str = ""
    ) -> None:
        self._select = select
        self._now = now
        self._can_say = can_say
        self._language = language
        self.why_stale: dict[str, str] = {}
        """Why articles that were judged don't last, by GUID; "" for those that do."""
        self._min_age = max(select.min_age, _NOTHING)
        self._max_age = timedelta.max if select.max_age.is_unlimited else select.max_age
        self._excluded = frozenset(map(name_key, select.exclude_categories))
        self._included = frozenset(map(name_key, select.include_categories))
        self._required = frozenset(map(name_key, select.require_categories))
        self._is_title = matcher((select.title,))
        self._is_author = matcher(select.authors)
        self._never = tuple(map(selector, select.never))
        self._stops = tuple((selector(text), until) for text, until in select.stop_after.items())

    def reason_against(self, article: Article, share: Share | None) -> Reason | None:
        """The first reason why an article can't go out, cycles aside."""
        return next(self.reasons_against(article, share), None)

    def reasons_against(self, article: Article, share: Share | None) -> Iterator[Reason]:
        """Every reason why an article can't go out, cycles aside; found one by one."""
        if reason := self._against_age(article.published):
            yield reason
        if reason := self._against_categories(article.categories):
            yield reason
        yield from self._against_steering(article)
        if not _WEB_LINK.match(article.link):
            yield Reason.NO_WEB_LINK
        if share:
            yield from self._against_share(share)
        if article.held_until and self._now < article.held_until:
            yield Reason.HELD_BACK
        if not self._can_say(article):
            yield Reason.NOTHING_TO_SAY
        if self._select.evergreen != "ignore" and not (share and share.approved) and self._is_stale(article):
            yield Reason.FOR_REVIEW if self._select.evergreen == "hold" else Reason.STALE

    def _is_stale(self, article: Article) -> bool:
        why = self.why_stale.get(article.guid)
        if why is None:
            from repost.selection.evergreen.judgement import judge

            why = self.why_stale[article.guid] = judge(article, self._now, self._language).why
        return bool(why)

    def _against_steering(self, article: Article) -> Iterator[Reason]:
        """What the owner has said about this article, or about others like it."""
        select = self._select
        if self._required and not self._required <= category_keys(article.categories):
            yield Reason.MISSING_CATEGORY
        if select.title != "*" and not self._is_title(article.title):
            yield Reason.OTHER_TITLE
        if select.authors and not any(map(self._is_author, names_of_authors(article))):
            yield Reason.OTHER_AUTHOR
        if any(each.matches(article) for each in self._never):
            yield Reason.NEVER
        published = article.published or self._now
        if any(until.is_over(published, self._now) and each.matches(article) for each, until in self._stops):
            yield Reason.STOPPED

    def _against_age(self, published: datetime | None) -> Reason | None:
        if published is None:
            return Reason.NO_DATE
        age = self._now - published
        if age < _NOTHING:
            return Reason.IN_FUTURE
        if age < self._min_age:
            return Reason.TOO_YOUNG
        return Reason.TOO_OLD if age > self._max_age else None

    def _against_categories(self, categories: tuple[str, ...]) -> Reason | None:
        if not (self._excluded or self._included):
            return None
        names = category_keys(categories)
        if not names.isdisjoint(self._excluded):
            return Reason.EXCLUDED_CATEGORY
        return Reason.NO_INCLUDED_CATEGORY if self._included and names.isdisjoint(self._included) else None

    def _against_share(self, share: Share) -> Iterator[Reason]:
        if share.blocked:
            yield Reason.BLOCKED
        if share.pending:
            yield Reason.PENDING
        if self._select.share_once and share.count > 0:
            yield Reason.SHARED_ONCE
        if self._select.max_shares is not None and share.count >= self._select.max_shares:
            yield Reason.SHARED_ENOUGH
        if share.last is not None and self._now - share.last < self._select.rest:
            yield Reason.RESTING
        if share.elsewhere is not None and self._now - share.elsewhere < self._select.spacing:
            yield Reason.SAID_ELSEWHERE
