"""Asks the network which user an account's credentials belong to; nothing is posted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from repost.base import instants
from repost.base.errors import NetworkError
from repost.fleet.places import free, place_of, take
from repost.history.budget import month_of
from repost.history.claims import History
from repost.person.accounts import AccountNow
from repost.run.billing import billed
from repost.run.credentials import credentials_of
from repost.run.destinations import author_at, doubles
from repost.run.turn import begin_turn

if TYPE_CHECKING:
    from datetime import datetime

    from repost.events.wishes import Check, Tried
    from repost.networks.protocol import Identity
    from repost.run.collaborators import Collaborators
    from repost.run.report import Report


def check(outside: Collaborators, wish: Check) -> tuple[tuple[Report, ...], dict[str, Any]]:
    """A report in words, and the identity as JSON can hold it."""
    asked = AccountNow.of(outside, wish.account)
    turn = begin_turn(asked.account, asked.begun(), outside)
    credentials = credentials_of(turn)
    try:
        with billed(turn) as http:
            identity = turn.network.check(credentials.values, http, turn.now)
    except NetworkError as error:
        return (asked.refused(str(error)),), {}
    if why := _taken(asked, identity, turn.now):
        return (asked.refused(why),), {}
    _know(asked, identity.url)
    notes = (*identity.notes, *_connected(asked, identity, turn.now), *_also(asked))
    if credentials.expires and not identity.expires:
        notes += (f"The access token expires on {credentials.expires:%Y-%m-%d} or earlier.",)
    return (asked.done(described(identity, turn.network.name), notes=notes),), {
        "identity": {
            "network": turn.network.name,
            "handle": identity.handle,
            "url": identity.url,
            "may": list(identity.may),
            "expires": instants.written(identity.expires) if identity.expires else None,
            "posts": identity.posts,
        }
    }


def tried(outside: Collaborators, wish: Tried) -> Report:
    """Count what it cost to try credentials elsewhere, and note whose they are."""
    if wish.spent:
        History(outside.table).spend(wish.account, month_of(outside.clock()), wish.spent)
    asked = AccountNow.of(outside, wish.account)
    if asked.state and wish.whose:
        credentials_of(begin_turn(asked.account, asked.state, outside))  # notes that they are others
        _know(asked, wish.whose)
    return asked.done("Noted.", notes=_also(asked))


def _know(asked: AccountNow, page: str) -> None:
    """Remember as which user the account posts."""
    if author := author_at(page):
        asked.outside.states.posts_as(asked.account.name, author)


def _also(asked: AccountNow) -> tuple[str, ...]:
    """A note if another account posts as the same user."""
    accounts = (asked.account, *asked.beside)
    states = asked.outside.states.of(account.name for account in accounts)
    note = doubles(accounts, states).get(asked.account.name)
    return (note,) if note else ()


def _taken(asked: AccountNow, identity: Identity, now: datetime) -> str:
    """Why a member can't have these credentials, in a sentence, or ""."""
    if asked.member is None or asked.member.left:
        return ""
    settings, table = asked.account.settings, asked.outside.table
    if take(table, place_of(settings, identity), asked.account.name, now):
        return ""
    return f"Another member already posts as {identity.handle} on {settings.network}."


def _connected(asked: AccountNow, identity: Identity, now: datetime) -> tuple[str, ...]:
    """Record that a member's credentials work, so that they may post; a note on what is still missing."""
    if asked.member is None or asked.member.left:
        return ()

    from msgspec.structs import replace

    from repost.person.staff import change

    if asked.state and asked.state.stop and asked.state.stop.state == "stopped":
        asked.outside.states.resume(asked.account.name)
    place, before = place_of(asked.account.settings, identity), asked.member.place
    member = change(
        asked.outside,
        asked.member,
        lambda row: replace(row, connected=now, reconnect=False, ending=False, place=place),
    )
    if before != place:
        free(asked.outside.table, before, member.name, now)
    return (member.why_silent,) if member.why_silent else ()


def described(identity: Identity, network: str) -> str:
    """One sentence or two on who it is, what it may do and until when."""
    who = identity.handle or "an unnamed account"
    may = f" They may {', '.join(identity.may)}." if identity.may else ""
    end = f" They expire on {identity.expires:%Y-%m-%d}." if identity.expires else ""
    return f"The credentials work: they belong to {who} on {network}.{may}{end}"
