"""The *act* function of the dashboard as AWS runs it, over what `repost.deployed` composes."""

from __future__ import annotations

import os

from repost.deployed import outside
from repost.pages.act import make_act

handler = make_act(outside, os.environ["REPOST_DASHBOARD"])
