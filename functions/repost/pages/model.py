"""What a page shows, as plain values: templates make HTML of them, and escape whatever comes from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from repost.base.value import Value

if TYPE_CHECKING:
    from datetime import datetime

Mark = Literal["good", "bad", "open", "quiet"]
"""What a colour says: all is well, something is wrong, somebody has to decide, or neither."""


class Button(Value, frozen=True):
    """A button that calls a function.

    `endpoint` is the function's ARN and `call` the event that it gets: digests, enums and dates, never a text
    of a feed. `confirm` is a fixed sentence, without a colon, that is asked first; "" for none. A popup
    leaves the page as it is.
    """

    label: str
    endpoint: str
    call: Mapping[str, str]
    confirm: str = ""
    is_primary: bool = False
    is_popup: bool = False


class Subject(Value, frozen=True):
    """What a row is about, for whoever offers buttons for it: an account's coming or past slot (UTC).

    `is_next` says that no other slot of the account comes before it.
    """

    kind: Literal["coming", "past", "unknown"]
    account: str
    slot: datetime
    guid: str = ""
    state: str = ""
    is_next: bool = False


Offer = Callable[[Subject], tuple[Button, ...]]
"""The buttons of a row."""


def no_offer(_: Subject) -> tuple[Button, ...]:
    """No buttons: the page can only be read."""
    return ()


class Picture(Value, frozen=True):
    """An article's picture: its address, or "" for an initial on a colour."""

    address: str
    initial: str
    colour: str


class Row(Value, frozen=True):
    """One line of a list of posts.

    `at` is the time, `zone` where that is, if not all rows are of one zone, and `who` the account with its
    network, all as text. A row without a `picture` and
    `title` is about a slot in which nothing goes out. `notes` is the small print, in the language of the
    reports; `badge` the state, in the reader's. `post` is the address of the post itself.
    """

    at: str
    who: str
    zone: str = ""
    picture: Picture | None = None
    title: str = ""
    link: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()
    badge: str = ""
    mark: Mark = "quiet"
    post: str = ""
    actions: tuple[Button, ...] = ()


class Section(Value, frozen=True):
    """Some rows under a heading, such as those of one day."""

    heading: str
    rows: tuple[Row, ...]


class Cell(Value, frozen=True):
    """One of the three answers above every page, or one fact; `more` is a button that leads further."""

    label: str
    value: str
    mark: Mark = "quiet"
    more: Button | None = None


class Choice(Value, frozen=True):
    """A field to choose from: each value with its label."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str = ""


class Filter(Value, frozen=True):
    """What narrows a page down: fields to choose from, one to type a name in, and the button that reads them.

    `typed` is the name of that field, or "" for none; `value` is what it holds.
    """

    choices: tuple[Choice, ...]
    show: Button
    typed: str = ""
    label: str = ""
    value: str = ""


class Frame(Value, frozen=True):
    """What is around every page.

    `tabs` are the buttons of the views, with that of this page marked; `cells` the row that answers whether
    anything is wrong, what comes next, and what waits for a person; `banners` what keeps accounts from
    posting; `notes` the small print; `turning` the buttons to other pages of the same view.
    """

    tabs: tuple[Button, ...]
    cells: tuple[Cell, ...]
    banners: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()
    turning: tuple[Button, ...] = ()
    filter: Filter | None = None
