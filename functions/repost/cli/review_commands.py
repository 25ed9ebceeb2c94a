"""The commands around review: decide on the posts that wait, one by one or by name, and what was learned."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from repost.base import instants
from repost.cli.arguments import add_command
from repost.cli.output import in_zone, moment
from repost.cli.place import PlaceError
from repost.review.policy import REASONS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from repost.cli.session import Session

_DECISIONS: Final = {
    "approve": "approve",
    "decline": "decline",
    "edit": "edit",
    "take-back": "take_back",
}
"""The wish of each decision."""

_KEYS: Final = "[a]pprove  [d]ecline  [e]dit  [n]ext  [q]uit: "


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add these commands to the parser's."""
    review = add_command(
        commands,
        common,
        "review",
        _review,
        "decide on the posts that wait for a review",
        "Without a decision, the posts are shown one by one, the one with the least time left first, and you "
        "are asked. Nobody decides on their own posts, and what nobody decides on does not go out.",
    )
    review.add_argument("-g", "--group", help="the posts of this group's members, not of accounts in none")
    review.add_argument("decision", nargs="?", choices=_DECISIONS, help="decide on posts by their IDs")
    review.add_argument("id", nargs="*", help="what the list shows before each post")
    review.add_argument(
        "--reason", choices=REASONS, metavar="REASON", help=f"why you decline: {', '.join(REASONS)}"
    )
    review.add_argument("--note", default="", help="a sentence for the author: what would have been right")
    review.add_argument("--article", action="store_true", help="decline the article, not only these words")
    review.add_argument("--text", help="the whole text of the post, in other words")
    lessons = add_command(
        commands,
        common,
        "lessons",
        _lessons,
        "show which posts were declined, and why: what the next course is about",
    )
    lessons.add_argument("-g", "--group", help="only the posts of this group's members")
    lessons.add_argument("--days", type=int, default=90, help="how far back (default: %(default)s)")


def _review(session: Session) -> bool:
    given = session.given
    if given.decision:
        return _decide_by_id(session)
    if session.output.as_json:
        return session.tell(_ask(session, "waiting", **_whose(session)))
    if sys.stdin.isatty():
        return _walk(session)
    return _list(session)


def _list(session: Session) -> bool:
    posts = list(_waiting(session))
    session.output.table(
        ("ID", "network", "decide by", "post", "why"),
        [
            (_id(post), post["network"], moment(post["decide_by"]), post["text"], " ".join(post["why"]))
            for post in posts
        ],
    )
    if not posts:
        session.output.say("No post waits for a review.")
    return True


def _walk(session: Session) -> bool:
    """Show each post and ask what to do with it; what was decided stays, whenever this ends."""
    all_is_well, last = True, "No post waits for a review."
    for post in _waiting(session):
        last = "That was the last one."
        _show(session, post)
        while (key := input(_KEYS).strip().casefold()[:1]) not in set("adenq"):
            session.output.complain("Type a, d, e, n or q.")
        if key == "q":
            return all_is_well
        if key != "n":
            all_is_well &= _asked(session, post, key)
    session.output.say(last)
    return all_is_well


def _asked(session: Session, post: Mapping[str, Any], key: str) -> bool:
    """Carry out what a key means, after asking for what it needs; whether that was done."""
    if key == "a":
        return _tell(session, _decide(session, "approve", post))
    if key == "d":
        reason = _chosen_reason(session)
        note = input("What would have been right? (a sentence for the author, or nothing) ").strip()
        blocks = bool(post.get("stale")) or input(
            "Decline [w]ords or the whole [a]rticle? "
        ).strip().casefold().startswith("a")
        return _tell(session, _decide(session, "decline", post, reason=reason, note=note, blocks=blocks))
    while text := _edited(post["text"]):
        report = _decide(session, "edit", post, text=text)
        if _tell(session, report):
            return True
        if not input("Try again? [y/N] ").strip().casefold().startswith("y"):
            break
        post = {**post, "text": text}
    session.output.say("The post is as it was.")
    return False


def _chosen_reason(session: Session) -> str:
    names = list(REASONS)
    for number, (name, sentence) in enumerate(REASONS.items(), start=1):
        session.output.say(f"  {number}  {name}: {sentence}")
    while True:
        typed = input("Why? ").strip().casefold()
        if typed in REASONS:
            return typed
        if typed.isdecimal() and 0 < int(typed) <= len(names):
            return names[int(typed) - 1]
        session.output.complain(f"Type a number from 1 to {len(names)}.")


