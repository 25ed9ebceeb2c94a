"""What a web page says of the article on it: JSON-LD and microdata (schema.org), and Open Graph (ogp.me)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from repost.base.names import address_key, same_site
from repost.base.value import Value
from repost.feeds.dates import YEARS, date_in
from repost.feeds.decoding import text_of
from repost.feeds.identity import page_key
from repost.feeds.json_ld import Thing, things_in
from repost.feeds.microdata import Body
from repost.feeds.no_page import is_wall
from repost.feeds.page_head import LONGEST_HEAD, head_of, host_of
from repost.feeds.parsed import Item, web_link

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from repost.feeds.page_head import PageHead
    from repost.web.http import Reply

_ARTICLES: Final = frozenset(
    {"Report", "Recipe", "Review", "CriticReview", "HowTo", "APIReference", "PodcastEpisode"}
)
_DATES: Final = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "citation_publication_date",
    "datepublished",
    "pubdate",
    "publish-date",
    "publish_date",
)
# These stand on pages of any kind, and there say when the page was made.
_DATES_OF_ANY_PAGE: Final = ("dc.date", "dcterms.created", "date")


class Facts(Value, frozen=True):
    """What a page says of its article.

    `item` is None if it gives no date of publication; `is_article` says whether it claims to
    be one all the same, `is_hidden` whether it asks not to be found, as bot walls do, or has their titles.
    """

    item: Item | None
    is_article: bool
    is_hidden: bool


def facts_of(reply: Reply) -> Facts:
    """The article of a page, if it is one."""
    page = text_of(reply.body, reply.headers.get("content-type", ""))[:LONGEST_HEAD]
    head = head_of(page, reply.url, reply.headers)
    article = _article(things_in(head.json_ld), head)
    body = Body(page)
    marked = next((item for item in body.items if _is_article(item.kinds)), body.items[0])
    published = _first(article.texts("datePublished"), *map(head.all, _DATES))
    is_article = bool(article.values) or bool(marked.kinds)
    if is_article or head.say("og:type").lower() == "article":
        published = published or _first(*map(head.all, _DATES_OF_ANY_PAGE))
    published = published or _published(body, head)
    if published is None or head.is_not_indexed:
        return Facts(None, is_article, head.is_not_indexed or is_wall(head.titled))
    headline = article.text("headline", "name")
    named = (head.canonical, web_link(head.say("og:url"), head.base))
    # Some sites call their home page the canonical one of all.
    own = (each for each in named if page_key(each) and same_site(host_of(each), host_of(reply.url)))
    link = next(own, reply.url)
    sections = head.all("article:section") or article.texts("articleSection")
    tags = head.all("article:tag") or article.texts("keywords")
    tags = tags or head.all("news_keywords") or head.all("keywords")
    categories = (*(sections or marked.texts("articleSection")), *(tags or marked.texts("keywords")))
    item = Item(
        guid=link,
        title=head.without_site(headline) or head.title or marked.text("headline"),
        link=link,
        published=published,
        categories=_split(categories),
        authors=article.texts("author") or head.all("author") or tuple(marked.texts("author")),
        excerpt=head.say("og:description") or article.text("description") or head.say("description"),
        image=head.image or article.address("image"),
    )
    return Facts(item, is_article, is_hidden=False)


def _article(things: Iterable[Thing], head: PageHead) -> Thing:
    """The article that a page is about: the one with its address, or else the first."""
    articles = [thing for thing in things if thing.is_own and _is_article(thing.kinds)]
    here = {address_key(address) for address in (head.url, head.canonical) if address}
    own = (thing for thing in articles if not here.isdisjoint(map(address_key, thing.addresses)))
    return next(own, next(iter(articles), Thing()))


def _is_article(kinds: frozenset[str]) -> bool:
    return any(
        kind in _ARTICLES or (kind.endswith(("Article", "Posting")) and kind != "JobPosting")
        for kind in kinds
    )


def _published(body: Body, head: PageHead) -> datetime | None:
    """When the one article on a page was published, by its body; a list of several gives no date."""
    of_articles = [item for item in body.items if _is_article(item.kinds) or "CreativeWork" in item.kinds]
    for texts in (
        [item.text("datePublished") for item in of_articles if item.text("datePublished")],
        body.items[0].texts("datePublished"),
        body.times,
    ):
        if texts and (len(set(texts)) == 1 or head.say("og:type").lower() == "article"):
            return _first(texts[:1])
    return None


def _first(*texts: Iterable[str]) -> datetime | None:
    dates = (date_in(text) for each in texts for text in each)
    return next((date for date in dates if date and date.year in YEARS), None)


def _split(names: Iterable[str]) -> tuple[str, ...]:
    """The names; one text may contain several, separated by commas."""
    return tuple(part for name in names for part in re.split(r"\s*[,;\u3001\uff0c\uff1b]\s*", name) if part)
