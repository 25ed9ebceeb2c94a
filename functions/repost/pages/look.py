"""The *look* function: an event of a custom widget in, HTML out. It reads, and writes nothing.

Whoever may call it sees what comes and what went out of every account. What the event says is foreign, and so
is every title, link and reason that is shown.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, Protocol

from repost.base.errors import SettingsError
from repost.pages.frame import sentence
from repost.pages.model import no_offer
from repost.pages.question import question_from
from repost.pages.views import view_of
from repost.pages.words import words_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from repost.pages.model import Offer
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


def make_look(
    compose: Callable[[Callable[[], float]], Collaborators], offer: Offer = no_offer
) -> Callable[[Mapping[str, Any], Context], str]:
    """What Lambda calls when somebody looks at the dashboard.

    Parameters
    ----------
    compose : callable
        Makes the collaborators from a function that gives the seconds left.
    offer : callable
        The buttons of a row.
    """

    def look(event: Mapping[str, Any], context: Context) -> str:
        if isinstance(event, dict) and "describe" in event:
            return _DESCRIBED
        question = question_from(event)
        words = words_in(question.language)
        try:
            outside = compose(lambda: context.get_remaining_time_in_millis() / 1000)
            return view_of(question, outside, context.invoked_function_arn, offer)
        except SettingsError as error:
            return sentence(str(error), words, question.theme)
        except Exception:  # noqa: BLE001 - an error would show its viewer a box without a word
            _log.exception("A page can't be shown.")
            return sentence(words.failed.format(context.aws_request_id), words, question.theme)

    return look
