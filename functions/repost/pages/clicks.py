"""Reads a click on a button, and refuses what only looks like one.

Whoever may edit a dashboard of this AWS account can put a widget on it that calls the act function as soon
as it is opened, or that has buttons of its own. The function would run with the rights of whoever looks. So
a click only counts if it comes from the stack's own dashboard, carries a token of the page that was shown,
and was not loaded together with the widget.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, get_args

from msgspec import convert

from repost.base.value import Value
from repost.pages.acts import Action, Refusal
from repost.pages.buttons import ACT, ACTION_KEYS, TOKEN, VALID, Target, tokens_of
from repost.signing.tokens import TokenRefused

if TYPE_CHECKING:
    from datetime import datetime

    from repost.base.secret import Secret

MOST_TYPED: Final = 5_000
"""Characters that a field may have; the rest is cut off."""

_ACTIONS: Final[tuple[Action, ...]] = get_args(Action)


class ClickRefused(Exception):
    """What looked like a click does nothing."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why: Refusal = why


class Click(Value, frozen=True):
    """A click that counts. `typed` are the fields of the page by name: text from outside."""

    action: Action
    target: Target
    typed: Mapping[str, str]


def is_click(event: object) -> bool:
    """Whether an event wants something done, and not just a page."""
    return isinstance(event, Mapping) and not ACTION_KEYS.isdisjoint(event)


def read_click(event: Mapping[str, Any], key: Secret, now: datetime, dashboard: str) -> Click:
    """The click in an event of the console.

    Parameters
    ----------
    key : Secret
        What signed the tokens of the page.
    now : datetime
        The time (UTC).
    dashboard : str
        The name of the only dashboard on which buttons work.

    Raises
    ------
    ClickRefused
        If nobody clicked, or not here, or not on this button, or not lately.
    """
    context = event.get("widgetContext")
    if not isinstance(context, Mapping) or not context:
        raise ClickRefused("loaded")
    params = context.get("params")
    if isinstance(params, Mapping) and not ACTION_KEYS.isdisjoint(params):
        raise ClickRefused("loaded")
    if context.get("dashboardName") != dashboard:
        raise ClickRefused("elsewhere")
    action = next((each for each in _ACTIONS if each == event.get(ACT)), None)
    token = event.get(TOKEN)
    if action is None or not isinstance(token, str):
        raise ClickRefused("forged")
    try:
        said = tokens_of(key, action).read(token, now, VALID)
    except TokenRefused as refusal:
        raise ClickRefused("stale" if refusal.is_expired else "forged") from None
    return Click(action, convert(said, Target), _typed(context))


def _typed(context: Mapping[str, Any]) -> dict[str, str]:
    """What a person typed into the fields of the widget, by their names."""
    forms = context.get("forms")
    fields = forms.get("all") if isinstance(forms, Mapping) else None
    if not isinstance(fields, Mapping):
        return {}
    return {str(name): value[:MOST_TYPED] for name, value in fields.items() if isinstance(value, str)}
