"""Members of a fleet hear by mail which of their posts were declined, and why: once a week at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from repost.base import instants
from tests.fleet import Fleet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

HELD = '[schedule]\nevery = "1d"\n[select]\nmax_age = "none"\n[review]\nhold = "always"\n'


class Mailed(Fleet):
    """A fleet of one whose stack can send mail, unless `problem` says why not."""

    def __init__(self, stack: LocalStack) -> None:
        super().__init__(stack, "ada", articles=9, settings=HELD)
        self.sent: list[tuple[str, str, str]] = []
        self.problem = ""
        stack.letter, stack.door = self._letter, "https://door.example.com/"

    def _letter(self, to: str, subject: str, text: str) -> str:
        self.sent.append((to, subject, text))
        return self.problem

    def held(self) -> dict[str, Any]:
        """The post that waits, once there is one."""
        while not (waiting := self.ask("waiting", account="ada")["waiting"]):
            self.later(hours=3).turn()
        return dict(waiting[0])

    def decline(self, note: str = "", *, reason: str = "tone", blocks: bool = False) -> str:
        """Decline what waits, and look at the member; the slot."""
        post = self.held()
        self.ask(
            "decline", account="ada", slot=post["slot"], attempt=1, reason=reason, note=note, blocks=blocks
        )
        return str(post["slot"])

    def days(self, number: int) -> None:
        for _ in range(number):
            self.later(days=1).turn()


@pytest.fixture
def fleet(fleet_stack: LocalStack) -> Iterator[Mailed]:
    with Mailed(fleet_stack) as fleet:
        fleet.rewrite("ada", mail="ada@example.com", language="fr")
        yield fleet


def test_a_member_hears_why_posts_were_declined_once_a_week_at_most(fleet: Mailed) -> None:
    fleet.decline("Dites <b>vous</b>.")
    fleet.days(1)
    [(to, subject, text)] = fleet.sent
    assert (to, subject) == ("ada@example.com", "Ce qui n’a pas été publié en votre nom, et pourquoi")
    assert "» : Ce n’est pas notre ton. Dites <b>vous</b>.\n" in text
    assert "\nhttps://door.example.com/me/" in text
    first = fleet.now
    fleet.decline(reason="legal")
    fleet.days(2)
    assert len(fleet.sent) == 1
    while len(fleet.sent) == 1:
        fleet.days(1)
    assert (fleet.now - first).days >= 7
    assert "enfreindre" in fleet.sent[1][2]
    assert "ton." not in fleet.sent[1][2]
    fleet.days(8)
    assert len(fleet.sent) == 2


def test_a_decline_that_was_taken_back_is_not_mailed(fleet: Mailed) -> None:
    fleet.ask("take_back", account="ada", slot=fleet.decline(blocks=True))
    fleet.days(1)
    assert not fleet.sent


def test_a_mail_that_fails_is_a_note_and_stops_no_post(fleet: Mailed) -> None:
    fleet.problem = "AWS failed: no such address"
    fleet.decline()
    fleet.days(1)
    assert "The mail about 1 declined post was not sent: AWS failed: no such address." in fleet.log.getvalue()
    assert fleet.held()
    fleet.days(1)
    assert len(fleet.sent) == 1


def test_without_a_sender_nobody_is_mailed(fleet: Mailed) -> None:
    fleet.stack.letter = None
    slot = fleet.decline()
    fleet.days(2)
    assert instants.read(slot) < fleet.now
    assert not fleet.sent
