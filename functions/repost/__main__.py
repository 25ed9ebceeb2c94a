"""`python -m repost`: the command for people. It runs on their machine and is not deployed."""

from __future__ import annotations

import sys


def run(command: str = "repost.cli.main") -> int:
    """Run a module's `main` as this process, with Ctrl-C heard from the first import on, and once."""
    try:
        from importlib import import_module

        from repost.cli.ending import ended, hear_no_more, stop_when_told

        stop_when_told()
        code = ended(import_module(command).main)
        hear_no_more()
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(run())
