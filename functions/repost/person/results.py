"""What readers did with an account's posts, article by article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import asdict

from repost.aws.items import account_partition
from repost.feeds.archive import Archive
from repost.history.results import heard_from, name_of
from repost.person.accounts import AccountNow
from repost.person.answer import Answer
from repost.results.overview import Overview, ordered, result

if TYPE_CHECKING:
    from repost.aws.items import Item
    from repost.events.wishes import Results
    from repost.run.collaborators import Collaborators

MOST_SHOWN: Final = 1000
"""How many articles an answer holds: Lambda answers with at most 6 MB."""

_MOST_READ: Final = 100_000


def results(outside: Collaborators, wish: Results) -> Answer:
    """The articles whose posts were read, the best first.

    Raises
    ------
    SettingsError
        If the account's settings can't be used.
    """
    asked = AccountNow.of(outside, wish.account)
    overview = overview_of(asked)
    count = len(overview.results)
    known = (
        f"The results of {count} article{'' if count == 1 else 's'} are known." if count else _why_none(asked)
    )
    notes = (f"Not all posts could be read: {overview.note}",) if overview.note else ()
    more = {
        "language": asked.account.settings.language,
        "results": [_plain(each) for each in overview.results],
    }
    return Answer((asked.done(known, notes=notes),), {**more, "note": overview.note})


def overview_of(asked: AccountNow, most: int = _MOST_READ) -> Overview:
    """The results of an account, with their articles' titles; `most` articles are looked at."""
    outside, name = asked.outside, asked.account.name
    now = outside.clock()
    items = outside.table.first_in(account_partition(name), "SHARE#", "SHARE#~", most)
    heard = {name_of(item["guid"]): item for item in items if item.get("heard")}
    articles = Archive(outside.table, asked.account.settings.feed).named(heard)
    found = []
    for each, item in heard.items():
        article, known = articles.get(each), heard_from(item)
        title, link = (article.title, article.link) if article else (item["guid"], "")
        if known:
            found.append(result(title, link, item.get("count", 0), known, now))
    note = str(asked.state.heard.get("note", "")) if asked.state else ""
    return Overview(name, ordered(found)[:MOST_SHOWN], note)


def _why_none(asked: AccountNow) -> str:
    if not asked.account.settings.wants_results:
        return "No results are read: set results.read, or select.encores, as docs/results.md explains."
    return "No results are known yet: a post is read a week after it went out."


def _plain(result: Any) -> Item:
    return {**asdict(result), "score": round(result.score, 2)}
