"""The weekly digest: once a week, to the chat or by mail, in the language of the account."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from local.base.server import Request, Response, StandIn
from repost.aws.items import Key, Write
from repost.base import instants
from repost.results.digest import ENGLISH, FRENCH, Lesson, Week, is_due, text_of, words_in
from repost.run.turn import begin_turn
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from repost.accounts.documents import Account
    from repost.history.account_state import AccountState
    from repost.run.collaborators import Collaborators
    from repost.run.turn import Turn

PARIS = ZoneInfo("Europe/Paris")
WEEKLY = (
    '[schedule]\nevery = "1d"\n[results]\nread = true\ndigest = "mon"\n'  # the world begins on a Monday at 9
)
HOOK = 'digest_webhook = "https://hooks.slack.com/services/T0/B0/planted-digest-webhook"\n'


class Chat(StandIn):
    """A webhook that takes what it is sent."""

    status = 200

    def answer(self, request: Request) -> Response:  # noqa: ARG002 - whatever it is
        return Response(self.status, b"ok")

    @property
    def texts(self) -> list[str]:
        return [json.loads(request.body)["text"] for request in self.requests]


@pytest.fixture
def chat() -> Iterator[Chat]:
    with Chat() as chat:
        yield chat


@pytest.fixture
def world(stack: LocalStack, chat: Chat) -> Iterator[World]:
    entries = [Entry(f"a{n}", 40 + n, title="Snow & <!channel> stars" if n == 1 else "") for n in range(12)]
    with World(stack, *entries) as world:
        world.endpoints["digest"] = chat.url
        yield world


def a_week(world: World, days: int = 7) -> list[str]:
    """Days with a tick in which a slot is due and three in which none is; all that was noted."""
    notes: list[str] = []
    for _ in range(days):
        world.tick()
        for hour in (1, 2, 3):
            notes += world.later(hours=1).tick_main()["notes"]
            assert hour
        world.later(hours=21)
    return notes


def test_a_digest_is_sent_once_a_week_to_the_chat(world: World, chat: Chat) -> None:
    world.account(settings=WEEKLY, secret=world.keys.document + HOOK)
    assert not a_week(world), "the first week begins"
    assert not chat.texts
    notes = a_week(world)
    assert notes == ["The weekly digest was sent."]
    [text] = chat.texts
    assert text.startswith("main (x)\nWent out: 7\n  · Article ")
    assert "Snow &amp; &lt;!channel&gt; stars" in text
    assert "Waits for you: nothing" in text
    assert "Comes: Tuesday 1 December, 09:00; " in text
    assert "Cost this month so far: $1.60" in text
    for post in world.posts:
        world.x.acts[post.id] = 7
    a_week(world)
    assert len(chat.texts) == 2
    assert "Did well: “" in chat.texts[1]  # which article that is goes by the shuffle


def test_without_a_chat_it_goes_by_mail_for_all_accounts_together(world: World, chat: Chat) -> None:
    mails: list[tuple[str, str]] = []

    def mail(subject: str, text: str) -> str:
        mails.append((subject, text))
        return ""

    world.stack.mail = mail
    world.account(settings=WEEKLY)
    world.account("autre", settings=f'language = "fr"\n{WEEKLY}', network="slack")
    a_week(world, 8)
    [(subject, text)] = mails
    assert subject == "Repost : votre semaine"
    assert text.startswith("autre (slack)\nPublié : ")
    assert "\n\nmain (x)\n" in text
    assert not chat.requests


def test_nowhere_to_send_it_is_a_note(world: World) -> None:
    world.account(settings=WEEKLY)
    [note] = a_week(world, 8)
    assert note == (
        "The weekly digest was not sent: the stack has no AlarmEmail, and there is no digest_webhook in "
        f"{world.stack.path}/secrets/main."
    )


def test_a_chat_that_refuses_costs_nothing_else(world: World, chat: Chat) -> None:
    chat.status = 404
    world.account(settings=WEEKLY, secret=world.keys.document + HOOK)
    [note] = a_week(world, 8)
    assert note == "The weekly digest was not sent: the chat answered 404."
    assert len(world.posts) == 8


def test_an_account_that_cannot_be_read_costs_no_other_its_digest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails: list[str] = []

    def mail(_: str, text: str) -> str:
        mails.append(text)
        return ""

    def broken(account: Account, state: AccountState, outside: Collaborators) -> Turn:
        if account.name == "main":
            raise ZeroDivisionError
        return begin_turn(account, state, outside)

    world.stack.mail = mail
    for name in ("main", "second"):
        world.account(name, settings=WEEKLY, network="slack")
    a_week(world)
    world.tick()
    with monkeypatch.context() as patch:
        patch.setattr("repost.run.digests.begin_turn", broken)
        reports = {name: each["state"] for name, each in world.later(hours=1).tick().items()}
    assert reports == {"main": "failed", "second": "waiting"}
    [text] = mails
    assert text.startswith("second (slack)")
    world.later(hours=1).tick()
    assert mails[1].startswith("main (slack)"), "the next run sends it"


def test_the_digest_of_a_busy_account_is_about_its_last_week(world: World, chat: Chat) -> None:
    world.account(settings=WEEKLY, secret=world.keys.document + HOOK)
    a_week(world)
    for minute in range(410):
        long_ago = instants.written(world.now - timedelta(days=20, minutes=minute))
        world.stack.table.update(
            Write(Key("ACCOUNT#main", f"SLOT#{long_ago}"), set={"state": "empty", "since": long_ago})
        )
    a_week(world, 1)
    assert "Went out: 7" in chat.texts[0]


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        ("2026-11-23T09:00", "2026-11-30T06:59", False),
        ("2026-11-23T09:00", "2026-11-30T07:00", True),
        ("2026-11-23T09:00", "2026-12-02T12:00", True),
        ("2026-11-30T07:00", "2026-12-02T12:00", False),
        ("2026-10-19T06:00", "2026-10-26T07:00", True),
    ],
)
def test_a_digest_is_due_at_eight_in_the_morning_of_its_day(last: str, now: str, *, due: bool) -> None:
    def utc(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert is_due("mon", PARIS, utc(last), utc(now)) is due


def test_french_readers_get_french() -> None:
    declined = tuple(Lesson(f"Neige {number}", "Cela a déjà été dit.") for number in range(7))
    week = Week("main", "x", ("Neige",), 1, (("Neige", 4),), 1, 2, "Non", (), 1.5, declined, 2)
    text = text_of([week], words_in("fr-CA"))
    assert "Refusées à la relecture : 7\n  · « Neige 0 » : Cela a déjà été dit.\n" in text
    assert "  · et 2 de plus\nNon publiées, faute de décision ou de créneau à temps : 2\n" in text
    assert "Publié : 1, dont 1 en rappel\n  · Neige\n" in text
    assert "Bien reçu : « Neige » (4)" in text
    assert "publications dont l’issue est inconnue : 1; refusées par le réseau : 2" in text
    assert words_in(None) is ENGLISH
    assert words_in("fr") is FRENCH


def test_a_long_week_ends() -> None:
    week = Week("main", "x", tuple(f"a{n}" * 300 for n in range(300)), 0, (), 0, 0, "", (), None)
    assert len(text_of([week], ENGLISH)) < 2_000
    assert "and 290 more" in text_of([week], ENGLISH)


def test_what_became_of_reviews_is_told_once(world: World, chat: Chat) -> None:
    review = f'{WEEKLY}[review]\nhold = "always"\nwithin = "12h"\n'
    world.account(settings=review, secret=world.keys.document + HOOK)
    for day in range(8):
        assert world.tick_main()["state"] == "held"
        if day in (1, 2):
            note = "We <!here> don't shout." if day == 1 else ""
            world.ask("decline", slot=instants.written(world.now), attempt=1, reason="tone", note=note)
        world.later(hours=1).tick()
        world.later(hours=12).tick()  # by now it was to be decided
        world.later(hours=11)
    [text] = chat.texts
    assert "Went out" not in text
    assert "\nDeclined in review: 2\n  · “" in text
    assert "”: The tone isn’t ours. We &lt;!here&gt; don't shout.\n" in text
    assert text.count("”: The tone isn’t ours.\n") == 1
    assert "\nNot posted, because nobody decided in time or no time was left to post: 5\n" in text
    assert "Waits for you: posts to review: 1\n" in text
    world.later(days=6).tick()
    world.later(hours=1).tick()
    assert "Declined" not in chat.texts[1]
    assert "no time was left to post: 1\n" in chat.texts[1]
