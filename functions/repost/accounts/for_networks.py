"""A document's settings for one network: its tables [on.mastodon], [on.x.message] and the like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, get_args

from repost.accounts.document import Document
from repost.base.errors import SettingsError
from repost.base.quoting import quoted
from repost.settings.finding import did_you_mean, expected
from repost.settings.networks import NetworkName

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from repost.accounts.document import Table

ON: Final = "on"
_FOR_ALL: Final = frozenset({"network", ON})
_NETWORKS: Final = get_args(NetworkName)


def networks_named(documents: Sequence[Document]) -> tuple[str, ...]:
    """The networks for which any of the documents has a table, each once."""
    return tuple(dict.fromkeys(name for document in documents for name in _tables(document)))


def on_network(documents: Sequence[Document], network: object) -> Iterator[Document]:
    """The documents for a network: each followed by its table for that network, which overrides it."""
    for document in documents:
        tables = _tables(document)
        yield Document(document.parameter, {key: document.table[key] for key in document.table if key != ON})
        if isinstance(network, str) and network in tables:
            yield Document(document.parameter, tables[network], under=f"{ON}.{network}")


def wrong_tables(document: Document) -> Iterator[SettingsError]:
    """What is wrong with the tables for networks of a document, apart from the settings in them."""
    tables = document.table.get(ON, {})
    if not isinstance(tables, Mapping):
        advice = expected("tables such as [on.mastodon.message]")
        yield SettingsError(document.parameter, ON, f"is {quoted(tables)}", advice)
        return
    for name, table in tables.items():
        key = f"{ON}.{name}"
        if name not in _NETWORKS:
            yield SettingsError(document.parameter, key, SettingsError.UNKNOWN, _known_networks(name))
        elif not isinstance(table, Mapping):
            problem = f"is {quoted(table)}"
            yield SettingsError(document.parameter, key, problem, expected("a table of settings"))
        else:
            for other in _FOR_ALL & table.keys():
                where = f"{key}.{other}"
                yield SettingsError(document.parameter, where, "can't be set for one network", "Remove it.")


def _tables(document: Document) -> dict[str, Table]:
    """The tables of a document by network; anything that isn't a table is left out."""
    tables = document.table.get(ON)
    if not isinstance(tables, Mapping):
        return {}
    return {
        name: {key: table[key] for key in table if key not in _FOR_ALL}
        for name, table in tables.items()
        if name in _NETWORKS and isinstance(table, Mapping)
    }


def _known_networks(name: str) -> str:
    from difflib import get_close_matches

    for close in get_close_matches(name.casefold(), _NETWORKS, n=1):
        return did_you_mean(quoted(close))
    return expected(f"one of {', '.join(_NETWORKS)}")
