"""Settings as an owner would write them."""

from __future__ import annotations

import json
from datetime import time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec

from repost.settings.values import QuietHours

if TYPE_CHECKING:
    from collections.abc import Iterator


def written(value: Any) -> str:
    """A value in TOML."""
    if isinstance(value, ZoneInfo):
        return f'"{value.key}"'
    if isinstance(value, QuietHours):
        return f'"{value.start:%H:%M}-{value.end:%H:%M}"'
    if isinstance(value, time):
        return f'"{value:%H:%M}"'
    if getattr(value, "is_unlimited", False):
        return '"none"'
    if hasattr(value, "total_seconds"):
        minutes = int(value.total_seconds() // 60)
        for unit, size in (("d", 1440), ("h", 60)):
            if minutes and minutes % size == 0:
                return f'"{minutes // size}{unit}"'
        return f'"{minutes}m"'
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(written, value))}]"
    return json.dumps(value, ensure_ascii=False, default=str)


def flattened(settings: msgspec.Struct, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every setting by its dotted key."""
    for name in settings.__struct_fields__:
        value = getattr(settings, name)
        if isinstance(value, msgspec.Struct):
            yield from flattened(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value
