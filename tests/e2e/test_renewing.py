"""Members whose tokens end get a link, in time, with which they connect again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Self

import pytest

from tests.guest import Guest
from tests.house import House

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

_LINK = re.compile(r"http\S+/me/\S+")


class Ending(House):
    """Ada posts to Threads, and her token ends in 20 days. `mails` are those that went out."""

    def __enter__(self) -> Self:
        super().__enter__()
        self.mails: list[tuple[str, str, str]] = []
        self.problem = ""
        self.stack.letter = self._mail
        server = self.move_to("threads")
        self.rewrite("ada", paused=False, mail="ada@example.com", language="fr")
        end = self.now + timedelta(days=20)
        self.stack.put_secret("ada", f'{server.secret("ada")}expires = "{end:%Y-%m-%d}"\n')
        return self

    def _mail(self, to: str, subject: str, text: str) -> str:
        self.mails.append((to, subject, text))
        return self.problem

    def days_pass(self, days: int) -> list[str]:
        """What the owner is told of her token on each of them, when something is said."""
        told = []
        for _ in range(days):
            self.later(days=1).turn()
            told += [
                note
                for line in self.lines
                for note in line.get("report", {}).get("notes", ())
                if "access token of ada" in note
            ]
            self.log.truncate(0)
            self.log.seek(0)
        return told


@pytest.fixture
def house(fleet_stack: LocalStack) -> Iterator[Ending]:
    with Ending(fleet_stack) as house:
        yield house


def test_a_link_to_connect_again_reaches_a_member_fourteen_seven_and_one_day_before(house: Ending) -> None:
    told = house.days_pass(20)
    assert [to for to, _, _ in house.mails] == ["ada@example.com"] * 3
    mailed = "A link with which ada connects again has been mailed."
    assert told == [f"The access token of ada expires on 2026-12-13. {mailed}"] * 3
    _, subject, text = house.mails[-1]
    assert subject == "Merci de connecter de nouveau votre compte"
    assert "jusqu'au dimanche 13 décembre" in text
    [link] = _LINK.findall(text)
    guest = Guest(language="fr")
    house.guests.append(guest)
    guest.open(link)
    assert "jusqu’au dimanche 13 décembre" in guest.page
    guest.answer("/me/again")
    guest.choose("threads")
    guest.says("ada")
    guest.answer("/confirm")
    assert guest.heading == "Vous participez", house.log.getvalue()
    house.secret("ada")
    assert house.days_pass(30) == []
    guest.open(f"{house.url.url}/me")
    assert "jusqu’au" not in guest.page


def test_without_a_sender_or_an_address_the_owner_is_told_how_to_make_the_link(house: Ending) -> None:
    house.stack.letter = None
    by_hand = "`./repost invite ada` makes a link with which ada connects again."
    assert house.days_pass(7) == [f"The access token of ada expires on 2026-12-13. {by_hand}"]
    guest = house.guest(house.link("ada"))
    assert "jusqu’au dimanche 13 décembre" in guest.page


def test_a_mail_that_can_not_be_sent_is_the_owner_s_to_know(house: Ending) -> None:
    house.problem = "SES says MessageRejected."
    [note] = house.days_pass(7)
    assert "No mail could be sent: SES says MessageRejected. `./repost invite ada`" in note
    assert len(house.mails) == 1, "it isn't mailed again and again"
