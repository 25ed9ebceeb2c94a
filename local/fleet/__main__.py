"""`python -m local.fleet`: the company of `make run FLEET=…`."""

from __future__ import annotations

import sys

from repost.__main__ import run

if __name__ == "__main__":
    sys.exit(run("local.fleet.command"))
