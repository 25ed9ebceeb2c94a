"""What an account shared before Repost: each article rests, once it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.aws.items import Key, Write, account_partition
from repost.base import instants
from repost.base.digests import digest
from repost.base.names import address_key, guid_key, name_key
from repost.base.value import Value
from repost.history.records import share_key, state_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from repost.aws.table import Table
    from repost.base.articles import Article


class Shared(Value, frozen=True):
    """When something was shared last (UTC), and how often."""

    last: datetime
    count: int


def rest(table: Table, account: str, guid: str, shared: Shared) -> None:
    """Let an article rest since it was shared, unless Repost has posted it since."""
    key, at = share_key(account, guid), instants.written(shared.last)
    table.update(
        Write(
            key,
            set={"guid": guid, "last": at},
            condition="attribute_not_exists(#last) OR #last < :at",
            given={"at": at},
        )
    )
    table.update(Write(key, set={"count": shared.count}, condition="attribute_not_exists(#count)"))


def keep(table: Table, account: str, named: Mapping[str, Shared]) -> None:
    """Remember what was shared under names that match no known article; needs the account's state."""
    keys = {name: [_key(account, key) for key in keys_of_name(name)] for name in named}
    before = table.get_many(key for several in keys.values() for key in several)
    items = {}
    for name, shared in named.items():
        for key in keys[name]:
            known = _shared(before[key]) if key in before else shared
            last, count = max(known.last, shared.last), max(known.count, shared.count)
            items[key] = {"pk": key.pk, "sk": key.sk, "last": instants.written(last), "count": count}
    table.put_all(items.values())
    table.update(Write(state_key(account), set={"imports": True}))


def kept(table: Table, account: str, articles: Iterable[Article]) -> dict[str, Shared]:
    """What was kept under a name of these articles, by GUID."""
    keys = {article.guid: [_key(account, key) for key in keys_of_article(article)] for article in articles}
    items = table.get_many(key for several in keys.values() for key in several)
    found = {}
    for guid, several in keys.items():
        if item := next((items[key] for key in several if key in items), None):
            found[guid] = _shared(item)
    return found


def keys_of_article(article: Article) -> tuple[str, ...]:
    """The keys of everything that names an article, the surest first."""
    names = (guid_key(article.guid), address_key(article.link))
    return *(f"id {name}" for name in names), f"title {name_key(article.title)}"


def keys_of_name(name: str) -> tuple[str, ...]:
    """The keys under which something may be found that is named so: an address, a GUID or a title."""
    return f"id {guid_key(name)}", f"title {name_key(name)}"


def _key(account: str, key: str) -> Key:
    return Key(account_partition(account), f"IMPORT#{digest(key)}")


def _shared(item: Mapping[str, object]) -> Shared:
    return Shared(instants.read(str(item["last"])), int(str(item["count"])))
