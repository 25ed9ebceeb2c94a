"""The door: from a link to a first post, step by step, over HTTP as a browser without scripts has it."""

from __future__ import annotations

from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any, Self

import pytest

from local.aws.function_url import FunctionUrl
from repost.fleet.roster import Member, Roster
from tests.fleet import Fleet
from tests.guest import Guest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.aws.stack import LocalStack
    from repost.app import Handler


class House(Fleet):
    """A fleet with a door. `eve` has been listed, and has neither agreed nor connected anything."""

    def __init__(self, stack: LocalStack) -> None:
        super().__init__(stack, "ada", articles=2)
        self.url = FunctionUrl()

    def __enter__(self) -> Self:
        super().__enter__()
        self._running.enter_context(self.url)
        self.stack.door = self.url.url
        self.url.handler = self._heard(self.stack.door_handler(lambda: self.now, self.endpoints))
        Roster(self.stack.table).replace(Member("eve", "field", mail="eve@example.com"))
        return self

    def _heard(self, handler: Handler) -> Handler:
        def answer(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
            with redirect_stdout(self.log):
                return handler(event, context)

        return answer

    def link(self, name: str = "eve") -> str:
        [invitation] = self.ask("invite", account=None, accounts=[name])["invitations"]
        return str(invitation["link"])

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
    assert guest.heading == "Choose a network"
    guest.choose("mastodon", server="social.example")
    assert guest.heading == "Say yes at Mastodon", house.log.getvalue()
    guest.says("ada")
    assert guest.heading == "Is this you?"
    guest.answer("/confirm")
    assert guest.heading == "You take part", house.log.getvalue()
    row = house.row()
    assert (row.state, row.network, row.server) == ("active", "mastodon", "https://social.example")
    assert row.consent == house.now
    assert row.consent_text.startswith("1-en-")
    assert house.turn() >= 1
    assert len(house.mastodon.texts("ada")) >= 1
