"""Explains each article: that it may be posted, or every reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.base.value import Value
from repost.selection.choice import has_words
from repost.selection.eligibility import Reason, Rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from repost.base.articles import Article
    from repost.selection.choice import Choice
    from repost.selection.eligibility import Share
    from repost.settings.types import Select


class Explained(Value, frozen=True):
    """An article, its place among those that may go out (from 1) or None, and why it may not.

    `why_stale` is the sentence on what makes it look like something that is over, or "".
    """

    article: Article
    place: int | None
    reasons: tuple[Reason, ...]
    why_stale: str

    @property
    def sentences(self) -> tuple[str, ...]:
        """The reasons in full."""
        stale = {Reason.STALE, Reason.FOR_REVIEW}
        return tuple(
            f"{reason.sentence} {self.why_stale}" if reason in stale else reason.sentence
            for reason in self.reasons
        )


def explain(
    articles: Iterable[Article],
    shares: Mapping[str, Share],
    select: Select,
    choice: Choice,
    now: datetime,
    *,
    language: str = "",
) -> Iterator[Explained]:
    """Explain every article that is known; `choice` is what was chosen from among them at `now` (UTC)."""
    rules = Rules(select, now, has_words, language=language)
    places = {article.guid: place for place, article in enumerate(choice.ranked, start=1)}
    for article in articles:
        reasons = tuple(rules.reasons_against(article, shares.get(article.guid)))
        if not reasons and article.guid in choice.reasons:
            reasons = (choice.reasons[article.guid],)  # only the choice knows of cycles
        place = places.get(article.guid) if not reasons else None
        yield Explained(article, place, reasons, rules.why_stale.get(article.guid, ""))
