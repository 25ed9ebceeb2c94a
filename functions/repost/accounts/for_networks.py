"""What a document says for one network alone: its tables [on.mastodon], [on.x.message] and the like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, get_args

from repost.accounts.document import Document
from repost.base.errors import SettingsError
from repost.base.quoting import quoted
from repost.settings.networks import NetworkName

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ON: Final = "on"


def networks_named(documents: Sequence[Document]) -> tuple[str, ...]:
    """The networks for which any of the documents says something alone, each once.

    Raises
    ------
    SettingsError
        If one is no network, or what is said for it can't be for one network alone.
    """
    return tuple(dict.fromkeys(name for document in documents for name in _tables(document)))


def on_network(documents: Sequence[Document], network: object) -> Iterator[Document]:
    """The documents as a network has them: behind what each says for all, what it says for that one alone."""
    for document in documents:
        tables = _tables(document)
        yield Document(document.parameter, {key: document.table[key] for key in document.table if key != ON})
        if isinstance(network, str) and network in tables:
            yield Document(document.parameter, dict(tables[network]), under=f"{ON}.{network}")


def _tables(document: Document) -> Mapping[str, Mapping[str, Any]]:
    tables = document.table.get(ON, {})
    if not isinstance(tables, Mapping):
        raise SettingsError(document.parameter, ON, quoted(tables), "tables such as [on.mastodon.message]")
    for name, table in tables.items():
        key = f"{ON}.{name}"
        if name not in get_args(NetworkName):
            raise SettingsError(document.parameter, key, "an unknown network", _known_networks(name))
        if not isinstance(table, Mapping):
            raise SettingsError(document.parameter, key, quoted(table), "a table of settings")
        for other in ("network", ON):
            if other in table:
                raise SettingsError(document.parameter, f"{key}.{other}", "given", "no part of such a table")
    return tables


def _known_networks(name: str) -> str:
    from difflib import get_close_matches

    known = get_args(NetworkName)
    close = get_close_matches(name.casefold(), known, n=1)
    return f"one of {', '.join(known)}" + "".join(f' (did you mean "{each}"?)' for each in close)
