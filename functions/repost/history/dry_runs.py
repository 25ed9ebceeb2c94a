"""What rehearsals (`dry_run`) remember: beside the real past, under names that nothing else reads."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.aws.table import Item

_PREFIX: Final = "rehearsed_"

_TOLD_BY: Final = MappingProxyType({"walk": "cycle_start", "account": "last"})
"""By which instant the newer of two attributes is told that can't be put together."""


def with_rehearsed(item: Item) -> Item:
    """An item as a rehearsal sees it: what earlier ones wrote counts as if it had been for real."""
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


def _together(real: Any, rehearsed: Any) -> Any:
    """The later of two instants, the sum of two numbers, all that is in two lists or sets."""
    if isinstance(real, str):
        return max(real, rehearsed)
    if isinstance(real, int):
        return real + rehearsed
    if isinstance(real, list):
        return sorted({*real, *rehearsed})
    return {*real, *rehearsed}


def rehearsed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes under the names by which rehearsals know them."""
    return {rehearsed_name(name): value for name, value in values.items()}


def rehearsed_name(name: str) -> str:
    """What rehearsals call an attribute."""
    return f"{_PREFIX}{name}"
