"""What a person can ask for in an event, and how each wish is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

from repost.base.errors import EventError
from repost.base.quoting import quoted
from repost.base.value import Value
from repost.events.reviews import REVIEW_WISHES, Reason, ReviewWish
from repost.events.staff import STAFF_WISHES, StaffWish
from repost.events.values import instant_from

if TYPE_CHECKING:
    from datetime import datetime

Outcome = Literal["posted", "not_sent"]
Format = Literal["jsonl", "csv"]
Dates = Literal["", "day-first", "month-first"]

MOST_ROWS: Final = 1000
"""How many slots one export holds; the rest comes with the next."""

MOST_DAYS: Final = 366
MOST_NAMES: Final = 10_000
MOST_SPENT: Final = 10_000_000
MOST_ATTEMPTS: Final = 1_000_000
LONGEST_NOTE: Final = 200
"""How many characters a reviewer may add to a reason."""

_LONGEST_NAME: Final = 2_000
_LONGEST_POST: Final = 20_000
_LONGEST_DOCUMENT: Final = 5_000_000  # Lambda takes 6 MB in one event


class Preview(Value, frozen=True):
    """What would go out next, and why each article may or may not; nothing is sent or recorded.

    `settings` is a document to go by instead of the account's stored one, or "".
    """

    account: str
    settings: str = ""


class Simulate(Value, frozen=True):
    """What would go out in the coming days if nothing changes; nothing is asked, sent or recorded.

    `settings` is a document to go by instead of the account's stored one, or "".
    """

    account: str
    days: int = 30
    settings: str = ""


class Check(Value, frozen=True):
    """Which user the account's credentials belong to; nothing is posted."""

    account: str


class Tried(Value, frozen=True):
    """The account's credentials were tried elsewhere, and stored.

    `whose` is the public page of the user that they belong to, or "". `spent` is what trying them cost, in
    millionths of a US dollar.
    """

    account: str
    whose: str = ""
    spent: int = 0


class PostNow(Value, frozen=True):
    """A post at once; `asked` (UTC) names it, so that a doubled event makes one post.

    `article` is a GUID or an address; "" leaves the choice to the settings.
    """

    account: str
    asked: datetime
    article: str = ""


class Skip(Value, frozen=True):
    """The next slot is to pass unused; a repeat with the same `asked` (UTC) means the same slot.

    `slot` (nominal, UTC) is the one that is meant, if somebody saw which one is next.
    """

    account: str
    asked: datetime
    slot: datetime | None = None


class Unskip(Value, frozen=True):
    """The next slot is to be filled after all; `slot` as in `Skip`."""

    account: str
    slot: datetime | None = None


class Block(Value, frozen=True):
    """An article, by GUID or address, is never to go out again from this account."""

    account: str
    article: str


class Unblock(Value, frozen=True):
    """A blocked article may go out again."""

    account: str
    article: str


class Undo(Value, frozen=True):
    """The post of a slot (nominal, UTC) is taken back, and its article blocked."""

    account: str
    slot: datetime


class Reset(Value, frozen=True):
    """The account's schedule and rotation start over; what was posted when is never forgotten."""

    account: str
    asked: datetime


class Settle(Value, frozen=True):
    """A person has checked what became of the post that an account holds for a slot (nominal, UTC)."""

    account: str
    slot: datetime
    outcome: Outcome


class Rename(Value, frozen=True):
    """The account, which is new, takes over the history of the one that was called `old`."""

    account: str
    old: str


class Export(Value, frozen=True):
    """The slots of an account as text, newest first: at most `most`, those before an instant (UTC)."""

    account: str
    format: Format = "jsonl"
    before: datetime | None = None
    most: int = MOST_ROWS


class Results(Value, frozen=True):
    """What readers did with the account's posts, article by article."""

    account: str


class Past(Value, frozen=True):
    """Which posts of the last days the account's words, or those in `settings`, would have stopped."""

    account: str
    days: int = 90
    settings: str = ""


class Import(Value, frozen=True):
    """What another tool shared, so that it rests: Revive Social's log, a CSV, or an export of Repost's."""

    account: str
    document: str
    dates: Dates = ""


Change: TypeAlias = Skip | Unskip | Block | Unblock | Undo | Reset | Settle | Rename | Import | Tried
"""The wishes that are answered with one report and nothing else."""

Wish: TypeAlias = (
    Preview | Simulate | Check | PostNow | Export | Results | Past | Change | ReviewWish | StaffWish
)

