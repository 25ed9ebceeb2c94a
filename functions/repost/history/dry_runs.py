"""What a `dry_run` remembers: apart from the real history, in attributes that nothing else reads."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.aws.items import Item

_PREFIX: Final = "dry_run_"

_TOLD_BY: Final = MappingProxyType({"walk": "cycle_start", "account": "last"})
"""The instant that shows which of two attributes is newer, for those that can't be combined."""


def with_dry_runs(item: Item) -> Item:
    """An item as a dry run sees it: what earlier dry runs wrote counts as if it had been posted."""
    counted = dict(item)
    for name, value in item.items():
        if name.startswith(_PREFIX):
            real = name.removeprefix(_PREFIX)
            if real not in item:
                counted[real] = value
            elif told_by := _TOLD_BY.get(real):
                if item.get(f"{_PREFIX}{told_by}", "") >= item.get(told_by, ""):
                    counted[real] = value
            else:
                counted[real] = _together(item[real], value)
    return counted


def _together(real: Any, dry: Any) -> Any:
    """The later of two instants, the sum of two numbers, all that is in two lists or sets."""
    if isinstance(real, str):
        return max(real, dry)
    if isinstance(real, int):
        return real + dry
    if isinstance(real, list):
        return sorted({*real, *dry})
    return {*real, *dry}


def as_dry_run(values: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes under the names that dry runs read."""
    return {dry_run_name(name): value for name, value in values.items()}


def dry_run_name(name: str) -> str:
    """The name of an attribute for dry runs."""
    return f"{_PREFIX}{name}"
