"""Imports what other tools have shared, so that it rests as if Repost had posted it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.aws.table import Write
from repost.base import instants
from repost.base.names import address_key, guid_key, name_key
from repost.feeds.archive import FOREVER
from repost.history.records import share_key
from repost.person.accounts import Asked
from repost.person.foreign_logs import read_log
from repost.schedule.activity import SKEW

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from repost.base.articles import Article
    from repost.events.wishes import Import
    from repost.person.foreign_logs import Mention
    from repost.run.collaborators import Collaborators
    from repost.run.report import Report

_SHOWN: Final = 5


def take_in(outside: Collaborators, wish: Import) -> Report:
    """Let every article rest that the document says was shared; a line that comes twice changes nothing.

    The blog is read first, so that its articles are known.
    """
    asked = Asked.of(outside, wish.account)
    now = outside.clock()
    read = read_log(wish.document, asked.account.settings.network)
    if not read.mentions:
        return asked.refused(
            "No line names an article shared on this network. Accepted are a Revive Social export and a "
            'CSV with a header line, such as "url,date".'
        )
    sighting = asked.look()
    last, strange = _matched(
        (mention for mention in read.mentions if mention.at <= now + SKEW),
        list(sighting.archive.published_between(None, FOREVER)),
    )
    for guid, times in last.items():
        key = share_key(wish.account, guid)
        at = instants.written(max(times))
        outside.table.update(
            Write(
                key,
                set={"guid": guid, "last": at},
                condition="attribute_not_exists(#last) OR #last < :at",
                given={"at": at},
            )
        )
        outside.table.update(Write(key, set={"count": len(times)}, condition="attribute_not_exists(#count)"))
    notes = []
    if strange:
        some = "; ".join(sorted(strange)[:_SHOWN])
        notes.append(f"{len(strange)} articles are not known, such as: {some}. Is all of the blog read yet?")
    if read.elsewhere:
        notes.append(f"{read.elsewhere} lines are about other networks and were ignored.")
    if read.unreadable:
        lines = ", ".join(map(str, read.unreadable[:_SHOWN]))
        notes.append(f"{len(read.unreadable)} lines can't be read, such as line {lines}.")
    return asked.done(
        f"{len(last)} articles are now resting, each from the day it was last shared.", notes=tuple(notes)
    )


def _matched(
    mentions: Iterable[Mention], articles: list[Article]
) -> tuple[dict[str, set[datetime]], set[str]]:
    """When each article was shared, by GUID, and the names that stand for none."""
    by_name: dict[str, str] = {}
    for article in articles:
        by_name.setdefault(name_key(article.title), article.guid)
    for article in articles:
        by_name[address_key(article.link)] = by_name[guid_key(article.guid)] = article.guid
    times: dict[str, set[datetime]] = {}
    strange = set()
    for mention in mentions:
        name = mention.name
        guid = by_name.get(guid_key(name)) or by_name.get(name_key(name))
        if guid:
            times.setdefault(guid, set()).add(mention.at)
        else:
            strange.add(name[:80])
    return times, strange
