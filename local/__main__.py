"""`python -m local`: the local run of `make run`."""

from __future__ import annotations

import sys

from repost.__main__ import run

if __name__ == "__main__":
    sys.exit(run("local.run"))
