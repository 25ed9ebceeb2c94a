"""The door as AWS runs it: composed once, over what `repost.deployed` composes."""

from __future__ import annotations

from repost.deployed import outside
from repost.door.app import make_door

handler = make_door(outside)
