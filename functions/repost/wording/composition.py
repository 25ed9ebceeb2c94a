"""The whole text of a post: words before, the article's own, words after, link, hashtags."""

from __future__ import annotations

import re
from datetime import UTC
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Final

from repost.errors import Rejected
from repost.value import Value
from repost.wording.cleaning import WORD_JOINER, clean, disarm, has_unreadable, is_visible
from repost.wording.cutting import cut, graphemes
from repost.wording.facet import Facet
from repost.wording.hashtags import Hashtags, hashtags
from repost.wording.languages import NEUTRAL, Language, language_for, spoken_age, spoken_date
from repost.wording.templates import PLACEHOLDERS, filled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from repost.articles import Article, Blog
    from repost.settings.types import Message
    from repost.wording.limits import TextRules

BETWEEN_TITLE_AND_EXCERPT: Final = " — "

# In code points: no title and no excerpt is as long, and no network takes as much.
_LONGEST: Final = 2000

# Fewer graphemes of an article say nothing: better no excerpt, and rather no fixed hashtags.
_FEWEST: Final = 20

_CASHTAG: Final = re.compile(r"(?<!\S)\$(?=[A-Za-z])")


class Wording(Value, frozen=True):
    """The text of a post, ready to be sent.

    Attributes
    ----------
    text : str
        The text itself, in NFC and within the network's limits.
    link : Facet or None
        Where the link stands.
    hashtags : tuple of Facet
        Where each hashtag stands.
    is_cut : bool
        Whether words of the article had to go.
    """

    text: str
    link: Facet | None
    hashtags: tuple[Facet, ...]
    is_cut: bool


class _Words(Value, frozen=True, kw_only=True):
    """The article's own words; the rest, joined as it is, is cut before the lead."""

    lead: str
    rest: str = ""
    is_title: bool


class _Frame(Value, frozen=True):
    """Everything of a post but the article's words."""

    before: str
    after: str
    link: str | None
    rules: TextRules

    def text(self, words: str, tags: tuple[str, ...]) -> str:
        return " ".join(filter(None, (self.before, words, self.after, self._shown_link, *tags)))

    def fits(self, words: str, tags: tuple[str, ...], lead: str = "") -> bool:
        return self.rules.fits(self.text(lead + words, tags))

    def wording(self, words: str, tags: tuple[str, ...], *, is_cut: bool) -> Wording:
        text = self.text(words, tags)
        facets: list[Facet] = []
        end = len(text)
        for shown, target in reversed([(self._shown_link, self.link), *((tag, tag) for tag in tags)]):
            if target:
                facets.insert(0, Facet(end - len(shown), end, target))
                end -= len(shown) + 1
        link = facets.pop(0) if self.link else None
        return Wording(text=text, link=link, hashtags=tuple(facets), is_cut=is_cut)

    @property
    def _shown_link(self) -> str:
        return self.rules.shown_link(self.link) if self.link else ""


def compose(  # noqa: PLR0913 - a pure function is handed all it looks at
    article: Article,
    blog: Blog,
    message: Message,
    *,
    link: str | None,
    language: str | None,
    now: datetime,
    rules: TextRules,
    zone: tzinfo = UTC,
) -> Wording:
    """The text that says an article on a network.

    In order, with single spaces between: before, title or excerpt, after, link, hashtags. Where not
    everything fits, the excerpt is cut first, then the hashtags of categories go from the last,
    then the title is cut; fixed hashtags go only where next to nothing of the article would be left.
    Words of the feed are said, never obeyed: they mention nobody, and make no tags and no links.

    Parameters
    ----------
    link : str or None
        The link as it is to be followed; None or "" for none.
    language : str or None
        The account's own language, where it has one.
    now : datetime
        An aware instant: ages count from it.
    zone : tzinfo
        Where days begin and end, for dates and ages.

    Raises
    ------
    Rejected
        If there is nothing to say, no room to say it, or the link is none.
    """
    if link and (has_unreadable(link) or not link.startswith(("http://", "https://"))):
        raise Rejected("The article's link is not a web address free of spaces and control characters.")
    title, excerpt = _said(article.title, rules), _said(article.excerpt, rules)
    if not title and not excerpt:
        raise Rejected("The article has neither a title nor an excerpt, so there is nothing to say.")

    spoken = language_for(language, blog.language)
    values = {
        "blog": _said(blog.title, rules),
        "title": title,
        "author": _said(article.author, rules),
        **_dates(article, now.astimezone(zone), spoken),
    }
    frame = _Frame(*_around(message, values, spoken, rules), link, rules)
    tags = hashtags(message, article.categories if rules.has_hashtags else ())
    return _fitted(frame, _own_words(message, title, excerpt), tags)


