"""The people of a fleet: a row of the table for each member, found by the name of the account alone."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec.structs import replace

from repost.aws.items import Key, Write
from repost.base import instants
from repost.base.errors import RunFailed
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, tzinfo

    from repost.aws.items import Item
    from repost.aws.table import Table

MemberState = Literal["invited", "joined", "connected", "active", "paused", "left", "reconnect"]

MOST_VOICES: Final = 5
"""How many templates of their own members may have."""

PARTITION: Final = "FLEET"
"""The partition of all members, and of the users of networks whom they post as."""

_FIRST, _LAST = "MEMBER#", "MEMBER#~"  # names are of letters, digits, - and _, which sort before ~
_MOST: Final = 1_000_000
_TEXTS: Final = (
    "group",
    "network",
    "server",
    "author",
    "chat",
    "language",
    "timezone",
    "hours",
    "mail",
    "handle",
    "consent_text",
    "alias",
)
_HIDDEN: Final = ("invitation", "used_by", "page_word", "place")
_LISTS: Final = ("voice", "categories", "replaced")
_INSTANTS: Final = ("invited", "consent", "connected", "left", "forgotten")
_MARKS: Final = ("paused", "on_break", "reconnect", "ending")
_MOST_TRIES: Final = 5


class Member(Value, frozen=True):
    """One member of a group, as the table has it; "", () and None are what nobody has said.

    `name` is the name of the account. What a member may set differently from the group: `network`, the
    address there (`server`, `author` or `chat`), `language`, `timezone`, `voice` (templates), `hours` such
    as "09:00-17:00", `categories`, and `paused`, which the company does. `on_break` is the member's own
    pause. `consent` is when the member's yes was recorded (UTC), and
    `consent_text` the version of the text that was agreed to. `connected` is when the credentials
    were last known to work, `reconnect` that they no longer do, `left` when the member left (UTC), and
    `ending` that the credentials of whoever left have yet to be ended.
    `alias` is the name under which the history of whoever is forgotten goes on, and `forgotten` when that was
    done (UTC); the row is kept a little longer, so that nobody else gets the name. `invited` is when the
    latest invitation was made (UTC), `invitation` what only that one knows, and `used_by` the visit to the
    door that has connected an account with it. `page_word` is what only links to the member's own page know.
    `place` is a digest of the user as whom the member posts, if that is known, and `replaced` are earlier
    credentials that are still to be ended (`Replaced` as text). `version` counts the writes of this row.
    """

    name: str
    group: str
    network: str = ""
    server: str = ""
    author: str = ""
    chat: str = ""
    language: str = ""
    timezone: str = ""
    voice: tuple[str, ...] = ()
    hours: str = ""
    categories: tuple[str, ...] = ()
    paused: bool = False
    on_break: bool = False
    consent: datetime | None = None
    consent_text: str = ""
    connected: datetime | None = None
    reconnect: bool = False
    left: datetime | None = None
    ending: bool = False
    mail: str = ""
    handle: str = ""
    alias: str = ""
    forgotten: datetime | None = None
    invited: datetime | None = None
    invitation: str = ""
    used_by: str = ""
    page_word: str = ""
    place: str = ""
    replaced: tuple[str, ...] = ()
    version: int = 0

    @property
    def state(self) -> MemberState:
        """Where the member is on the way from an invitation to the end.

        It follows from what is recorded, so that pausing forgets nothing.
        """
        if self.left:
            return "left"
        if self.paused or self.on_break:
            return "paused"
        if not self.consent:
            return "connected" if self.connected else "invited"
        if not self.connected:
            return "joined"
        return "reconnect" if self.reconnect else "active"

    @property
    def zone(self) -> tzinfo:
        """Where the member is, or UTC if only the group's settings say that."""
        if not self.timezone:
            return UTC
        from repost.settings.values import zone

        return zone(self.timezone)

    @property
    def may_post(self) -> bool:
        """Whether anything may be posted in the member's name."""
        return self.state == "active"

    @property
    def is_looked_at(self) -> bool:
        """Whether there is anything to do for the member: to post, or to end credentials."""
        return self.may_post or self.ending or bool(self.replaced)

    @property
    def why_silent(self) -> str:
        """Why nothing may be posted in the member's name, in a sentence, or ""."""
        return {
            "invited": f"No yes of {self.name} is recorded, so nothing is posted.",
            "connected": f"No yes of {self.name} is recorded, so nothing is posted.",
            "joined": f"No working credentials of {self.name} are known, so nothing is posted.",
            "reconnect": f"The credentials of {self.name} no longer work, so nothing is posted.",
            "paused": f"{self.name} is paused, so nothing is posted.",
            "left": f"{self.name} has left, so nothing is posted.",
        }.get(self.state, "")


