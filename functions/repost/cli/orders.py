"""The commands that make Repost do something: post, skip, block, undo, and the rest of a person's wishes."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from repost.cli.arguments import add_command
from repost.cli.place import PlaceError

if TYPE_CHECKING:
    import argparse

    from repost.cli.session import Session


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add these commands to the parser's."""
    add = partial(add_command, commands, common)

    tick = add(
        "tick",
        _tick,
        "see whether something is due, as the schedule does every quarter of an hour",
        "What is due goes out, once. This concerns all accounts.",
    )
    tick.set_defaults(account=None)
    post = add(
        "post-now",
        _post_now,
        "post an old article at once",
        "Also in quiet hours and on days off. An article that went out too recently stays at rest, and the "
        "daily cap and the least time between two posts hold.",
    )
    post.add_argument("article", nargs="?", help="the address of an article, of any age; else one is chosen")
    add(
        "skip",
        _skip,
        "leave out the next post",
        "The slot passes when it comes, and nothing goes out in it; the one after it is as ever.",
    )
    block = add("block", _block, "never post an article again from this account")
    block.add_argument("article", help="its address, or its GUID in the feed")
    unblock = add("unblock", _unblock, "let a blocked article go out again")
    unblock.add_argument("article", help="its address, or its GUID in the feed")
    undo = add(
        "undo",
        _undo,
        "take a post back: delete it where the network allows that, and block its article",
        "Without --slot it is the last post.",
    )
    undo.add_argument("--slot", help="the slot of an earlier post, as `repost history` shows it")
    add(
        "reset",
        _reset,
        "let an account begin anew: its rhythm, its turn through the articles, and no stop",
        "What went out when is kept: no article comes again before its rest is over.",
    )
    settle = add(
        "settle",
        _settle,
        "say what became of a post of which Repost could not find out whether it is out",
        "Look at the account's timeline first.",
    )
    settle.add_argument("outcome", choices=["posted", "not_sent"], help="whether it is out")
    settle.add_argument("--slot", required=True, help="its slot, as reports name it under `held`")


def _tick(session: Session) -> bool:
    return session.tell(session.place.ask({"source": "repost.schedule", "scheduled": session.now}))


def _post_now(session: Session) -> bool:
    return session.tell(session.ask("post_now", asked=session.now, article=session.given.article))


def _skip(session: Session) -> bool:
    return session.tell(session.ask("skip", asked=session.now))


def _block(session: Session) -> bool:
    return session.tell(session.ask("block", article=session.given.article))


def _unblock(session: Session) -> bool:
    return session.tell(session.ask("unblock", article=session.given.article))


def _undo(session: Session) -> bool:
    return session.tell(session.ask("undo", slot=session.given.slot or _last_posted(session)))


def _last_posted(session: Session) -> str:
    """The slot of the last post that is out."""
    rows = map(json.loads, session.ask("export", most=200)["export"].splitlines())
    for row in rows:
        if row["state"] == "posted":
            return str(row["slot"])
    raise PlaceError("There is no post to take back.")


def _reset(session: Session) -> bool:
    return session.tell(session.ask("reset", asked=session.now))


def _settle(session: Session) -> bool:
    return session.tell(session.ask("settle", slot=session.given.slot, outcome=session.given.outcome))
