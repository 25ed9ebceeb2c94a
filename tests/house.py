"""A fleet with a door on loopback. All that its guests see is looked through for secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self

from local.aws.function_url import FunctionUrl
from local.networks.oauth2 import OAuth2Server
from local.networks.registry import STAND_INS
from repost.fleet.roster import Member, Roster
from repost.web.http import Http
from tests import leaks
from tests.fleet import Fleet
from tests.guest import Guest
from tests.world import at_first_sight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.aws.stack import LocalStack
    from local.networks.social import SocialStandIn
    from repost.app import Handler
    from repost.settings.networks import NetworkName
    from repost.web.http import Reply


class House(Fleet):
    """Its group is on Mastodon. `eve` has been listed, and has neither agreed nor connected anything."""

    def __init__(self, stack: LocalStack, articles: int = 3) -> None:
        super().__init__(stack, "ada", articles=articles)
        self.url = FunctionUrl()
        self.guests: list[Guest] = []

    def __enter__(self) -> Self:
        super().__enter__()
        self._running.enter_context(self.url)
        self.stack.door = self.url.url
        self.url.handler = self._heard(self.stack.door_handler(lambda: self.now, self.endpoints))
        self.rewrite("ada", paused=True)
        self.list_member("eve", mail="eve@example.com")
        return self

    def __exit__(self, *error: object) -> None:
        for guest in self.guests:
            leaks.heard.extend(guest.seen)
        super().__exit__(*error)

    def _heard(self, handler: Handler) -> Handler:
        def answer(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
            with self.ear.hears():
                return handler(event, context)

        return answer

    def list_member(self, name: str, **row: Any) -> None:
        assert Roster(self.stack.table).replace(Member(name, "field", **row))

    def move_to(self, name: NetworkName, *, app: bool = True) -> SocialStandIn:
        """Let the group be on another network, where the company has an app."""
        server = self.network(name)
        document = f'network = "{name}"\nfeed = "{self.blog.feed}"\n{at_first_sight("")}\n{server.settings}'
        self.stack.put_group("field", document)
        if app and STAND_INS[name].app():
            self.put_app(name, STAND_INS[name].app())
        oauth = getattr(server, "oauth", None)
        if isinstance(oauth, OAuth2Server):
            oauth.name_callback(f"{self.url.url}/connected")
        return server

    def put_app(self, name: str, document: str) -> None:
        leaks.plant(document)
        where = f"{self.stack.path}/apps/{name}"
        self.stack.ssm.put_parameter(Name=where, Value=document, Type="SecureString", Overwrite=True)

    def link(self, name: str = "eve") -> str:
        [invitation] = self.ask("invite", account=None, accounts=[name])["invitations"]
        return str(invitation["link"])

    def guest(self, link: str = "", *, agrees: bool = True) -> Guest:
        """Somebody who has opened a link, and agreed."""
        guest = Guest()
        self.guests.append(guest)
        guest.open(link or self.link())
        if agrees and any(path == "/agree" for path, _ in guest.forms):
            guest.answer("/agree")
        return guest

    def kept(self, name: str = "eve") -> dict[str, Any]:
        """What is kept of a visit that isn't over; {} if nothing is."""
        found = self.stack.parameters.at_the_door(name)
        told: dict[str, Any] = json.loads(found.reveal()) if found else {}
        if told:
            started = (told["unfinished"]["started"] or {}).get("kept", {})
            hidden = {
                key: value for key, value in started.items() if key in {"verifier", "oauth_token_secret"}
            }
            leaks.plant(
                "".join(f'{key} = "{value}"\n' for key, value in {**hidden, **told["secret"]}.items())
            )
        return told

    def secret(self, name: str = "eve") -> str:
        """A member's credentials; "" if there are none."""
        if not self.has_secret(name):
            return ""
        document = self.stack.parameters.secret(name).document.reveal()
        leaks.plant(document)
        return document

    def row(self, name: str = "eve") -> Member:
        found = Roster(self.stack.table).member(name)
        assert found
        return found


def post(house: House, path: str, cookie: str, **fields: str) -> Reply:
    """The answer to a form that comes from wherever."""
    return Http(allow_loopback=True).request(
        "POST", f"{house.url.url}{path}", data=fields, headers={"Cookie": cookie}
    )
