"""Ends what is left of a member who has left: held posts and credentials; and replaced credentials.

Credentials are revoked at the network, where that is possible, and those of whoever has left are deleted. The
door may not read them, and the person who let somebody leave need not be there: the next turn does it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base.errors import SettingsError
from repost.fleet.leaving import take_out
from repost.fleet.places import free
from repost.fleet.replaced import Replaced
from repost.fleet.revoking import Revoked, revoked
from repost.fleet.roster import Roster
from repost.history.queue import MemberQueue
from repost.run.report import Report

if TYPE_CHECKING:
    from repost.aws.parameters import SecretDocument
    from repost.fleet.groups import Groups
    from repost.fleet.roster import Member
    from repost.run.collaborators import Collaborators

TRIES: Final = timedelta(days=1)
"""How long a network is asked that doesn't answer; then the keys are deleted all the same."""

AGAIN: Final = timedelta(hours=1)


def end_credentials(member: Member, groups: Groups, outside: Collaborators) -> Report:
    """Revoke and delete; a repeat goes on where it was cut off."""
    name, now, roster = member.name, outside.clock(), Roster(outside.table)
    _end_reviews(outside, name)
    ended = _revoked(member, groups, outside, _secret_of(member, outside))
    if ended.again and member.left and now - member.left < TRIES:
        MemberQueue(outside.table).look_at(name, now + AGAIN)
        return Report(account=name, state="not_sent", decision=f"{name} has left. {ended.sentence}")
    latest = roster.member(name)
    if latest is None or not latest.ending:  # back again: these are other keys
        return Report(account=name, state="paused", decision=f"The keys of {name} are in use again.")
    outside.parameters.forget_secret(name)
    free(outside.table, latest.place, name, now)
    roster.change(latest, lambda row: replace(row, ending=False, place="", replaced=()))
    take_out(outside.table, name, now)
    decision = f"{name} has left, and the keys are deleted. {ended.sentence}"
    return Report(account=name, state="done", decision=decision)


def _end_reviews(outside: Collaborators, name: str) -> None:
    """Let no post of somebody who has left go out, whatever is decided on it."""
    state = outside.states.of([name]).get(name)
    if state is None or not (state.in_review or state.approved):
        return
    from repost.history.reviews import Reviews

    reviews, why = Reviews(outside.table), f"{name} has left."
    slots = [*(slot for slot, _ in state.in_review), *state.approved]
    for record in reviews.records(name, slots):
        if record.state in {"held", "approved", "edited"}:
            reviews.end(record, "expired", why, outside.clock())


def end_replaced(member: Member, groups: Groups, outside: Collaborators) -> tuple[str, ...]:
    """Revoke credentials that others have replaced; what became of them, in sentences.

    Where a network doesn't answer, the next turns ask it again, for a day.
    """
    parameters, name = outside.parameters, member.name
    ended, notes = set[str](), list[str]()
    for each in member.replaced:
        before = Replaced.read(each)
        row = replace(member, network=before.network, server=before.server, author="", chat="")
        gone = _revoked(row, groups, outside, parameters.earlier_secret(name, before.version))
        if not gone.again or outside.clock() - before.at >= TRIES:
            ended.add(each)
            notes.append(
                f"The earlier keys of {name}, for {before.network}, aren't used any more. {gone.sentence}"
            )
    Roster(outside.table).change(
        member, lambda row: replace(row, replaced=tuple(each for each in row.replaced if each not in ended))
    )
    return tuple(notes)


def _secret_of(member: Member, outside: Collaborators) -> SecretDocument | None:
    try:
        return outside.parameters.secret(member.name)
    except SettingsError:
        return None


def _revoked(
    member: Member, groups: Groups, outside: Collaborators, secret: SecretDocument | None
) -> Revoked:
    if secret is None:
        return Revoked("Nothing was left to revoke.")
    try:
        settings = groups.account(member).settings
    except SettingsError as error:
        return Revoked(f"They may still work for whoever has them: it isn't known where. {error}")
    endpoint = outside.endpoints.get(settings.network, "")
    return revoked(member.name, settings, secret, outside.parameters.app, endpoint, outside.http)
