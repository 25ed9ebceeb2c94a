"""The buttons that change something. Each carries a token that says what it does, and to what.

A token is signed for one action and one thing. It counts in the hour in which its page was made and in the
next one. Nothing else that a click says is believed, except what a person typed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from msgspec import to_builtins

from repost.base import instants
from repost.base.digests import digest
from repost.base.value import Value
from repost.pages.acts import act_words
from repost.pages.model import Button
from repost.signing.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.base.secret import Secret
    from repost.pages.acts import Action, ActWords
    from repost.pages.model import Subject
    from repost.pages.question import Question
    from repost.pages.words import Words
    from repost.run.collaborators import Collaborators

ACT: Final = "act"
TOKEN: Final = "token"  # noqa: S105 - the name of a key
ACTION_KEYS: Final = frozenset({ACT, TOKEN})
"""What only a click may say, never the parameters of a widget."""

VALID: Final = timedelta(hours=2, seconds=-1)
"""How long after the beginning of its hour a token counts."""


class Target(Value, frozen=True):
    """What a button acts on.

    `article` is the digest of an article's GUID; `slot` is nominal (UTC), and `attempt` counts what was tried
    in it.
    """

    account: str
    article: str = ""
    slot: datetime | None = None
    attempt: int = 0


class Buttons:
    """Makes the buttons of one page.

    Parameters
    ----------
    key : Secret
        What signs their tokens.
    endpoint : str
        The ARN of the function that acts.
    now : datetime
        When the page is made (UTC).
    view : mapping of str to str
        The event that asks for this page, which is shown again when a button has acted.
    words : ActWords
        The language of the page.
    """

    def __init__(
        self, key: Secret, endpoint: str, now: datetime, view: Mapping[str, str], words: ActWords
    ) -> None:
        self._key = key
        self._endpoint = endpoint
        self._hour = hour_of(now)
        self._view = view
        self._words = words

    def of(self, subject: Subject) -> tuple[Button, ...]:
        """The buttons of a row."""
        target = Target(subject.account, digest(subject.guid) if subject.guid else "", subject.slot)
        return tuple(self.button(action, target) for action in _offered(subject))

    def button(self, action: Action, target: Target) -> Button:
        """A button that does this to that."""
        asked = self._words.buttons[action]
        call = {**self._view, ACT: action, TOKEN: signed(self._key, action, target, self._hour)}
        return Button(asked.label, self._endpoint, call, asked.question, asked.is_primary)


def buttons_of(outside: Collaborators, endpoint: str, question: Question, words: Words) -> Buttons:
    """The buttons of a page. The function at `endpoint` gets their clicks, and answers with the same page."""
    before = instants.written(question.before) if question.before else ""
    place = question.place.written if question.place else ""
    view = question.call(before=before, after=question.after, place=place)
    now = outside.clock()
    key = outside.parameters.signing_key("pages", now)
    return Buttons(key, endpoint, now, view, act_words(words))


def _offered(subject: Subject) -> tuple[Action, ...]:
    """What can be done about what a row shows."""
    match subject.kind:
        case "unknown":
            return ("posted", "not_sent")
        case "coming" if subject.state == "skipped":
            return ("unskip",)
        case "coming":
            return (*(("skip",) if subject.is_next else ()), "block")
        case "past":
            return ("block",) if subject.state == "posted" and subject.guid else ()


def hour_of(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def signed(key: Secret, action: Action, target: Target, hour: datetime) -> str:
    """The token of a button on a page that is made within this hour."""
    said = {name: value for name, value in to_builtins(target).items() if value}
    return tokens_of(key, action).sign(said, hour)


def tokens_of(key: Secret, action: Action) -> Tokens:
    return Tokens(key, f"button {action}")
