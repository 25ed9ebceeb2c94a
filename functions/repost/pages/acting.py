"""Does what a click asks for, once, and says so in a sentence, with the button that takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.errors import SettingsError
from repost.base.value import Value
from repost.events import wishes
from repost.run.report import Report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.pages.acts import Action
    from repost.pages.buttons import Target
    from repost.pages.clicks import Click
    from repost.run.collaborators import Collaborators

BY: Final = "console"
"""Who decides: the event doesn't say more."""

_BACK: Final[Mapping[Action, Action]] = {
    "skip": "unskip",
    "unskip": "skip",
    "block": "unblock",
    "unblock": "block",
    "not_sent": "block",  # before its article goes out again
}
"""What takes back each action."""


class Done(Value, frozen=True):
    """What became of a click: a sentence, and the action that takes it back, if anything was done."""

    sentence: str
    is_done: bool
    back: tuple[Action, Target] | None = None


def act(click: Click, outside: Collaborators) -> Done:
    """Do what a click asks for; settings that can't be used are a sentence like any other."""
    try:
        report = _report(click, outside)
    except SettingsError as error:
        return Done(str(error), is_done=False)
    is_done = report.state != "refused"
    back = _BACK.get(click.action) if is_done else None
    return Done(report.decision, is_done, (back, click.target) if back else None)


def _report(click: Click, outside: Collaborators) -> Report:
    target = click.target
    match click.action:
        case "skip":
            from repost.person.skip_and_reset import fulfil

            return fulfil(outside, wishes.Skip(target.account, outside.clock(), target.slot))
        case "unskip":
            from repost.person.skip_and_reset import fulfil

            return fulfil(outside, wishes.Unskip(target.account, target.slot))
        case "block" | "unblock":
            return _blocked(click.action, target, outside)
        case "posted" | "not_sent" if target.slot:
            from repost.person.settling import settle

            return settle(outside, wishes.Settle(target.account, target.slot, click.action))
    raise ValueError(f"a token that says {click.action} to nothing")


def _blocked(action: Action, target: Target, outside: Collaborators) -> Report:
    from repost.feeds.archive import Archive
    from repost.person.accounts import Asked
    from repost.person.blocking import fulfil

    feed = Asked.of(outside, target.account).account.settings.feed
    article = Archive(outside.table, feed).named([target.article]).get(target.article)
    if article is None:
        return Report(target.account, "refused", "This article is no longer known.")
    kind = wishes.Block if action == "block" else wishes.Unblock
    return fulfil(outside, kind(target.account, article.guid))