WISHES: Final[Mapping[str, type[Wish]]] = {
    "preview": Preview,
    "simulate": Simulate,
    "check": Check,
    "tried": Tried,
    "post_now": PostNow,
    "skip": Skip,
    "unskip": Unskip,
    "block": Block,
    "unblock": Unblock,
    "undo": Undo,
    "reset": Reset,
    "settle": Settle,
    "rename": Rename,
    "export": Export,
    "results": Results,
    "past": Past,
    "import": Import,
    **REVIEW_WISHES,
    **STAFF_WISHES,
}
"""Each wish by its key in an event."""


def parse_wish(event: Mapping[Any, Any]) -> Wish:
    """The wish in a person's event, without the event's source.

    Raises
    ------
    EventError
        For the first mistake: the key, what was found, and what was expected.
    """
    if len(event) != 1:
        raise EventError(f"The event has several requests: {', '.join(map(str, event))}. Expected one.")
    [(name, values)] = event.items()
    kind = WISHES.get(name)
    if kind is None:
        raise EventError(f"Unknown request {quoted(name)}. {_advice(name, WISHES)}")
    shape = kind.__struct_fields__
    needed = shape[: len(shape) - len(kind.__struct_defaults__)]
    if not isinstance(values, Mapping):
        raise EventError(f"{name} is {quoted(values)}. Expected an object with {', '.join(shape)}.")
    if unknown := [key for key in values if key not in shape]:
        raise EventError(f"Unknown key {name}.{unknown[0]}. {_advice(unknown[0], shape)}")
    read: dict[str, Any] = {}
    for key in shape:
        if key in values:
            read[key] = _READ[key](values[key], f"{name}.{key}")
        elif key in needed:
            raise EventError(f"Missing key {name}.{key}. {name} has {', '.join(shape)}.")
    return kind(**read)


def _advice(wrong: object, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    for close in get_close_matches(str(wrong).casefold(), known, n=1):
        return f'Did you mean "{close}"?'
    return f"Expected one of {', '.join(known)}."


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_NAME:
        raise EventError(f"{key} is {quoted(value)}. Expected text that is not empty.")
    return value.strip()


def _names(value: Any, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or len(value) > MOST_NAMES:
        raise EventError(f"{key} is {quoted(value)}. Expected a list of at most {MOST_NAMES:,} names.")
    return tuple(_text(each, key) for each in value)


def _words(most: int) -> Callable[[Any, str], str]:
    def read(value: Any, key: str) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise EventError(f"{key} is {quoted(value)}. Expected a text of at most {most:,} characters.")
        return value

    return read


def _document(value: Any, key: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_DOCUMENT:
        raise EventError(f"{key} is not valid. Expected the text of a file, at most five million characters.")
    return value


def _one_of(choices: tuple[str, ...]) -> Callable[[Any, str], str]:
    def read(value: Any, key: str) -> str:
        if value not in choices:
            raise EventError(f"{key} is {quoted(value)}. Expected one of {', '.join(choices)}.")
        return str(value)

    return read


def _number(most: int) -> Callable[[Any, str], int]:
    def read(value: Any, key: str) -> int:
        if type(value) is not int or not 1 <= value <= most:
            raise EventError(f"{key} is {quoted(value)}. Expected a whole number from 1 to {most}.")
        return value

    return read


def _flag(value: Any, key: str) -> bool:
    if not isinstance(value, bool):
        raise EventError(f"{key} is {quoted(value)}. Expected true or false.")
    return value


def _count(value: Any, key: str) -> int:
    if type(value) is not int or value < 0:
        raise EventError(f"{key} is {quoted(value)}. Expected a whole number.")
    return value


_READ: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "account": _text,
    "accounts": _names,
    "after": _text,
    "article": _text,
    "asked": instant_from,
    "attempt": _number(MOST_ATTEMPTS),
    "before": instant_from,
    "blocks": _flag,
    "by": _text,
    "dates": _one_of(get_args(Dates)),
    "days": _number(MOST_DAYS),
    "document": _document,
    "format": _one_of(get_args(Format)),
    "group": _text,
    "leaving": _count,
    "mail": _flag,
    "most": _number(MOST_ROWS),
    "note": _words(LONGEST_NOTE),
    "old": _text,
    "outcome": _one_of(get_args(Outcome)),
    "reason": _one_of(get_args(Reason)),
    "settings": _document,
    "slot": instant_from,
    "spent": _number(MOST_SPENT),
    "text": _words(_LONGEST_POST),
    "whose": _text,
    "write": _flag,
}
"""How the value of a key is read; a key means the same in every wish."""
