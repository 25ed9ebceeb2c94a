"""Sends the weekly digest of the accounts that want one: to a chat's webhook, or by mail."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from repost.aws.items import account_partition
from repost.base import instants
from repost.base.errors import SettingsError
from repost.history.budget import DOLLAR, month_of, usual_price
from repost.networks.credentials import credentials_from
from repost.results.digest import Lesson, Week, text_of, words_in
from repost.run.chats import say_in_chat
from repost.run.isolation import kept_apart
from repost.run.report import Report
from repost.run.turn import begin_turn
from repost.schedule.upcoming import upcoming

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from repost.accounts.documents import Account
    from repost.aws.items import Item
    from repost.history.account_state import AccountState
    from repost.run.collaborators import Collaborators
    from repost.run.turn import Turn

_WEEK: Final = timedelta(days=7)
_MOST_SLOTS: Final = 400
_COMING: Final = 3
_MOST_LESSONS: Final = 100


def send_digests(
    accounts: Iterable[tuple[Account, AccountState]], outside: Collaborators
) -> dict[str, str | Report]:
    """Send what is due to each place, in one message; a note for each account, or the report of its failure.

    It is sent at most once: what can't be sent is not tried again until the next week. An account that can't
    be read is tried again by the next run.
    """
    sections: dict[str, list[tuple[Account, Week]]] = {}
    notes: dict[str, str | Report] = {}
    for account, state in accounts:
        section = kept_apart(account.name, partial(_section, account, state, outside))
        if isinstance(section, Report):
            notes[account.name] = section
        elif section:
            chat, week = section
            sections.setdefault(chat, []).append((account, week))
    for chat, several in sections.items():
        first = several[0][0].name
        sent = kept_apart(first, partial(_sent, chat, several, outside))
        notes |= {account.name: sent if isinstance(sent, str) else sent.decision for account, _ in several}
        notes[first] = sent
    return notes


def _section(account: Account, state: AccountState, outside: Collaborators) -> tuple[str, Week] | None:
    """Where an account's digest goes, and what is in it.

    None if another run sends it, or the first week begins now.
    """
    turn = begin_turn(account, state, outside)
    section = (chat_of(turn), _week(turn, state.digested)) if state.digested else None
    return section if outside.states.digests(account.name, state.digested, turn.now) else None


def _sent(chat: str, several: Sequence[tuple[Account, Week]], outside: Collaborators) -> str:
    """What became of the digest of accounts that go to the same place."""
    words = words_in(several[0][0].settings.language)
    text = text_of((week for _, week in several), words)
    if chat:
        why = say_in_chat(chat, text, outside)
    elif outside.mail:
        why = outside.mail(words.subject, text)
    else:
        secrets = " and ".join(outside.parameters.secret_parameter(account.name) for account, _ in several)
        why = f"the stack has no AlarmEmail, and there is no digest_webhook in {secrets}"
    return f"The weekly digest was not sent: {why}." if why else "The weekly digest was sent."


def chat_of(turn: Turn) -> str:
    """The address of the chat that an account's secret names; "" if there is none."""
    try:
        secret = turn.outside.parameters.secret(turn.account.name)
        values = credentials_from(secret.document.reveal(), secret.parameter, turn.network.credentials)
    except SettingsError:
        return ""
    return values.digest_webhook.reveal() if values.digest_webhook else ""


def _week(turn: Turn, before: datetime) -> Week:
    """What an account did in seven days, what comes, and which reviews ended since the digest `before`."""
    account, state, now = turn.account, turn.state, turn.now
    settings = account.settings
    first, last = (f"SLOT#{instants.written(at)}" for at in (now - 5 * _WEEK, now))
    items = turn.outside.table.last_in(account_partition(account.name), first, last, _MOST_SLOTS)[::-1]
    since = instants.written(now - _WEEK)
    week = [item for item in items if item.get("since", "") >= since]
    out = [item for item in week if item["state"] == "posted"]
    slots = upcoming(settings.schedule, account.name, state.activity, now, _COMING)
    costs = usual_price(settings.budget, turn.network.name, has_link=settings.link.include)
    return Week(
        account=account.name,
        network=turn.network.name,
        out=tuple(item["title"] for item in out),
        encores=sum(bool(item.get("encore")) for item in out),
        liked=_liked(items, since),
        unknown=len(state.unresolved),
        refused=sum(item["state"] == "rejected" for item in week),
        stopped=state.stop.why if state.stop else "",
        coming=tuple(each.instant.astimezone(settings.schedule.timezone) for each in slots),
        spent=turn.history.spent(account.name, month_of(now)).account / DOLLAR if costs else None,
        declined=declined_since(turn, before) if state.declined_ever else (),
        expired=sum(
            _is_told(item.get("ended", ""), before, now) for item in items if item["state"] == "expired"
        ),
        in_review=len(state.in_review),
    )


def declined_since(turn: Turn, before: datetime) -> tuple[Lesson, ...]:
    """What reviewers declined since the last digest, oldest first: each is told once."""
    from repost.history.lessons import lessons
    from repost.review.policy import reasons_in

    reasons = reasons_in(turn.account.settings.language)
    found = lessons(turn.outside.table, account=turn.account.name, since=before, most=_MOST_LESSONS)
    return tuple(
        Lesson(item["title"], reasons[item["reason"]], item["note"])
        for item in reversed(found)
        if _is_told(item["at"], before, turn.now)
    )


def _is_told(at: str, before: datetime, now: datetime) -> bool:
    """Whether something belongs to the digest of `now`, and not to the one `before` or to the next."""
    return instants.written(before) <= at < instants.written(now)


def _liked(items: Iterable[Item], since: str) -> tuple[tuple[str, int], ...]:
    """The titles of the posts that were read since then, and what they got, the best first."""
    read = [item for item in items if item.get("measured", "") >= since and item.get("acts")]
    return tuple((item["title"], item["acts"]) for item in sorted(read, key=lambda item: -item["acts"]))
