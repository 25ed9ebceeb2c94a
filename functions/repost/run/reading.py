"""Reads what readers did with posts that are a week old, when nothing else is to be done.

At most once an account and day, and never in a run in which a slot is due: no reading delays a post, stops an
account, or costs it anything but what its network bills. What isn't known stays unknown.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base.errors import NetworkError, RetryLater, SettingsError
from repost.base.value import Value
from repost.history.budget import limits_of, month_of, usual_price
from repost.history.results import Results, name_of, usual_from
from repost.links.clicks import COUNTERS
from repost.networks.protocol import Bills
from repost.results.encores import Known
from repost.results.measures import Baseline, Told, measured, since
from repost.results.score import Heard, Usual
from repost.run.billing import billed
from repost.run.credentials import credentials_of
from repost.run.turn import begin_turn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.accounts.documents import Account
    from repost.history.account_state import AccountState
    from repost.history.results import Due, Outing, Past
    from repost.networks.credentials import AccountCredentials
    from repost.results.measures import Measured
    from repost.run.collaborators import Collaborators
    from repost.run.turn import Turn

LEAST_SECONDS: Final = 50.0
"""What must be left of a run before anything is asked: a request, and the records of all posts."""


def read_results(account: Account, state: AccountState, outside: Collaborators) -> tuple[str, ...]:
    """Read the posts whose time has come, and remember what they got; notes for the report."""
    turn = begin_turn(account, state, outside)
    results = Results(outside.table, account.name)
    if not results.begin(state, turn.now):
        return ()
    due = results.due(state, turn.now)
    usual = usual_from(state)
    read = _read(turn, due) if due.outings else Read({})
    if read.told is not None and due.outings:
        due = due.only(read.told, turn.now)
        usual = _recorded(turn, results, due, read.told, usual)
    results.end(due, usual, read.note, was_read=read.told is not None)
    is_new = read.note and read.note != state.heard.get("note")
    return (f"Not all results of older posts could be read. {read.note}",) if is_new else ()


class Read(Value, frozen=True):
    """What is known of posts, by their slots, or None if it is to be asked again; and what went wrong.

    Posts that there was no time for are left out, and with them all later ones.
    """

    told: Mapping[datetime, Told] | None
    note: str = ""


def _read(turn: Turn, due: Due) -> Read:
    """Ask the network, and the service of the short links; one of them is enough."""
    wish = turn.account.settings.link
    of_links = wish.shortener in COUNTERS
    try:
        credentials = credentials_of(turn).values
    except SettingsError as error:
        return Read(None, str(error))
    note, seen, late = "", dict[str, Told](), frozenset[str]()
    try:
        seen, late = _told_by_network(turn, due, credentials)
    except NetworkError as error:
        if not of_links:
            return Read(None, str(error))
        note = str(error)
    told: dict[datetime, Told] = {}
    for outing in due.outings:
        if outing.remote_id in late or (of_links and turn.outside.remaining() < LEAST_SECONDS):
            break
        told[outing.slot] = _of_network(seen, outing)
        if of_links:
            try:
                told[outing.slot] = _with_link(turn, outing, told[outing.slot], credentials)
            except RetryLater as error:
                note, of_links = str(error), False
    return Read(told or None, note)


def _told_by_network(
    turn: Turn, due: Due, credentials: AccountCredentials
) -> tuple[dict[str, Told], frozenset[str]]:
    """What the network tells of posts, by their ids there, and the ids that there was no time for.

    Raises
    ------
    NetworkError
    """
    network, outside = turn.network, turn.outside
    asked = {
        each.remote_id: each.at for each in due.outings if each.remote_id and each.network == network.name
    }
    seen: dict[str, Told] = {}
    if not asked or not network.counts_at_once:
        return seen, frozenset()
    if not _affords(turn, len(asked)):
        raise RetryLater("The month's budget has no room for what that costs.")
    line = iter(asked.items())
    with billed(turn) as http:
        while some := dict(islice(line, network.counts_at_once)):
            if outside.remaining() < LEAST_SECONDS:
                return seen, frozenset((*some, *dict(line)))
            seen |= network.counts(some, credentials, http, turn.now)
    return seen, frozenset()


def _of_network(seen: Mapping[str, Told], outing: Outing) -> Told:
    told = seen.get(outing.remote_id, Told())
    # A post without a link can't get any clicks on it.
    return told if outing.link else replace(told, link_clicks=None)


def _affords(turn: Turn, posts: int) -> bool:
    """Whether the month's budget has room for what the network may bill."""
    settings, network = turn.account.settings, turn.network
    if not isinstance(network, Bills) or not usual_price(settings.budget, network.name, has_link=False):
        return True
    spent = turn.history.spent(turn.account.name, month_of(turn.now))
    return spent.why_not(network.price_of_counts * posts, limits_of(settings.budget)) is None


def _with_link(turn: Turn, outing: Outing, told: Told, credentials: AccountCredentials) -> Told:
    """What is known of a post, with how often its short link was followed in all.

    Raises
    ------
    RetryLater
    """
    from repost.links.clicks import ClicksRequest, clicks
    from repost.links.shorteners import SERVICES

    wish = turn.account.settings.link
    name = turn.archive.short_link_id(outing.guid, outing.link) if outing.link else None
    if name is None:
        return told
    server = wish.shortener_url if "url" in SERVICES[wish.shortener].needs else ""
    address = turn.outside.endpoints.get(wish.shortener, server)
    asked = ClicksRequest(outing.link, name, address, credentials.shortener_key)
    of_link = clicks(wish.shortener, asked, turn.outside.http())
    return replace(told, clicks=of_link.clicks, visits=of_link.visits)


def _recorded(
    turn: Turn, results: Results, due: Due, told: Mapping[datetime, Told], usual: dict[str, Usual]
) -> dict[str, Usual]:
    """Remember what each post got, and which articles did best; what is usual after that."""
    now = turn.now
    pasts = results.pasts(due.outings)
    known = {
        each.name: replace(each, last=max(each.last, due.last.get(each.name, each.last)))
        for each in results.best()
    }
    for outing in due.outings:
        name = name_of(outing.guid)
        count, past = _counted(turn, outing, told[outing.slot], pasts[outing.guid])
        if count:
            typical = usual.get(count.kind, Usual())
            past = replace(past, heard=(past.heard or Heard(now)).after(count.acts, typical, now))
        if not results.record(outing, count, past, now):
            continue  # an earlier run was interrupted after it did
        pasts[outing.guid] = past
        if count and past.heard:
            usual[count.kind] = typical.after(count.acts)
            known[name] = Known(name, past.heard, due.last.get(name, outing.at))
    results.keep_best(known.values(), now)
    return usual


def _counted(turn: Turn, outing: Outing, told: Told, past: Past) -> tuple[Measured | None, Past]:
    """The count of one post, and what is known of its article with the new count of its short link."""
    count = told.visits if told.clicks is None else told.clicks
    if count is None:
        return measured(told, draws_machines=turn.network.draws_machines), past
    baseline = Baseline(outing.link, count, past.times)
    added = since(past.baseline, baseline, announced=past.announced)
    told = replace(
        told,
        clicks=None if told.clicks is None else added,
        visits=None if told.clicks is not None else added,
    )
    return (
        measured(told, draws_machines=turn.network.draws_machines),
        replace(past, baseline=baseline),
    )
