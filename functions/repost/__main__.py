"""`python -m repost`: the command for people. It runs on their machine and is not deployed."""

from __future__ import annotations

import sys


def run() -> int:
    """Run the command, with Ctrl-C heard from the first import on."""
    try:
        from repost.cli.ending import stop_when_told
        from repost.cli.main import main

        stop_when_told()
        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run())
