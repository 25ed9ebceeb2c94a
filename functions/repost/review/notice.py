"""What a team's chat reads when posts wait for a review, in English and French."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.moments import is_french, moment_and_zone

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

_ENGLISH: Final = (
    "1 post waits for a review.",
    "{} posts wait for a review.",
    "The first is to be decided by {}.",
    "Decide with `{}` or in the stack's dashboard.",
    "What nobody decides on does not go out.",
)
_FRENCH: Final = (
    "1 publication attend une relecture.",
    "{} publications attendent une relecture.",
    "La première est à décider avant le {}.",
    "Décidez avec `{}` ou dans le tableau de bord de la pile.",
    "Ce que personne ne décide n’est pas publié.",
)


def notice(
    number: int,
    first: datetime,
    *,
    zone: ZoneInfo,
    group: str,
    drops: bool,
    language: str | None,
    most: int,
) -> str:
    """How many posts wait, by when the first is to be decided, and how.

    Parameters
    ----------
    number : int
        How many wait; more than `most` are not counted.
    first : datetime
        By when the first is to be decided (UTC).
    zone : ZoneInfo
        In which that is said.
    group : str
        Whose posts they are, or "".
    drops : bool
        Whether what nobody decides on is dropped.
    language : str, optional
        French, or else English is written.
    most : int
        See `number`.
    """
    one, several, by, how, drop = _FRENCH if is_french(language) else _ENGLISH
    count = f"{most}+" if number > most else str(number)
    command = f"./repost review --group {group}" if group else "./repost review"
    lines = [
        one if number == 1 else several.format(count),
        by.format(moment_and_zone(first, zone, language)),
        how.format(command),
    ]
    return "\n".join([*lines, *([drop] if drops else [])])
