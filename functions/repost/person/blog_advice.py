"""What the owner of a blog should know and change if little or nothing of it can be posted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.patterns import pattern
from repost.feeds.coverage import COMPLETE
from repost.run.sighting import language_of
from repost.web.addresses import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.feeds.refresh import View
    from repost.person.accounts import AccountNow
    from repost.run.sighting import Sighting

_COMMENTS: Final = (
    (pattern(r"/comments/(?=feed(?:/(?:rss2?|rdf|atom))?/?$)"), "/"),
    (pattern(r"(?<=[?&]feed=)comments-(?=rss2|atom)"), ""),
    (pattern(r"/feeds/(?:\d+/)?comments/(?=default|full|summary)"), "/feeds/posts/"),
)
"""Addresses of comments on WordPress and Blogger, and what makes those of articles of them."""
_ABOUT_COMMENTS: Final = pattern(
    r"(?i)(?:comments (?:on|for)|commentaires (?:sur|pour)|kommentare (?:zu|für)|comentarios (?:en|para))\b"
)
_MOST_NAMED: Final = 3


def about_the_blog(asked: AccountNow, sighting: Sighting) -> Iterator[str]:
    """What the owner should know about the blog, and change, each in a sentence or two."""
    settings = asked.account.settings
    if sighting.view.problem:
        yield sighting.view.problem
    elif comments := of_comments(settings.feed, sighting.view.record.blog.title):
        yield comments
    if not sighting.choice.ranked and sighting.view.record.known:
        language = language_of(asked.account, sighting.view)
        outlook = sighting.outlook(settings.select, asked.outside.clock(), language)
        why = _why_none(asked, sighting)
        why = why or "No article can be posted now; `preview --all` says why for each."
        yield f"{why} {outlook}".rstrip()
    elif _has_no_categories(asked, sighting):
        yield "exclude_categories has no effect: the blog's feed names no categories."
    if sighting.view.coverage != COMPLETE and sighting.view.record.known and not sighting.view.problem:
        yield _what_is_missing(sighting.view)


def _has_no_categories(asked: AccountNow, sighting: Sighting) -> bool:
    """Whether there are none to exclude, although the settings exclude some."""
    ranked = sighting.choice.ranked
    excluded = asked.account.settings.select.exclude_categories
    return bool(excluded and ranked) and not any(each.categories for each in ranked)


def _why_none(asked: AccountNow, sighting: Sighting) -> str:
    """What to change if one thing rules out the whole blog; "" if there is no such thing."""
    record, select = sighting.view.record, asked.account.settings.select
    now = asked.outside.clock()
    if record.known and record.undated == record.known:
        first_seen = 'With blog.undated = "first-seen", articles age from when Repost first saw them.'
        return f"The feed gives no dates. {first_seen}"
    dated = [each.published for each in sighting.archive.published_between(None, now) if each.published]
    if not dated:
        return ""
    newest, oldest = max(dated), min(dated)
    if not select.max_age.is_unlimited and newest < now - select.max_age:
        return (
            f"All {len(dated)} articles are older than select.max_age allows; the newest is of "
            f'{newest:%Y-%m-%d}. Raise max_age, or set it to "none".'
        )
    if oldest > now - select.min_age:
        return (
            f"All {len(dated)} articles are younger than select.min_age allows; the oldest is of "
            f"{oldest:%Y-%m-%d}."
        )
    return ""


def of_comments(feed: str, title: str) -> str:
    """What to change if a feed lists comments, by its address and its title; "" if it doesn't seem to."""
    articles = next((like.sub(right, feed) for like, right in _COMMENTS if like.search(feed)), "")
    if not articles and not _ABOUT_COMMENTS.match(title):
        return ""
    there = f"Set feed to the blog's own, probably {articles}" if articles else "Set feed to the blog's own."
    return f"{feed} lists comments, not articles. {there}"


def _what_is_missing(view: View) -> str:
    """Which articles Repost can't see, and what would show them."""
    record, unread = view.record, view.record.walk.unread
    if unread.count:
        found = "1 page can't" if unread.count == 1 else f"{unread.count:,} pages can't"
        named = unread.first[:_MOST_NAMED]
        such = "such as " if unread.count > len(named) else ""
        return (
            f"{found} be read or has no date: {such}{', '.join(map(shown, named))}. To have them posted, let "
            "Repost read them, by the name that blog.user_agent gives, and see that they say when they were "
            "published."
        )
    if view.is_unfinished:
        return f"The blog is still being read: {record.known:,} articles are known so far."
    ghost = " On Ghost, set blog.ghost_key." if "ghost" in record.site.generator else ""
    return (
        f"Only the {record.known:,} articles of the feed are known: nothing leads to older ones. A sitemap, "
        f"named in robots.txt, would show them.{ghost}"
    )
