"""The *look* function of the dashboard as AWS runs it, over what `repost.deployed` composes."""

from __future__ import annotations

from repost.deployed import outside
from repost.pages.look import make_look

handler = make_look(outside)
