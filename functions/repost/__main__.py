"""`python -m repost`: the command for people. It runs on their machine and is no part of what is deployed."""

from __future__ import annotations

import sys

from repost.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
