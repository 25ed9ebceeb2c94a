"""What a Mastodon server tells of its posts: all at once since Mastodon 4.3, else one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from repost.networks.counting import ONE_BY_ONE, total_in
from repost.results.measures import Told
from repost.web.replies import text_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_REACTIONS: Final = ("favourites_count", "reblogs_count", "replies_count")


def counted(ids: Iterable[str], read: Callable[[str], object]) -> dict[str, Told]:
    """What the server tells of some posts.

    Parameters
    ----------
    read : callable
        The JSON value at a path of the API; None if nothing is there; raises what becomes of another answer.
    """
    ids = list(ids)
    shown = read(f"/api/v1/statuses?{urlencode([('id[]', each) for each in ids])}")
    if not isinstance(shown, list):
        shown = [read(f"/api/v1/statuses/{each}") for each in ids[:ONE_BY_ONE]]
    return dict(_told(shown))


def _told(shown: Iterable[object]) -> Iterator[tuple[str, Told]]:
    for status in shown:
        reactions = total_in(status, _REACTIONS, ["quotes_count"])
        yield text_in(status, "id"), Told(reactions=reactions)
