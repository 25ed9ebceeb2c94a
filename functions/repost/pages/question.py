"""What a viewer asks for, read from CloudWatch's event: everything in it is foreign, and bounded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from repost.accounts.documents import is_account_name
from repost.base import instants
from repost.base.value import Value
from repost.fleet.roster import MemberState
from repost.history.review_queue import Place
from repost.pages.words import words_in

if TYPE_CHECKING:
    from datetime import datetime

Theme = Literal["auto", "light", "dark"]
View = Literal["coming", "history", "health", "results", "review"]

VIEWS: Final[tuple[View, ...]] = get_args(View)
TABS: Final = VIEWS[:-1]
"""The views of one widget, which its tabs lead to."""

NAME_FIELD: Final = "repost-account"
GROUP_FIELD: Final = "repost-group"
STATE_FIELD: Final = "repost-state"
_LONGEST: Final = 200


class Question(Value, frozen=True):
    """A page that somebody wants to see.

    `account` and `group` are names, or "" for all; `state` is a member's. `before` is where an older page
    begins (UTC), `after` the name after which the next page of people begins, and `place` the post after
    which the next page of those that wait begins. `language` is the viewer's, or "" if that isn't known;
    `theme` the console's.
    """

    view: View = "coming"
    account: str = ""
    group: str = ""
    state: MemberState | Literal[""] = ""
    before: datetime | None = None
    after: str = ""
    place: Place | None = None
    language: str = ""
    theme: Theme = "auto"

    def call(self, **changed: str) -> dict[str, str]:
        """The event that asks for the same with some changes; a page begins at its beginning."""
        kept = {"view": self.view, "account": self.account, "group": self.group, "state": self.state}
        language = {"language": self.language}
        return {name: value for name, value in (kept | language | changed).items() if value}


def question_from(event: object) -> Question:
    """What an event asks for; whatever in it isn't understood is as if it weren't there.

    A click's own values come first, and then those of the widget. The fields of a form count only if the
    button that reads them was clicked.
    """
    clicked = _mapping(event)
    context = _mapping(clicked.get("widgetContext"))
    configured = _mapping(context.get("params"))
    fields = _mapping(_mapping(context.get("forms")).get("all")) if clicked.get("fields") == "yes" else {}

    def given(name: str, field: str = "") -> str:
        return _text(fields.get(field) if field in fields else clicked.get(name, configured.get(name)))

    view, theme = given("view"), _text(context.get("theme"))
    state = given("state", STATE_FIELD)
    return Question(
        view=next((each for each in VIEWS if each == view), "coming"),
        account=_name(given("account", NAME_FIELD)),
        group=_name(given("group", GROUP_FIELD)),
        state=next((each for each in get_args(MemberState) if each == state), ""),
        before=_instant(given("before")),
        after=_name(given("after")),
        place=Place.read(given("place")),
        language=_language(given("language") or _text(context.get("locale"))),
        theme="dark" if theme == "dark" else "light" if theme == "light" else "auto",
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) and len(value) <= _LONGEST else ""


def _name(text: str) -> str:
    return text if is_account_name(text) else ""


def _language(text: str) -> str:
    """The language of the pages for a tag; "" if there is no tag."""
    return words_in(text).tag if text else ""


def _instant(text: str) -> datetime | None:
    """An instant of those that a button of ours names."""
    at = instants.foreign(text, zone=None)
    return at if at and instants.written(at) == text else None
