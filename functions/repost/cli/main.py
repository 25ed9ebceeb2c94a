"""See what Repost will post, and tell it what to do: in your AWS stack, or entirely on this machine."""

from __future__ import annotations

import argparse
import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from repost.base.errors import RepostError
from repost.cli import (
    group_commands,
    invitations,
    pages,
    results,
    review_commands,
    settings_commands,
    staff_commands,
)
from repost.cli import orders as steering
from repost.cli import reports as looking
from repost.cli.arguments import Commands, Parser
from repost.cli.connect import command as connecting
from repost.cli.ending import DONE, REFUSED, ended
from repost.cli.output import Output
from repost.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repost.cli.place import Place

_GROUPS: Final = {
    "Set up an account": ("check", "put", "connect", "whoami", "import"),
    "See what comes and what went out": ("preview", "simulate", "history", "page", "results", "export"),
    "Decide what goes out": ("post-now", "skip", "unskip", "block", "unblock", "undo", "tick"),
    "Put right what went wrong or changed": ("settle", "reset", "rename"),
    "Work with others": ("review", "lessons", "staff", "group", "invite"),
}
"""The commands by what people want to do."""

_EPILOG: Final = """\
For help with one command:  repost <command> --help

Commands talk to the stack "repost" in AWS, with the credentials and Region that the AWS CLI uses; --stack
names another stack. With --local they use the stand-ins of `make run`, and nothing leaves this machine.

Exit status: 0 done, 1 not done (the output says why), 2 wrong usage.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what the shell gets."""
    return ended(lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    given = _parser().parse_args(arguments)
    output = Output(as_json=given.json)
    with ExitStack() as running:
        done = given.command(Session(lambda: _place(given, running), output, given))
    return DONE if done else REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="repost",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = Commands(parser)
    common = argparse.ArgumentParser(add_help=False)
    where = common.add_argument_group("where")
    where.add_argument(
        "--stack",
        default=os.environ.get("REPOST_STACK", "repost"),
        help="the name of your stack in AWS (default: %(default)s; REPOST_STACK sets another)",
    )
    where.add_argument(
        "--local", action="store_true", help="on this machine, against the stand-ins of `make run`"
    )
    where.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    common.add_argument("--json", action="store_true", help="answer in JSON, for other programs")
    about_people = (staff_commands, group_commands, invitations)
    about_posts = (looking, pages, results, steering, review_commands)
    for module in (settings_commands, connecting, *about_posts, *about_people):
        module.add_to(commands, common)
    parser.description = f"{__doc__}\n\n{commands.grouped(_GROUPS)}"
    return parser


def _place(given: argparse.Namespace, running: ExitStack) -> Place:
    if not given.local:
        from repost.cli.aws import Aws

        return Aws(given.stack, getattr(given, "kms_key", "") or "")
    try:
        from local.base.home import FOLDER
        from local.place import LocalPlace
    except ImportError:
        raise RepostError("--local needs a checkout of Repost: run ./repost there.") from None
    return running.enter_context(LocalPlace(given.folder or FOLDER))
