"""Does what a click asks for, once, and says so in a sentence, with the button that takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base.digests import digest
from repost.base.errors import SettingsError
from repost.base.value import Value
from repost.events import reviews, wishes
from repost.review.policy import CONSOLE
from repost.run.report import Report

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.pages.acts import Action, ActWords
    from repost.pages.buttons import Target
    from repost.pages.clicks import Click
    from repost.run.collaborators import Collaborators

_BACK: Final[Mapping[Action, Action]] = {
    "skip": "unskip",
    "unskip": "skip",
    "block": "unblock",
    "unblock": "block",
    "not_sent": "block",  # before its article goes out again
    "approve": "take_back",
    "edit": "take_back",
    "decline": "take_back",  # of an article that doesn't last, it has blocked that, too
    "never": "take_back",
}
"""What takes back each action."""

_NOTHING: Final[Mapping[str, str]] = {}


class Done(Value, frozen=True):
    """What became of a click: a sentence, and the action that takes it back, if anything was done.

    `typed` is what stands in the fields of the page: it is shown again with what still waits. `article` is
    the digest of the GUID that it was about, if any, and `account` whose post that is.
    """

    sentence: str
    is_done: bool
    back: tuple[Action, Target] | None = None
    typed: Mapping[str, str] = _NOTHING
    article: str = ""
    account: str = ""


def act(click: Click, outside: Collaborators, words: ActWords) -> Done:
    """Do what a click asks for; settings that can't be used are a sentence like any other."""
    try:
        report = _report(click, outside, words)
    except SettingsError as error:
        return Done(str(error), is_done=False, typed=click.typed, account=click.target.account)
    is_done = report.state != "refused"
    back = _BACK.get(click.action) if is_done else None
    target = click.target
    article = digest(report.guid) if report.guid else target.article
    if article and not target.article:  # such as of a post whose outcome was unknown
        target = replace(target, article=article)
    return Done(
        report.decision, is_done, (back, target) if back else None, click.typed, article, target.account
    )


def _report(click: Click, outside: Collaborators, words: ActWords) -> Report:
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
        case "take_back" if target.slot:
            from repost.person.reviewing import take_back

            return take_back(outside, reviews.TakeBack(target.account, target.slot, CONSOLE))
        case "approve" | "edit" | "decline" | "never" if target.slot:
            return _reviewed(click, target.slot, outside, words)
    raise ValueError(f"a token that says {click.action} to nothing")


def _blocked(action: Action, target: Target, outside: Collaborators) -> Report:
    from repost.feeds.archive import Archive
    from repost.person.accounts import AccountNow
    from repost.person.blocking import fulfil

    feed = AccountNow.of(outside, target.account).account.settings.feed
    article = Archive(outside.table, feed).named([target.article]).get(target.article)
    if article is None:
        return Report(target.account, "refused", "This article is no longer known.")
    kind = wishes.Block if action == "block" else wishes.Unblock
    return fulfil(outside, kind(target.account, article.guid))


def _reviewed(click: Click, slot: datetime, outside: Collaborators, words: ActWords) -> Report:
    """What a person decides on a held post, unless the fields say otherwise than the button."""
    from repost.pages.typed import typed_about
    from repost.person.reviewing import decide

    target, typed = click.target, typed_about(click, outside)
    if typed.slip:
        return Report(target.account, "refused", words.slips[typed.slip], slot=slot)
    name, seen = target.account, target.attempt
    match click.action:
        case "approve":
            return decide(outside, reviews.Approve(name, slot, seen, CONSOLE))
        case "edit":
            return decide(outside, reviews.Edit(name, slot, seen, typed.text, CONSOLE))
        case "decline" | "never" if typed.reason:
            blocks = click.action == "never"
            return decide(
                outside, reviews.Decline(name, slot, seen, typed.reason, typed.note, blocks, CONSOLE)
            )
    raise ValueError(f"{click.action} decides nothing")
