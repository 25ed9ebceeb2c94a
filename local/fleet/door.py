"""The door on this machine: somebody of the invented company is invited, and joins in your browser.

The pages, the steps and what they write are the deployed ones; AWS is an emulator, and the networks are
stand-ins, which authorize the company's apps as the real ones do.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NoReturn

from local.aws.function_url import FunctionUrl
from local.fleet.day import Scene
from local.networks.oauth2 import OAuth2Server
from local.networks.registry import STAND_INS
from repost.fleet.roster import Roster
from repost.history.queue import MemberQueue
from repost.networks.authorization import ARRIVES_AT, app_parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import ExitStack

    from local.base.clock import LocalClock
    from local.fleet.company import Employee
    from repost.app import Handler

GUEST: Final = "dana"
"""Who hasn't agreed yet."""

_LONGEST: Final = timedelta(days=7)
_MOST_TURNS: Final = 10
_A_MOMENT: Final = 0.2


class LocalDoor:
    """A company with a door. `link` is the guest's invitation, until the exit stack is closed."""

    def __init__(self, people: Sequence[Employee], clock: LocalClock, running: ExitStack) -> None:
        self.scene = Scene(people, clock, running, "door", also=[GUEST])
        stack = self.scene.stack
        self.url = running.enter_context(FunctionUrl())
        stack.door = self.url.url
        self.scene.hire(later=GUEST)
        for name, server in self.scene.networks.items():
            if app := STAND_INS[name].app():
                where = f"{stack.path}/{app_parameter(name)}"
                stack.ssm.put_parameter(Name=where, Value=app, Type="SecureString", Overwrite=True)
            if isinstance(oauth := getattr(server, "oauth", None), OAuth2Server):
                oauth.name_callback(f"{self.url.url}{ARRIVES_AT}")
        handler = stack.door_handler(clock, self.scene.endpoints)
        self.url.handler = self._heard(handler)
        [invitation] = self.scene.ask("invite", accounts=[GUEST], mail=False)["invitations"]
        self.link: str = invitation["link"]

    def _heard(self, handler: Handler) -> Handler:
        def answer(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
            with self.scene.ear.hears():
                return handler(event, context)

        return answer

    def has_joined(self) -> bool:
        """Whether the guest may post."""
        member = Roster(self.scene.stack.table).member(GUEST)
        return bool(member and member.may_post)

    def first_post(self) -> str:
        """What the guest's first turn that posts says, by tick, queue and worker; time passes until then."""
        clock = self.scene.clock
        for _ in range(_MOST_TURNS):
            waiting = MemberQueue(self.scene.stack.table).until(clock() + _LONGEST)
            clock.jump(max(clock(), next(each.at for each in waiting if each.account == GUEST)))
            for _, reports in self.scene.quarter():
                for report in reports:
                    if (report["account"], report["state"]) == (GUEST, "posted"):
                        return str(report["text"])
        return ""


def wait(door: LocalDoor, told: Callable[[str], object]) -> NoReturn:
    """Serve until Ctrl-C, and tell what comes of it."""
    app_password = STAND_INS["bluesky"].secret(GUEST).strip().replace("\n", ", ")
    told(f"{GUEST} is invited, and hasn't agreed yet. Open this link in a browser on this machine:")
    told(f"\n    {door.link}\n")
    told(f"Sign in to the network as {GUEST}. On Mastodon, any server will do.")
    told(f"On Bluesky, type: {app_password}")
    told("Ctrl-C ends it.")
    is_told = False
    while True:
        time.sleep(_A_MOMENT)
        if not is_told and door.has_joined():
            is_told = True
            told(f"\n{GUEST} takes part. Hours later, the worker has posted:\n\n    {door.first_post()}\n")
