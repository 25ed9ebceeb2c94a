"""The settings of every account, from Parameter Store documents to frozen, checked values."""

from __future__ import annotations

from repost.settings.types import Link, Message, Schedule, Select, Settings

__all__ = ["Link", "Message", "Schedule", "Select", "Settings"]
