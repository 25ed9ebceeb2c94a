"""The whole text of a post: the owner's words, the article's own, link and hashtags."""

from __future__ import annotations

from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Final

from repost.base.errors import Rejected
from repost.base.names import typed
from repost.base.value import Value
from repost.wording.cleaning import clean, disarm, has_unreadable, is_visible
from repost.wording.cutting import cut, graphemes
from repost.wording.hashtags import Hashtags, first_category, hashtags
from repost.wording.languages.registry import language_for
from repost.wording.languages.spoken import spoken_age, spoken_date
from repost.wording.layout import Layout
from repost.wording.placeholders import PLACEHOLDERS
from repost.wording.repetition import Fingerprint, Past, variation_key
from repost.wording.templates import Template
from repost.wording.variations import in_turn, variations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime, tzinfo

    from repost.base.articles import Article, Blog
    from repost.settings.types import Message
    from repost.wording.facet import Facet
    from repost.wording.languages.language import Language
    from repost.wording.limits import TextRules
    from repost.wording.repetition import Said

# In code points: no title or excerpt is as long, and no network takes as much.
_LONGEST: Final = 2000

# Fewer graphemes of an article say nothing: better to leave out the excerpt, or even fixed hashtags.
_FEWEST: Final = 20

# A name that fills the post can't begin every post.
_LONGEST_NAME: Final = 120
_LONGEST_BLOG_NAME: Final = 60

_NOTHING_SAID: Final = Past()


class Wording(Value, frozen=True):
    """The text of a post, ready to be sent.

    Attributes
    ----------
    text : str
        The text itself, in NFC and within the network's limits.
    link : Facet or None
        Where the link is.
    hashtags : tuple of Facet
        Where each hashtag is.
    is_cut : bool
        Whether words of the article had to go.
    fingerprint : Fingerprint
        Its words, in the form in which they are compared.
    """

    text: str
    link: Facet | None
    hashtags: tuple[Facet, ...]
    is_cut: bool
    fingerprint: Fingerprint


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
    past: Past = _NOTHING_SAID,
    is_new: bool = False,
    objection: Callable[[Wording], str] = lambda _: "",
) -> Wording:
    """The text of a post about an article, in the variation whose turn it is.

    If not everything fits, the excerpt is cut first, then hashtags from categories are dropped, last first,
    then the title is cut; fixed hashtags are dropped only if next to nothing of the article would be left.
    Words from the feed are only text: they mention nobody, and make no tags and no links.

    A variation whose text is like a recent one of the account is skipped, and so is one that there is an
    objection to. One like any earlier text of this article is, too, as long as there is another.

    Parameters
    ----------
    link : str or None
        The link to follow; None or "" for none.
    language : str or None
        The account's own language, if it has one.
    now : datetime
        An aware instant: ages count from it.
    zone : tzinfo
        It decides when days begin, for dates and ages.
    past : Past
        What was posted before.
    is_new : bool
        Whether the article is announced as new, in the language's own phrase for that.
    objection : callable
        Why a text can't go out, in a sentence; "" if it may.

    Raises
    ------
    Rejected
        If there is nothing to say, or no room for it, if the link is not valid, or if every variation is
        like a recent text.
    """
    if link and (has_unreadable(link) or not link.startswith(("http://", "https://"))):
        raise Rejected("The article's link is not a web address free of spaces and control characters.")
    title = _said(article.title, rules)
    spoken = language_for(language, blog.language)
    name = _name(blog.title, rules)
    names_blog = bool(name) and len(name) <= _LONGEST_BLOG_NAME
    written = variations(message, spoken, names_blog=names_blog, is_new=is_new)
    excerpt = ""
    if not title or any("excerpt" in Template.of(template).names for template in written):
        from repost.wording.excerpts import readable_excerpt

        excerpt = _said(readable_excerpt(article.excerpt[:_LONGEST], article.title, blog.title), rules)
    if not title and not excerpt:
        raise Rejected("The article has neither a title nor an excerpt, so there is nothing to say.")
    tags = hashtags(message, article, rules, (language or blog.language).lower())
    values = {
        "blog": name,
        "author": _name(article.author, rules),
        "category": _name(first_category(article), rules),
        **_dates(article, now.astimezone(zone), spoken),
    }
    ready = in_turn(written, {"title": title, "excerpt": excerpt, **values}, past)
    drafts = (_draft(template, title, excerpt, values, tags, link or "", rules) for template in ready)
    return _first_unlike(drafts, past, now, len(ready), objection)


def has_words(article: Article) -> bool:
    """Whether an article has any words to say: a title or, failing that, an excerpt."""
    return bool(_readable(article.title) or _readable(article.excerpt))


def leaves_room(message: Message, rules: TextRules, *, with_link: bool, is_new: bool = False) -> bool:
    """Whether every variation leaves room for an article, other placeholders not counted."""
    values = dict.fromkeys(PLACEHOLDERS, "")
    link = "https://example.com/" if with_link else ""
    layouts = (
        Layout(Template.of(template), values, link, rules)
        for template in variations(message, language_for(None, ""), names_blog=True, is_new=is_new)
    )
    return all(layout.fits("m" * _FEWEST, "", ()) for layout in layouts)


