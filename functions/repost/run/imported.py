"""Lets articles rest that another tool shared: at once, or as soon as the blog shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.aws.table import Key, Write, account_partition
from repost.base import instants
from repost.base.names import address_key, guid_key, name_key
from repost.feeds.archive import FOREVER
from repost.history.records import share_key, state_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from repost.aws.table import Table
    from repost.base.articles import Article
    from repost.feeds.archive import Archive

Shares = dict[str, set[str]]
"""When something was shared (as `instants.written`), by the GUID, address or title that stands for it."""

_MOST_CHARACTERS: Final = 200_000
"""How much of what isn't known yet is kept: an item holds 400 KB."""


def let_rest(
    table: Table, account: str, articles: Iterable[Article], shares: Mapping[str, set[str]]
) -> Shares:
    """Let every article rest that was shared; what stands for none of them is returned.

    What comes twice changes nothing, nor does what is older than what is known.
    """
    articles = list(articles)
    by_name = {name_key(article.title): article.guid for article in reversed(articles)}
    for article in articles:
        by_name[address_key(article.link)] = by_name[guid_key(article.guid)] = article.guid
    found, strange = Shares(), Shares()
    for name, times in shares.items():
        guid = by_name.get(guid_key(name)) or by_name.get(name_key(name))
        (found if guid else strange).setdefault(guid or name, set()).update(times)
    for guid, times in found.items():
        key, last = share_key(account, guid), max(times)
        newer = "attribute_not_exists(#last) OR #last < :at"
        table.update(Write(key, set={"guid": guid, "last": last}, condition=newer, given={"at": last}))
        table.update(Write(key, set={"count": len(times)}, condition="attribute_not_exists(#count)"))
    return strange


def keep(table: Table, account: str, shares: Mapping[str, set[str]], known: int) -> int:
    """Keep what stands for no article yet, of `known` ones; how many of them there was room for."""
    kept, room = dict[str, list[str]](), _MOST_CHARACTERS
    for name, times in {**_kept(table, account), **shares}.items():
        room -= len(name.encode()) + 22 * len(times)
        if room < 0:
            break
        kept[name] = sorted(times)
    table.update(Write(_key(account), set={"shares": kept}))
    table.update(Write(state_key(account), set={"imports": known}))
    return sum(name in kept for name in shares)


def apply_kept(table: Table, account: str, archive: Archive, known: int) -> None:
    """Let those rest that the blog shows by now."""
    strange = let_rest(table, account, archive.published_between(None, FOREVER), _kept(table, account))
    table.update(Write(_key(account), set={"shares": {name: sorted(at) for name, at in strange.items()}}))
    forgotten = () if strange else ("imports",)
    table.update(Write(state_key(account), set={"imports": known} if strange else {}, remove=forgotten))


def as_shares(mentions: Iterable[tuple[str, datetime]]) -> Shares:
    """What was shared when, by name."""
    shares = Shares()
    for name, at in mentions:
        shares.setdefault(name, set()).add(instants.written(at))
    return shares


def _kept(table: Table, account: str) -> Shares:
    item = table.get(_key(account)) or {}
    return {name: set(times) for name, times in item.get("shares", {}).items()}


def _key(account: str) -> Key:
    return Key(account_partition(account), "IMPORT")
