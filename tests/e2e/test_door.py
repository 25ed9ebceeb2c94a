"""The door: from a link to a first post, step by step, over HTTP as a browser without scripts has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.aws.function_url import FunctionUrl
from repost.fleet.roster import Member, Roster
from tests.fleet import Fleet
from tests.guest import Guest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack


class House(Fleet):
    """A fleet with a door. `eve` has been listed, and has neither agreed nor connected anything."""

    def __init__(self, stack: LocalStack) -> None:
        super().__init__(stack, "ada", articles=2)
        self.url = FunctionUrl()

    def __enter__(self) -> House:
        super().__enter__()
        self._running.enter_context(self.url)
        self.stack.door = self.url.url
        self.url.handler = self._door(self.stack.door_handler(lambda: self.now, self.endpoints))
        Roster(self.stack.table).replace(Member("eve", "field", mail="eve@example.com"))
        return self

    def _door(self, handler):
        from contextlib import redirect_stdout

        def answer(event, context):
            with redirect_stdout(self.log):
                return handler(event, context)

        return answer

    def invite(self, **wish: object) -> list[dict[str, str]]:
        return list(self.ask("invite", account=None, **wish)["invitations"])

    def link(self, name: str = "eve") -> str:
        [invitation] = self.invite(accounts=[name])
        return invitation["link"]

    def row(self, name: str = "eve") -> Member:
        found = Roster(self.stack.table).member(name)
        assert found
        return found


@pytest.fixture
def house(fleet_stack: LocalStack) -> Iterator[House]:
    with House(fleet_stack) as house:
        yield house


def test_a_link_leads_a_member_to_a_post(house: House) -> None:
    guest = Guest()
    guest.open(house.link())
    assert (guest.status, guest.heading) == (200, "Share our articles"), guest.page
    assert guest.at == f"{house.stack.door}/"
    guest.answer("/agree")
    print(guest.page)
    assert guest.heading == "Choose a network"
    guest.choose("mastodon", server="social.example")
    print(guest.page)
    assert guest.heading == "Say yes at Mastodon", house.log.getvalue()
    guest.says("ada")
    print(guest.page)
    assert guest.heading == "Is this you?"
    guest.answer("/confirm")
    print(guest.page)
    assert guest.heading == "You take part", house.log.getvalue()
