"""The commands that make Repost do something: post, skip, block, undo, restart, settle."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from repost.base import instants
from repost.cli.arguments import add_command
from repost.cli.asking import add_yes, confirmed
from repost.cli.output import moment
from repost.cli.place import PlaceError

if TYPE_CHECKING:
    import argparse

    from repost.cli.session import Session

_MOST_SLOTS: Final = 200


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add these commands to the parser's."""
    add = partial(add_command, commands, common)

    tick = add(
        "tick",
        _tick,
        "check whether a post is due, as the schedule does every 15 minutes",
        "What is due is posted, once. This checks all accounts; --account shows one of them.",
    )
    tick.set_defaults(account=None)
    post = add(
        "post-now",
        _post_now,
        "post an old article right away",
        "This works in quiet hours and on days off, too. Rest, minimum gap and daily cap still apply.",
    )
    post.add_argument("article", nargs="?", help="the address of an article, of any age; else one is chosen")
    add(
        "skip",
        _skip,
        "skip the next post",
        "The slot goes by without a post; the one after it is not affected. `repost unskip` takes this back.",
    )
    add("unskip", _unskip, "take `skip` back: post in the next slot after all")
    block = add("block", _block, "never post an article again from this account")
    block.add_argument("article", help="its address, or its GUID in the feed")
    unblock = add("unblock", _unblock, "allow a blocked article again")
    unblock.add_argument("article", help="its address, or its GUID in the feed")
    undo = add(
        "undo",
        _undo,
        "delete a post, if the network allows it, and block its article",
        "Without --slot this is the last post. It is shown before anything is deleted.",
    )
    undo.add_argument("--slot", help="the slot of an earlier post, as `repost history` shows it")
    add_yes(undo)
    reset = add(
        "reset",
        _reset,
        "restart an account: schedule and rotation start over, and a stop is lifted",
        "The record of what was posted is kept: no article is posted again before its rest is over.",
    )
    add_yes(reset)
    renamed = add(
        "rename",
        _rename,
        "move an account's history to another name",
        "The new name knows what the old one posted, and gets its settings; the old one is stopped.",
    )
    renamed.set_defaults(account=None)
    renamed.add_argument("old", help="the current name")
    renamed.add_argument("new", help="the new name, which has no history yet")
    add_yes(renamed)
    settle = add(
        "settle",
        _settle,
        "say whether a post whose outcome is unknown was published",
        "Look at the account's timeline first.",
    )
    settle.add_argument("outcome", choices=["posted", "not_sent"], help="whether it was published")
    settle.add_argument("--slot", required=True, help="its slot, as reports list it under `held`")


def _tick(session: Session) -> bool:
    if session.given.account:
        session.know_account()
    answer = session.place.ask({"source": "repost.schedule", "scheduled": session.now})
    if name := session.given.account:
        answer["reports"] = [report for report in answer["reports"] if report["account"] == name]
    return session.tell(answer, names=True)


def _post_now(session: Session) -> bool:
    return session.tell(session.ask("post_now", asked=session.now, article=session.given.article))


def _skip(session: Session) -> bool:
    return session.tell(session.ask("skip", asked=session.now))


def _unskip(session: Session) -> bool:
    return session.tell(session.ask("unskip"))


def _block(session: Session) -> bool:
    return session.tell(session.ask("block", article=session.given.article))


def _unblock(session: Session) -> bool:
    return session.tell(session.ask("unblock", article=session.given.article))


def _undo(session: Session) -> bool:
    post = _post_to_undo(session)
    if not session.output.as_json:
        session.output.say("This post will be deleted, and its article will not be posted again:", "bold")
        session.output.rows(
            [
                ("Text", post.get("text", "")),
                ("Slot", moment(post["slot"], session.zone)),
                ("Post", post.get("remote_url", "")),
            ]
        )
    if not confirmed(session, "Delete it?"):
        return False
    return session.tell(session.ask("undo", slot=post["slot"]))


def _post_to_undo(session: Session) -> dict[str, str]:
    """The slot that was named, or the last post; never an earlier one because the last was undone.

    Raises
    ------
    PlaceError
        If there is no such post, or no such account.
    """
    answer = session.ask("export", most=_MOST_SLOTS)
    if "export" not in answer:
        raise PlaceError(answer["reports"][0]["decision"])
    rows = [json.loads(line) for line in answer.get("export", "").splitlines()]
    if wanted := session.given.slot:
        at = instants.foreign(wanted, zone=None)
        slot = instants.written(at) if at else ""
        found = next((row for row in rows if row["slot"] == slot), None)
        if found or (at and len(rows) == _MOST_SLOTS):  # it may be an older one
            return found or {"slot": slot}
        raise PlaceError(f"There is no post in a slot {wanted}. `repost history` lists the slots.")
    undone = ""
    for row in rows:
        if row["state"] == "undone":
            undone = undone or row["slot"]
        elif row["state"] == "posted":
            if not undone:
                return dict(row)
            raise PlaceError(
                f"Your last post (slot {undone}) is already undone. To undo the one before it, "
                f"“{row.get('title', '')}”, add --slot {row['slot']}."
            )
    raise PlaceError("Your last post is already undone." if undone else "There is no post to undo.")


def _reset(session: Session) -> bool:
    session.output.say(
        f"This restarts {session.account}: its schedule and rotation start over, and a stop is lifted. "
        "What was posted stays on record and still rests."
    )
    return confirmed(session, "Restart it?") and session.tell(session.ask("reset", asked=session.now))


def _rename(session: Session) -> bool:
    """Move the history first: the new name posts nothing before it has settings."""
    place, old, new = session.place, session.given.old, session.given.new
    session.given.account = new
    session.output.say(
        f"This moves the history of {old} to {new}. {new} gets the settings of {old}, which is stopped."
    )
    if not confirmed(session, "Move it?"):
        return False
    answer = session.ask("rename", old=old)
    if answer["reports"][0]["state"] == "done":
        root, documents = f"{place.path}/settings/", place.documents()
        if not any(name.removeprefix(root).split("/")[0] == new for name in documents):
            for name, text in sorted(documents.items()):
                account, slash, part = name.removeprefix(root).partition("/")
                if account == old:
                    place.put_settings(f"{new}{slash}{part}", text)
        session.output.say(
            f"Next: store the keys of {new} with `repost connect`, and delete {root}{old} and "
            f"{place.path}/secrets/{old}."
        )
    return session.tell(answer)


def _settle(session: Session) -> bool:
    return session.tell(session.ask("settle", slot=session.given.slot, outcome=session.given.outcome))
