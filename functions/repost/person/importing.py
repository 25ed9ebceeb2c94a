"""Imports what other tools have shared, so that it rests as if Repost had posted it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.feeds.archive import FOREVER
from repost.person.accounts import Asked
from repost.person.foreign_logs import read_log
from repost.run.imported import as_shares, keep, let_rest
from repost.schedule.activity import SKEW

if TYPE_CHECKING:
    from repost.events.wishes import Import
    from repost.run.collaborators import Collaborators
    from repost.run.report import Report

_SHOWN: Final = 5


def take_in(outside: Collaborators, wish: Import) -> Report:
    """Let every article rest that the document says was shared; a line that comes twice changes nothing.

    The blog is read first, so that its articles are known.
    """
    asked = Asked.of(outside, wish.account)
    now = outside.clock()
    read = read_log(wish.document, asked.account.settings.network, wish.dates)
    if not (read.mentions or read.ambiguous):
        return asked.refused(
            "No line names an article shared on this network. Accepted are a Revive Social export and a "
            'CSV with a header line, such as "url,date".'
        )
    if read.ambiguous:
        return asked.refused(
            f"{read.ambiguous} may be day-first or month-first, and no other date in it tells. Add "
            "`--dates day-first` or `--dates month-first`."
        )
    state = asked.begun()
    sighting = asked.look()
    known = list(sighting.archive.published_between(None, FOREVER))
    shares = as_shares((each.name, each.at) for each in read.mentions if each.at <= now + SKEW)
    strange = let_rest(outside.table, state.account, known, shares)
    notes = []
    if strange:
        kept = keep(outside.table, state.account, strange, sighting.view.record.known)
        some = "; ".join(name[:80] for name in sorted(strange)[:_SHOWN])
        notes.append(
            f"{len(strange)} articles are not known yet, such as: {some}. "
            f"{kept} of them are kept, and rest as soon as the blog shows them."
        )
    if read.elsewhere:
        notes.append(f"{read.elsewhere} lines are about other networks and were ignored.")
    if read.unreadable:
        lines = ", ".join(map(str, read.unreadable[:_SHOWN]))
        notes.append(f"{len(read.unreadable)} lines can't be read, such as line {lines}.")
    resting = len(shares) - len(strange)
    return asked.done(
        f"{resting} articles are now resting, each from the day it was last shared.", notes=tuple(notes)
    )
