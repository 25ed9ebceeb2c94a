"""`check --against 90d`: which past posts the words in a settings file would have stopped."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from repost.cli.output import moment
from repost.events.wishes import MOST_DAYS
from repost.settings.values import Duration

if TYPE_CHECKING:
    from repost.cli.session import Session

_TITLES = ("account", "slot", "words", "why", "post")


def add_against(parser: argparse.ArgumentParser) -> None:
    """Add the option to a command that checks a settings file."""
    parser.add_argument(
        "--against",
        type=_days,
        metavar="90d",
        help="also list the past posts that the words in its [brand] would have stopped",
    )


def _days(text: str) -> int:
    try:
        days = Duration.parse(text).days
    except ValueError:
        days = 0
    if not 1 <= days <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f'must be a time such as "90d", at most {MOST_DAYS} days')
    return days


def past_words(session: Session, wish: str, **asked: Any) -> dict[str, Any]:
    """What the function says of past posts, all its answers together; shown unless it is for a program."""
    event = {"days": session.given.against, **asked}
    checked, stopped = 0, list[dict[str, str]]()
    after: str | None = ""
    while after is not None:
        more = {"after": after} if after else {}
        answer = session.place.ask({"source": "repost.person", wish: {**event, **more}})
        if "checked" not in answer:
            session.output.complain(answer["reports"][0]["decision"])
            return {}
        checked += answer["checked"]
        stopped += answer["stopped"]
        after = answer.get("after")
        if after:
            session.output.say(f"{checked:,} posts checked, up to {after}.", "dim")
    output = session.output
    output.say(
        f"\nPosts of the last {session.given.against} days that these words would have stopped", "bold"
    )
    if stopped and not output.as_json:
        output.table(_TITLES, (_row(session, each) for each in stopped))
    posts = len({(each["account"], each["slot"]) for each in stopped})
    output.say(f"{posts:,} of {checked:,} posts.", "yellow" if posts else "green")
    return {"days": session.given.against, "checked": checked, "stopped": stopped}


def _row(session: Session, stopped: dict[str, str]) -> tuple[str, ...]:
    account, post = stopped["account"], stopped["remote_url"] or stopped["title"]
    return account, moment(stopped["slot"], session.zone_of(account)), stopped["words"], stopped["why"], post
