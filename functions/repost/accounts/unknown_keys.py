"""What somebody meant who set a key that doesn't exist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, get_args

from repost.accounts.fields import names_at
from repost.base.quoting import quoted
from repost.settings.finding import did_you_mean, expected
from repost.settings.networks import NetworkName

if TYPE_CHECKING:
    from collections.abc import Sequence

_CREDENTIAL: Final = (
    r"(?i).*(token|secret|passw|credential|api_?key|_key$|client_id|webhook_url).*|handle|key"
)
_CLOSE: Final = 0.75


def advice_on(keys: Sequence[str], value: object, network: object) -> tuple[str, tuple[str, ...]]:
    """The advice on an unknown key, and the key that was meant, or () if that isn't clear.

    Parameters
    ----------
    keys : sequence of str
        The table and the key in it.
    network : object
        The account's network, whose settings are likelier to be meant.
    """
    from difflib import get_close_matches

    *table, key = keys
    plain = key.casefold().replace("-", "_")
    if elsewhere := [each for each in _places(network) if each[-1] == plain and each[:-1] != tuple(table)]:
        return did_you_mean(" or ".join(map(_named, elsewhere[:2]))), elsewhere[0]
    if _is_credential(key, value):
        where = network if network in get_args(NetworkName) else "<network>"
        return (
            f"Settings aren't encrypted: remove it, and store credentials with ./repost connect {where}.",
            (),
        )
    here = names_at(table)
    for close in get_close_matches(plain, here, n=1):
        return did_you_mean(quoted(close)), (*table, close)
    if not isinstance(value, Mapping):
        everywhere = {each[-1]: each for each in reversed(list(_places(network)))}
        for close in get_close_matches(plain, everywhere, n=1, cutoff=_CLOSE):
            return did_you_mean(_named(everywhere[close])), everywhere[close]
    return expected(f"one of {', '.join(here)}"), ()


def is_credential(key: str) -> bool:
    """Whether a key looks as if its value were a secret, which must never be shown."""
    return re.fullmatch(_CREDENTIAL, key) is not None


def _is_credential(key: str, value: object) -> bool:
    if isinstance(value, Mapping):
        return is_credential(key) or any(_is_credential(str(name), value[name]) for name in value)
    return is_credential(key)


def _places(network: object) -> Iterator[tuple[str, ...]]:
    """Every key of the settings, those of other networks last."""
    top = names_at(())
    yield from ((name,) for name in top if not names_at((name,)))
    networks = set(get_args(NetworkName))
    for table in sorted(top, key=lambda name: name in networks and name != network):
        yield from ((table, name) for name in names_at((table,)))


def _named(keys: tuple[str, ...]) -> str:
    if len(keys) == 1:
        return f"{keys[0]}, above the first [table]"
    return f"[{keys[0]}] {keys[1]}"
