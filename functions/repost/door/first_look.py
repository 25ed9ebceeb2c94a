"""The first preview: what a member's next post would be, read for real and remembered nowhere."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from repost.aws.parameters import Parameters, SecretDocument
from repost.base.errors import SettingsError
from repost.base.moments import moment_and_zone
from repost.base.secret import Secret
from repost.base.value import Value
from repost.events.wishes import Preview
from repost.person.preview import preview
from repost.simulation.overlay import Overlay

if TYPE_CHECKING:
    from repost.door.joining import Visit


class FirstLook(Value, frozen=True):
    """The next post as it would be now: its text, and when it is due, where the member is."""

    text: str
    at: str


class Unread(Parameters):
    """Parameters of which secrets are written and never read: the door may not."""

    def __init__(self, parameters: Parameters) -> None:
        self.path = parameters.path
        self._stored = parameters

    def of_group(self, group: str) -> dict[str, str]:
        return self._stored.of_group(group)

    def secret(self, account: str) -> SecretDocument:
        """That there is one, which has just been stored."""
        return SecretDocument(self.secret_parameter(account), Secret("{}"), 1)


def first_look(visit: Visit) -> FirstLook | None:
    """What a member's next post would be; None if that can't be said now."""
    outside = replace(
        visit.outside,
        table=Overlay(visit.outside.table),
        parameters=Unread(visit.outside.parameters),
    )
    try:
        answer = preview(outside, Preview(visit.member.name))
        zone = visit.groups.account(visit.member).settings.schedule.timezone
    except SettingsError as error:
        visit.log(str(error))
        return None
    [report] = answer.reports
    if report.state != "preview" or not report.text:
        visit.log(report.decision)
        return None
    at = datetime.fromisoformat(answer.more["slots"][0]["at"])
    return FirstLook(report.text, moment_and_zone(at, zone, visit.words.tag))
