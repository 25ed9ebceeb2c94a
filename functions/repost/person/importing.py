"""Imports what other tools have shared, so that it rests as if Repost had posted it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.feeds.archive import FOREVER
from repost.history import imports
from repost.person.accounts import AccountNow
from repost.person.foreign_logs import read_log
from repost.schedule.activity import SKEW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from repost.base.articles import Article
    from repost.events.wishes import Import
    from repost.person.foreign_logs import Mention, Read
    from repost.run.collaborators import Collaborators
    from repost.run.report import Report

_SHOWN: Final = 5


def take_in(outside: Collaborators, wish: Import) -> Report:
    """Let every article rest that the document says was shared; a line that comes twice changes nothing.

    The blog is read first, so that its articles are known. What isn't known yet is kept until it is.
    """
    asked = AccountNow.of(outside, wish.account)
    now = outside.clock()
    read = read_log(wish.document, asked.account.settings.network, wish.dates)
    if read.ambiguous:
        return asked.refused(
            f"Nothing in the file tells whether “{read.ambiguous}” has the day or the month first. Add "
            "--dates day-first or --dates month-first. Nothing was imported."
        )
    if not read.mentions:
        return asked.refused(_why_nothing(read, asked.account.settings.network))
    archive = asked.look().archive
    articles = [*archive.published_between(None, FOREVER), *archive.undated()]
    known, strange = _matched((mention for mention in read.mentions if mention.at <= now + SKEW), articles)
    for guid, shared in known.items():
        imports.rest(outside.table, wish.account, guid, shared)
    notes = []
    if strange:
        asked.begun()
        imports.keep(outside.table, wish.account, strange)
        some = "; ".join(name[:80] for name in sorted(strange)[:_SHOWN])
        notes.append(
            f"{_articles(len(strange), 'is', 'are')} not known yet, such as: {some}. Each will rest once "
            "Repost has read of it."
        )
    if read.elsewhere:
        notes.append(f"{_lines(read.elsewhere, 'is', 'are')} about other networks and ignored.")
    if read.unreadable:
        lines = ", ".join(map(str, read.unreadable[:_SHOWN]))
        notes.append(f"{_lines(len(read.unreadable))} can't be read, such as line {lines}.")
    return asked.done(
        f"{_articles(len(known), 'is', 'are')} now resting, each from the day it was last shared.",
        notes=tuple(notes),
    )


def _why_nothing(read: Read, network: str) -> str:
    """Why a document mentions no article, as far as its lines tell."""
    if read.elsewhere:
        lines = "1 line is" if read.elsewhere == 1 else f"{read.elsewhere:,} lines are"
        return f"Nothing in the file was shared on {network}: {lines} about other networks."
    if read.unreadable and read.unreadable[0] > 1:
        return (
            "No line in the file says both which article was shared and when. The first that can't be read "
            f"is line {read.unreadable[0]}."
        )
    return (
        "No line in the file names an article that was shared. Accepted are a Revive Social export and a "
        'table whose first line names its columns, such as "url,date" or "title,shared at".'
    )


def _matched(
    mentions: Iterable[Mention], articles: Iterable[Article]
) -> tuple[dict[str, imports.Shared], dict[str, imports.Shared]]:
    """What was shared: by GUID for known articles, and by name for everything else."""
    guids: dict[str, str] = {}
    for article in articles:
        for key in imports.keys_of_article(article):
            guids.setdefault(key, article.guid)
    known: dict[str, set[datetime]] = {}
    strange: dict[str, set[datetime]] = {}
    for mention in mentions:
        guid = next(filter(None, map(guids.get, imports.keys_of_name(mention.name))), "")
        times, name = (known, guid) if guid else (strange, mention.name)
        times.setdefault(name, set()).add(mention.at)
    return _counted(known), _counted(strange)


def _counted(times: Mapping[str, set[datetime]]) -> dict[str, imports.Shared]:
    return {name: imports.Shared(max(several), len(several)) for name, several in times.items()}


def _articles(number: int, one: str, many: str) -> str:
    return f"1 article {one}" if number == 1 else f"{number:,} articles {many}"


def _lines(number: int, one: str = "", many: str = "") -> str:
    words = f"1 line {one}" if number == 1 else f"{number:,} lines {many}"
    return words.strip()