class Roster:
    """Reads and writes the rows of members; all reads are strongly consistent."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def member(self, name: str) -> Member | None:
        """The member whose account has this name, in one read."""
        item = self._table.get(member_key(name))
        return member_from(item) if item else None

    def of(self, names: Iterable[str]) -> dict[str, Member]:
        """Those of these names that are members, by name, in batches of a hundred."""
        items = self._table.get_many(map(member_key, names)).values()
        return {member.name: member for member in map(member_from, items)}

    def members(self, group: str = "") -> list[Member]:
        """Everybody, or one group, in the order of their names, those who left included."""
        items = self._table.last_in(PARTITION, _FIRST, _LAST, _MOST)
        members = map(member_from, reversed(items))
        return [member for member in members if group in {"", member.group}]

    def page(self, after: str, most: int) -> list[Member]:
        """The members whose names come after this one, at most so many, in the order of their names."""
        first = f"{_FIRST}{after}" if after else _FIRST
        items = self._table.first_in(PARTITION, first, _LAST, most + 1)
        return [member_from(item) for item in items if item["account"] != after][:most]

    def replace(self, member: Member) -> bool:
        """Write a member's row; False if somebody else has written it since `member` was read."""
        return self._table.update(replacing(member))

    def change(self, member: Member, wanted: Callable[[Member], Member]) -> Member:
        """Write what is `wanted` of a member; what somebody else writes at the same time is kept.

        Raises
        ------
        RunFailed
            If others keep changing the row.
        """
        for _ in range(_MOST_TRIES):
            after = wanted(member)
            if after == member:
                return member
            if self.replace(after):
                return replace(after, version=member.version + 1)
            member = self.member(member.name) or member
        raise RunFailed(f"Others keep changing the row of {member.name}. Ask again.")


def member_key(name: str) -> Key:
    return Key(PARTITION, f"MEMBER#{name}")


def member_from(item: Item) -> Member:
    """A member's row, as the table has it, or as `as_shown` made it."""
    values: dict[str, Any] = {name: item[name] for name in (*_TEXTS, *_HIDDEN, *_MARKS) if name in item}
    values |= {name: tuple(item[name]) for name in _LISTS if name in item}
    values |= {name: instants.read(item[name]) for name in _INSTANTS if name in item}
    return Member(name=item["account"], version=item.get("version", 0), **values)


def as_shown(member: Member) -> dict[str, Any]:
    """A member as JSON can hold it, with the state; what nobody has said is left out."""
    values: dict[str, Any] = {name: getattr(member, name) for name in (*_TEXTS, *_LISTS, *_MARKS)}
    values |= {name: instants.written(at) for name in _INSTANTS if (at := getattr(member, name))}
    told = {name: value for name, value in values.items() if value}
    return {"account": member.name, "state": member.state} | told


def replacing(member: Member) -> Write:
    """The write of a member's whole row, on condition that it is still of the member's version."""
    values: dict[str, Any] = {name: getattr(member, name) for name in (*_TEXTS, *_HIDDEN, *_MARKS)}
    values |= {name: list(getattr(member, name)) for name in _LISTS}
    values |= {name: instants.written(at) for name in _INSTANTS if (at := getattr(member, name))}
    kept = {name: value for name, value in values.items() if value}
    return Write(
        member_key(member.name),
        set={"account": member.name, "version": member.version + 1} | kept,
        remove=tuple(name for name in (*_TEXTS, *_HIDDEN, *_MARKS, *_LISTS, *_INSTANTS) if name not in kept),
        condition="#version = :version" if member.version else "attribute_not_exists(pk)",
        given={"version": member.version} if member.version else {},
    )
