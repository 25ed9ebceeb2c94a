"""What the accounts of members are: the defaults, over them the group's documents, over those the row.

A row may say what stands in `Member`, and nothing else: everything that a group or the defaults set besides
is out of its reach. Hours and categories of a row narrow what the group allows and never widen it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from repost.accounts.document import Document
from repost.accounts.documents import Account, Layer, account_of, read_layer
from repost.base.errors import SettingsError
from repost.base.quoting import quoted
from repost.fleet.narrowing import narrowed
from repost.fleet.roster import MOST_VOICES
from repost.settings.finding import expected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from repost.fleet.roster import Member
    from repost.settings.finding import Finding
    from repost.settings.types import Settings

_ROW: Final = "the row"
_SAYS: Final = (
    "group",
    "network",
    "server",
    "author",
    "chat",
    "language",
    "timezone",
    "voice",
    "hours",
    "categories",
    "paused",
    "on_break",
)
"""What of a row decides over its account."""

_ADDRESSES: Final[Mapping[str, tuple[str, ...]]] = {
    "server": ("mastodon", "bluesky"),
    "author": ("linkedin",),
    "chat": ("telegram",),
}
"""The networks on which each kind of address means something."""

_COLUMNS: Final[Mapping[str, str]] = {"schedule.timezone": "timezone", "message.template": "voice"} | {
    f"{network}.{column}": column for column, networks in _ADDRESSES.items() for network in networks
}
"""What a row calls the settings that are called otherwise in documents."""

_OF_A_CROWD: Final = Layer((Document("", {"schedule": {"spread": True}}),))
"""What members do unless the defaults or their group say otherwise."""


class Groups:
    """The accounts of members.

    Documents are read and parsed once a group, and decoded once for all members whose rows say the same.

    Parameters
    ----------
    path : str
        The settings path, such as "/repost".
    documents : callable
        The texts of the defaults and of one group by parameter name, such as
        `repost.aws.parameters.Parameters.of_group`.
    instead : str
        A document to go by in place of a group's stored one, or "".
    """

    def __init__(self, path: str, documents: Callable[[str], Mapping[str, str]], instead: str = "") -> None:
        self._path = path
        self._documents = documents
        self._instead = instead
        self._layers: dict[str, tuple[Layer, ...]] = {}
        self._decoded: dict[tuple[Any, ...], Settings | tuple[SettingsError, ...]] = {}

    def account(self, member: Member) -> Account:
        """A member's account.

        Raises
        ------
        SettingsError
            For the first mistake in the defaults, the group or the row.
        """
        settings = self._settings(member)
        if isinstance(settings, tuple):
            raise _of_member(settings[0], member)
        return Account(member.name, self.parameter(member.group), settings, own_words=bool(member.voice))

    def mistakes(self, member: Member) -> tuple[SettingsError, ...]:
        """Everything that is wrong with a member's account; keys of the row are its columns."""
        settings = self._settings(member)
        return tuple(_of_member(each, member) for each in settings) if isinstance(settings, tuple) else ()

    def mistakes_of(self, group: str) -> tuple[SettingsError, ...]:
        """Everything that is wrong with a group whatever its members' rows say."""
        layers = self._layers_of(group)
        network = next(
            (
                each.table["network"]
                for layer in layers
                for each in layer.documents
                if "network" in each.table
            ),
            "x",
        )
        row = Layer((Document(_ROW, {"network": network}),))
        account = account_of("member", self.parameter(group), (*layers, row))
        idle = tuple(_idle(layers[-1]))
        if isinstance(account, Account):
            return idle
        return (*idle, *(error for error in map(_for_the_row, account) if error.parameter != _ROW))

    def parameter(self, group: str) -> str:
        return f"{self._path}/groups/{group}"

    def _settings(self, member: Member) -> Settings | tuple[SettingsError, ...]:
        says = tuple(getattr(member, name) for name in _SAYS)
        if says not in self._decoded:
            self._decoded[says] = self._decode(member)
        return self._decoded[says]

    def _decode(self, member: Member) -> Settings | tuple[SettingsError, ...]:
        parameter = self.parameter(member.group)
        if wrong := tuple(SettingsError(_ROW, *finding) for finding in _findings(member)):
            return wrong
        row = Layer((Document(_ROW, _table(member)),))
        account = account_of("member", parameter, (*self._layers_of(member.group), row))
        if not isinstance(account, Account):
            return tuple(map(_for_the_row, account))
        settings, findings = narrowed(account.settings, member.hours, member.categories)
        return tuple(SettingsError(_ROW, *finding) for finding in findings) or settings

    def _layers_of(self, group: str) -> tuple[Layer, ...]:
        if group not in self._layers:
            parameter = self.parameter(group)
            texts = {**self._documents(group), **({parameter: self._instead} if self._instead else {})}
            own = {name: text for name, text in texts.items() if f"{name}/".startswith(f"{parameter}/")}
            defaults = {name: text for name, text in texts.items() if name not in own}
            shared = read_layer(defaults, networks=("x",)) if defaults else Layer(())
            missing = SettingsError(
                parameter, "", "is missing", f"Store it with ./repost group put {group}.toml."
            )
            self._layers[group] = (
                _OF_A_CROWD,
                shared,
                read_layer(own) if own else Layer((), (missing,), is_whole=False),
            )
        return self._layers[group]


def _idle(group: Layer) -> Iterator[SettingsError]:
    """What a group's own documents set that nothing comes of."""
    for document in group.documents:
        match document.table.get("results"):
            case {"digest": found}:
                advice = "Remove it: members get no weekly digest; ./repost results shows what readers did."
                yield SettingsError(
                    document.parameter, document.key("results.digest"), f"is {quoted(found)}", advice
                )


def row_of(member: Member) -> str:
    """What mistakes in a member's row call it."""
    return f"the row of {member.name}"


def _findings(member: Member) -> Iterator[Finding]:
    """What is wrong with a row whatever the group says."""
    if len(member.voice) > MOST_VOICES:
        yield "voice", f"has {len(member.voice)} templates", expected(f"at most {MOST_VOICES}")
    for column, networks in _ADDRESSES.items():
        address = getattr(member, column)
        if address and member.network not in {"", *networks}:
            advice = f"Remove it: only {' and '.join(networks)} accounts have one."
            yield column, f"is {quoted(address)}", advice


def _table(member: Member) -> dict[str, Any]:
    """What a row sets, as a settings document would."""
    table: dict[str, Any] = {}
    for key in ("network", "language"):
        if value := getattr(member, key):
            table[key] = value
    if member.paused or member.on_break:
        table["paused"] = True
    if member.timezone:
        table["schedule"] = {"timezone": member.timezone}
    if member.voice:
        table["message"] = {"template": list(member.voice)}
    for column, networks in _ADDRESSES.items():
        for network in networks if getattr(member, column) else ():
            if member.network in {"", network}:
                table.setdefault(network, {})[column] = getattr(member, column)
    return table


def _for_the_row(error: SettingsError) -> SettingsError:
    """A mistake; what nobody says and a row may say is the row's."""
    if error.problem != SettingsError.MISSING or error.key not in {"network", *_COLUMNS}:
        return error
    return SettingsError(_ROW, error.key, error.problem, error.advice)


def _of_member(error: SettingsError, member: Member) -> SettingsError:
    """A mistake that is the row's, under the member's name and the column's."""
    if error.parameter != _ROW:
        return error
    column = _COLUMNS.get(error.key, error.key)
    return SettingsError(row_of(member), column, error.problem, error.advice)
