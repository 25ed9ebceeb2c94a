"""Look at what Repost does, and tell it what to do: against your stack in AWS, or wholly on this machine."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from repost.base.errors import RepostError
from repost.cli import connecting, settings_commands
from repost.cli import orders as steering
from repost.cli import reports as looking
from repost.cli.output import Output
from repost.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repost.cli.place import Place

DONE, REFUSED, STOPPED = 0, 1, 130
"""What the shell gets: done; not done, as was said; stopped by Ctrl-C. Wrong usage is 2, as everywhere."""

_EPILOG: Final = """\
Each command explains itself:  repost <command> --help

It speaks to the stack "repost" in AWS, with the credentials and the Region that the AWS CLI uses;
--stack names another one. With --local nothing leaves this machine: it is the world of `make run`.

To the shell it says 0 when it was done, 1 when it was not, as is told, and 2 when it was typed wrong.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what the shell gets."""
    given = _parser().parse_args(arguments)
    output = Output(as_json=given.json)
    try:
        with ExitStack() as running:
            done = given.command(Session(lambda: _place(given, running), output, given))
    except RepostError as error:
        output.complain(str(error))
        return REFUSED
    except KeyboardInterrupt:
        output.complain("Stopped.")
        return STOPPED
    return DONE if done else REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="repost",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="<command>", required=True)
    common = argparse.ArgumentParser(add_help=False)
    where = common.add_argument_group("where")
    where.add_argument(
        "--stack",
        default=os.environ.get("REPOST_STACK", "repost"),
        help="the name of your stack in AWS (default: %(default)s, or what REPOST_STACK says)",
    )
    where.add_argument("--local", action="store_true", help="on this machine, in the world of `make run`")
    where.add_argument("--folder", type=Path, default=Path(".local"), help=argparse.SUPPRESS)
    common.add_argument("--json", action="store_true", help="answer in JSON, for other programs")
    for module in (settings_commands, connecting, looking, steering):
        module.add_to(commands, common)
    return parser


def _place(given: argparse.Namespace, running: ExitStack) -> Place:
    if not given.local:
        from repost.cli.aws import Aws

        return Aws(given.stack, getattr(given, "kms_key", "") or "")
    try:
        from local.place import LocalPlace
    except ImportError:
        raise RepostError("--local works from a checkout of Repost: call ./repost there.") from None
    return running.enter_context(LocalPlace(given.folder))


if __name__ == "__main__":
    sys.exit(main())
