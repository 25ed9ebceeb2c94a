"""The *look* function: an event of a custom widget in, HTML out. It reads, and writes nothing.

What it reads may be a second old, at half the price: *act* holds whatever somebody decides against what the
table says then. Whoever may call it sees what comes and what went out of every account. What the event says
is foreign, and so is every title, link and reason that is shown.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from msgspec.structs import replace

from repost.base.errors import SettingsError
from repost.pages.frame import sentence
from repost.pages.question import question_from
from repost.pages.views import view_of
from repost.pages.words import words_in

if TYPE_CHECKING:
    from repost.pages.acting import Done
    from repost.pages.question import Question
    from repost.run.collaborators import Collaborators

_DESCRIBED: Final = """\
## Repost

What comes, what went out, how the accounts are, and what readers liked.

| parameter | value |
|---|---|
| view | `coming`, `history`, `health` or `results` |
| account | the name of one account; without it, all |
| group | in a fleet, the name of one group |
| language | `en` or `fr`; without it, the console's |

``` yaml
view: coming
```
"""
_log: Final = logging.getLogger("repost.pages")


class Context(Protocol):
    """What the function uses of Lambda's context."""

    @property
    def invoked_function_arn(self) -> str: ...

    @property
    def aws_request_id(self) -> str: ...

    def get_remaining_time_in_millis(self) -> int: ...


Look = Callable[[Mapping[str, Any], Context], str]


Compose = Callable[[Callable[[], float]], "Collaborators"]
"""Makes the collaborators from a function that gives the seconds left."""


def make_look(compose: Compose, act: str = "") -> Look:
    """What Lambda calls when somebody looks at the dashboard.

    Parameters
    ----------
    compose : Compose
    act : str
        The ARN of the function that buttons call; "" for pages that can only be read.
    """

    def cheaply(remaining: Callable[[], float]) -> Collaborators:
        outside = compose(remaining)
        return replace(outside, table=outside.table.a_moment_behind())

    def look(event: Mapping[str, Any], context: Context) -> str:
        if isinstance(event, dict) and "describe" in event:
            return _DESCRIBED
        return shown(question_from(event), cheaply, context, act=act)

    return look


def composed(compose: Compose, context: Context) -> Collaborators:
    return compose(lambda: context.get_remaining_time_in_millis() / 1000)


def shown(
    question: Question, compose: Compose, context: Context, *, act: str, done: Done | None = None
) -> str:
    """The page that somebody asks for, or a sentence that says why not; `done` is what a click has done."""
    words = words_in(question.language)
    try:
        return view_of(question, composed(compose, context), context.invoked_function_arn, act, done)
    except SettingsError as error:
        why = str(error)
    except Exception:  # noqa: BLE001 - an error would show its viewer a box without a word
        _log.exception("A page can't be shown.")
        why = words.failed.format(context.aws_request_id)
    return sentence(f"{done.sentence} {why}" if done else why, words, question.theme)
