"""The *look* function of the dashboard as AWS runs it, over what `repost.deployed` composes."""

from __future__ import annotations

import os

from repost.deployed import outside
from repost.pages.look import make_look

handler = make_look(outside, os.environ.get("REPOST_ACT", ""))