def _edited(text: str) -> str:
    """A text in other words: from the editor that VISUAL or EDITOR names, else typed; "" to leave it."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        return input("New text (nothing leaves it as it is): ").strip()
    with TemporaryDirectory(prefix="repost-") as folder:  # which only this user may read
        file = Path(folder, "post.txt")
        file.write_text(text + "\n", "utf-8")
        try:
            subprocess.run([*shlex.split(editor), str(file)], check=True)  # noqa: S603 - the user's own
        except (OSError, ValueError, subprocess.CalledProcessError):
            raise PlaceError(
                f"The editor {editor} failed. VISUAL and EDITOR name the one to use; nothing was changed."
            ) from None
        written = file.read_text("utf-8").strip()
    return "" if written == text.strip() else written


def _decide_by_id(session: Session) -> bool:
    given = session.given
    wish, values = _DECISIONS[given.decision], _values(given)
    if not given.id:
        raise PlaceError(f"Which post? `repost review` lists them: repost review {given.decision} ID")
    reports = [_decide(session, wish, _seen(each), **values) for each in given.id]
    if session.output.as_json:
        session.output.answer({"reports": reports})
    else:
        for report in reports:
            session.output.report(report, name=True)
    return all(report["state"] == "done" for report in reports)


def _values(given: argparse.Namespace) -> dict[str, Any]:
    """What a decision says besides which post it is about.

    Raises
    ------
    PlaceError
        If something is missing.
    """
    if given.decision == "decline":
        if not given.reason:
            raise PlaceError(f"Why? Add --reason and one of: {', '.join(REASONS)}.")
        return {"reason": given.reason, "note": given.note, "blocks": given.article}
    if given.decision == "edit":
        if not given.text or len(given.id) != 1:
            raise PlaceError('An edit is of one post: repost review edit ID --text "the whole text"')
        return {"text": given.text}
    return {}


def _decide(session: Session, wish: str, post: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """The report on a decision; whoever AWS says is there has made it."""
    seen = {name: post[name] for name in ("account", "slot")}
    if wish != "take_back":
        seen["attempt"] = post["attempt"]
    answer = _ask(session, wish, **seen, **values, by=session.place.caller())
    return dict(answer["reports"][0])


def _tell(session: Session, report: Mapping[str, Any]) -> bool:
    session.output.say(in_zone(report["decision"], None), "green" if report["state"] == "done" else "red")
    session.output.say("")
    return bool(report["state"] == "done")


def _show(session: Session, post: Mapping[str, Any]) -> None:
    output = session.output
    output.say(
        f"{post['account']} on {post['network']}, to be decided by {moment(post['decide_by'])}", "bold"
    )
    rows = [
        ("Text", post["text"]),
        ("Article", post["title"]),
        ("Link", post["link"]),
        ("Picture", post["image_alt"] or post["image"] or ""),
        *(("Why", each) for each in post["why"]),
        ("Before", _past(post["trust"])),
        ("ID", _id(post)),
    ]
    output.rows([(label, text) for label, text in rows if text])


def _past(trust: Mapping[str, int]) -> str:
    """What became of the account's earlier posts."""
    return f"{trust['in_a_row']} approved in a row, {trust['approved']} in all, {trust['declined']} declined"


def _lessons(session: Session) -> bool:
    answer = _ask(session, "lessons", **_whose(session), days=session.given.days)
    output, all_is_well = session.output, session.tell(answer)
    if not output.as_json and (reasons := answer.get("reasons")):
        output.table(("reason", "posts", ""), _by_count(reasons))
        output.say("")
        output.table(
            ("when", "account", "reason", "what would have been right", "post"),
            [
                (moment(each["at"]), each["account"], each["reason"], each["note"], each["text"])
                for each in answer["last"]
            ],
        )
    return all_is_well


def _by_count(reasons: Mapping[str, int]) -> Iterator[tuple[str, str, str]]:
    for name, sentence in sorted(REASONS.items(), key=lambda each: -reasons.get(each[0], 0)):
        if count := reasons.get(name):
            yield name, str(count), sentence


def _waiting(session: Session) -> Iterator[dict[str, Any]]:
    """What waits, page by page.

    Raises
    ------
    PlaceError
        If there is no such account or group.
    """
    after: str | None = ""
    while after is not None:
        answer = _ask(session, "waiting", **_whose(session), after=after)
        if "waiting" not in answer:
            raise PlaceError(answer["reports"][0]["decision"])
        yield from answer["waiting"]
        after = answer["after"]
    for note in answer["reports"][0]["notes"]:
        session.output.say(note, "dim")


def _whose(session: Session) -> dict[str, str]:
    given = session.given
    return {"account": given.account or "", "group": given.group or ""}


def _ask(session: Session, wish: str, **values: Any) -> dict[str, Any]:
    given = {name: value for name, value in values.items() if value != ""}
    return session.place.ask({"source": "repost.person", wish: given})


def _id(post: Mapping[str, Any]) -> str:
    return f"{post['account']}/{post['slot']}/{post['attempt']}"


def _seen(typed: str) -> dict[str, Any]:
    """The post that an ID is of, as it was seen.

    Raises
    ------
    PlaceError
        If it is none.
    """
    match typed.split("/"):
        case [account, slot, attempt] if account and _is_slot(slot) and attempt.isdecimal():
            return {"account": account, "slot": slot, "attempt": int(attempt)}
        case _:
            raise PlaceError(
                f"“{typed}” is not the ID of a post. `repost review` lists them; they look like "
                "ada/2026-11-24T09:00:00Z/1."
            )


def _is_slot(text: str) -> bool:
    at = instants.foreign(text, zone=None)
    return at is not None and instants.written(at) == text
