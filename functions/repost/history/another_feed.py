"""Carries what an account has shared over to another feed that already knew the same articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.aws.items import account_partition, feed_partition
from repost.base import instants
from repost.feeds.identity import guid_name, is_same, other_names
from repost.feeds.items import alias_key, article_from, article_key
from repost.history.imports import Shared, rest
from repost.history.records import share_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from repost.aws.items import Item
    from repost.aws.table import Table

_PAGE: Final = 500
_MOST_PAGES: Final = 20


def carry_over(table: Table, account: str, before: str, feed: str) -> None:
    """Let articles rest under the GUIDs that the new feed knows them by, or stay blocked.

    What the new feed doesn't know yet keeps its old GUID when it is first seen there: see
    `repost.feeds.taking_in`. A repeat changes nothing.
    """
    for shares in _shares(table, account):
        guids = {share["guid"]: share for share in shares}
        for old, new in _other_guids(table, list(guids), before, feed).items():
            _carry(table, account, guids[old], new)


def _shares(table: Table, account: str) -> Iterator[Sequence[Item]]:
    """An account's shares, page by page."""
    last = "SHARE#~"
    for _ in range(_MOST_PAGES):
        page = table.last_in(account_partition(account), "SHARE#", last, _PAGE)
        if not page:
            return
        yield page
        last = page[-1]["sk"]


def _other_guids(table: Table, guids: Sequence[str], before: str, feed: str) -> Mapping[str, str]:
    """The GUIDs under which the new feed knows articles of the one before, if they are others."""
    there, here = feed_partition(before), feed_partition(feed)
    items = table.get_many(article_key(there, guid) for guid in guids)
    articles = [article_from(item) for item in items.values()]
    names = {guid: (*own, guid_name(guid)) for guid, own in other_names(articles).items()}
    aliases = table.get_many(alias_key(here, name) for several in names.values() for name in several)
    firsts = {}
    for article in articles:
        keys = (alias_key(here, name) for name in names[article.guid])
        if alias := next(filter(None, map(aliases.get, keys)), None):
            firsts[article.guid] = article_key(here, alias["of"])
    known = table.get_many(firsts.values())
    return {
        article.guid: item["guid"]
        for article in articles
        if (key := firsts.get(article.guid)) and (item := known.get(key))
        if item["guid"] != article.guid and is_same(article, article_from(item))
    }


def _carry(table: Table, account: str, share: Item, guid: str) -> None:
    """Copy a share to another GUID; what was sent and has no outcome yet counts as posted there."""
    values = {name: value for name, value in share.items() if name != "pending"}
    if "pending" in share:
        values["last"] = max(share["pending"], values.get("last", ""))
    key = share_key(account, guid)
    if not table.put_new(values | {"pk": key.pk, "sk": key.sk, "guid": guid}) and "last" in values:
        rest(table, account, guid, Shared(instants.read(values["last"]), values.get("count", 0)))