def has_words(article: Article) -> bool:
    """Whether an article has any words to say: a title or, failing that, an excerpt."""
    return bool(_readable(article.title) or _readable(article.excerpt))


def leaves_room(message: Message, rules: TextRules, *, with_link: bool) -> bool:
    """Whether an account's own words leave room for an article's, placeholders not counted."""
    values = dict.fromkeys(PLACEHOLDERS, "")
    before, after = _around(message, values, NEUTRAL, rules)
    frame = _Frame(before, after, "https://example.com/" if with_link else None, rules)
    return frame.fits("m" * _FEWEST, ())


def _said(text: str, rules: TextRules) -> str:
    return disarm(_readable(text), rules.live_sign)


def _readable(text: str) -> str:
    words = clean(text[:_LONGEST])
    return words if is_visible(words) else ""


def _dates(article: Article, now: datetime, spoken: Language) -> Mapping[str, str]:
    if article.published is None:
        return {"date": "", "age": ""}
    day = article.published.astimezone(now.tzinfo).date()
    return {"date": spoken_date(day, spoken), "age": spoken_age(day, now.date(), spoken)}


def _around(
    message: Message, values: Mapping[str, str], spoken: Language, rules: TextRules
) -> tuple[str, str]:
    """The words before and after, with no more live cashtags than a post may have."""
    before = message.before
    if before is None:
        before = (spoken.before if values["blog"] else spoken.before_without_blog)[0]
    cashtags = count(1)

    def live_or_not(sign: re.Match[str]) -> str:
        is_live = rules.most_cashtags is None or next(cashtags) <= rules.most_cashtags
        return sign[0] if is_live else sign[0] + WORD_JOINER

    first, last = (
        _CASHTAG.sub(live_or_not, clean(filled(words, values))) for words in (before, message.after)
    )
    return first, last


def _own_words(message: Message, title: str, excerpt: str) -> _Words:
    if (message.content == "excerpt" and excerpt) or not title:
        return _Words(lead=excerpt, is_title=False)
    if message.content != "title-and-excerpt" or not excerpt:
        return _Words(lead=title, is_title=True)
    rest = excerpt.removeprefix(title)
    if rest != excerpt and not rest[:1].isalnum():  # many a feed begins its excerpts with the title
        return _Words(lead=title, rest=rest, is_title=True)
    return _Words(lead=title, rest=BETWEEN_TITLE_AND_EXCERPT + excerpt, is_title=True)


def _fitted(frame: _Frame, words: _Words, tags: Hashtags) -> Wording:
    wanted = tags.fixed + tags.categories
    for kept in range(len(wanted), -1, -1):
        some = wanted[:kept]
        if frame.fits(words.lead + words.rest, some):
            return frame.wording(words.lead + words.rest, some, is_cut=False)
        if words.rest and frame.fits(words.lead, some):
            rest = cut(words.rest, partial(frame.fits, tags=some, lead=words.lead))
            return frame.wording(words.lead + (rest if _says_enough(rest) else ""), some, is_cut=True)
        if words.is_title and kept > len(tags.fixed):
            continue
        lead = cut(words.lead, partial(frame.fits, tags=some))
        if _says_enough(lead) or (lead and not kept):
            return frame.wording(lead, some, is_cut=True)
    raise Rejected(
        "The words before and after the article and its link leave no room for the article itself."
    )


def _says_enough(words: str) -> bool:
    return len(words) >= _FEWEST and len(graphemes(words)) >= _FEWEST