def _said(text: str, rules: TextRules) -> str:
    return disarm(_readable(text), rules.live_sign)


def _name(text: str, rules: TextRules) -> str:
    """A name as it is posted; "" for one that would leave no room for anything else."""
    return _said(text, rules) if len(text) <= _LONGEST_NAME else ""


def _readable(text: str) -> str:
    words = clean(text[:_LONGEST])
    return words if is_visible(words) else ""


def _dates(article: Article, now: datetime, spoken: Language) -> Mapping[str, str]:
    if article.published is None or not article.is_dated:
        return {"date": "", "age": ""}
    day = article.published.astimezone(now.tzinfo).date()
    return {"date": spoken_date(day, spoken), "age": spoken_age(day, now.date(), spoken)}


def _first_unlike(
    drafts: Iterable[Wording | Rejected],
    past: Past,
    now: datetime,
    number: int,
    objection: Callable[[Wording], str],
) -> Wording:
    """The first draft that is like no earlier text, else the one that was posted longest ago."""
    recent = [said for said in past.account if said.at > now - past.recent]
    heard: list[tuple[bool, datetime, Wording]] = []
    unsayable: list[Rejected] = []
    for draft in drafts:
        if isinstance(draft, Rejected):
            unsayable.append(draft)
        elif not _times_said(draft, recent):
            if why := objection(draft):
                unsayable.append(Rejected(why))
                continue
            times = _times_said(draft, past.article)
            if not times:
                return draft
            is_same = any(said.fingerprint.exact == draft.fingerprint.exact for said in past.article)
            heard.append((is_same, max(times), draft))
    if heard:
        return min(heard, key=lambda each: each[:2])[2]
    if len(unsayable) == number:
        raise unsayable[0]
    ways = "Its only wording is" if number == 1 else f"Each of its {number} wordings is"
    days = max(past.recent.days, 1)
    raise Rejected(f"{ways} too much like something this account said in the last {days} days.")


def _times_said(draft: Wording, said: Iterable[Said]) -> list[datetime]:
    return [each.at for each in said if draft.fingerprint.is_like(each.fingerprint)]


def _draft(
    written: str,
    title: str,
    excerpt: str,
    values: Mapping[str, str],
    tags: Hashtags,
    link: str,
    rules: TextRules,
) -> Wording | Rejected:
    """An article in one variation, or why that can't be done."""
    template = Template.of(written)
    if "title" in template.names:
        excerpt = _without_beginning(excerpt, title)
    if "title" not in template.names or not title:
        # If one is missing, the other takes its place.
        if "excerpt" not in template.names or not excerpt:
            title, excerpt = title or excerpt, ""
            template = template.renamed("excerpt", "title")
        else:
            title = ""
    elif "excerpt" not in template.names:
        excerpt = ""
    return _fitted(Layout(template, values, link, rules), title, excerpt, tags, variation_key(written))


def _without_beginning(excerpt: str, title: str) -> str:
    """The excerpt without the title, with which many feeds begin it."""
    is_there = typed(excerpt[: len(title)]).casefold() == typed(title).casefold()
    rest = excerpt[len(title) :] if is_there else excerpt
    return excerpt if not title or rest[:1].isalnum() else rest.lstrip(" .:,;!?…·\u00a0\u202f-\u2013\u2014|")


def _fitted(layout: Layout, title: str, excerpt: str, tags: Hashtags, variation: str) -> Wording | Rejected:
    def wording(title: str, excerpt: str, tags: tuple[str, ...], *, is_cut: bool) -> Wording:
        out = layout.laid_out(title, excerpt, tags)
        fingerprint = Fingerprint.of(out.article, out.frame, variation)
        return Wording(out.text, out.link, out.hashtags, is_cut, fingerprint)

    wanted = tags.fixed + tags.categories
    for kept in range(len(wanted), -1, -1):
        some = wanted[:kept]
        if layout.fits(title, excerpt, some):
            return wording(title, excerpt, some, is_cut=False)
        if excerpt and (not title or layout.fits(title, "", some)):
            from repost.wording.excerpts import cut_to_sentences

            part = cut_to_sentences(excerpt, partial(_fits_excerpt, layout, title, some))
            if title or _says_enough(part) or (part and not kept):
                return wording(title, part if _says_enough(part) or not title else "", some, is_cut=True)
        if not title or kept > len(tags.fixed):
            continue
        part = cut(title, partial(_fits_title, layout, some))
        if _says_enough(part) or (part and not kept):
            return wording(part, "", some, is_cut=True)
    return Rejected("The words around the article and its link leave no room for the article itself.")


def _fits_excerpt(layout: Layout, title: str, tags: tuple[str, ...], part: str) -> bool:
    return layout.fits(title, part, tags)


def _fits_title(layout: Layout, tags: tuple[str, ...], part: str) -> bool:
    return layout.fits(part, "", tags)


def _says_enough(words: str) -> bool:
    return len(words) >= _FEWEST and len(graphemes(words)) >= _FEWEST
