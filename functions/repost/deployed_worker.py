"""The worker of a fleet as AWS runs it: composed once, over what `repost.deployed` composes."""

from __future__ import annotations

from repost.app import make_worker
from repost.deployed import outside

handler = make_worker(outside)
