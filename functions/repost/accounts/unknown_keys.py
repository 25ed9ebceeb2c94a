"""What somebody meant who set a key that doesn't exist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from repost.accounts.fields import names_at
from repost.base.quoting import quoted
from repost.settings.finding import did_you_mean, expected
from repost.settings.networks import NETWORK_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

_CREDENTIAL: Final = (
    r"(?i).*(token|secret|passw|credential|api_?key|_key$|client_id|webhook_url).*|handle|key"
)
_CLOSE: Final = 0.75
_OTHER_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    other: tuple(key.split("."))
    for key, others in {
        "feed": "url rss rss_url rss_feed feed_url atom xml blog_url site site_url website address source",
        "network": "platform service social social_network channel",
        "language": "lang locale",
        "dry_run": "dry test testing simulate",
        "schedule.every": "interval frequency period repeat cron",
        "schedule.at": "time times hours post_at",
        "schedule.timezone": "tz zone",
        "schedule.quiet_hours": "quiet night silence",
        "select.exclude_categories": "exclude excluded ignore",
        "select.include_categories": "include only categories",
        "select.max_age": "maximum_age",
        "select.min_age": "minimum_age",
        "message.before": "prefix intro introduction",
        "message.after": "suffix",
        "message.hashtags": "tags",
        "link.shortener": "shorten short_links",
    }.items()
    for other in others.split()
}
"""What people call keys, by the key that they mean."""


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
        where = network if network in NETWORK_NAMES else "<network>"
        return (
            f"Settings aren't encrypted: remove it, and store credentials with ./repost connect {where}.",
            (),
        )
    if plain in names_at(()) and table and isinstance(value, Mapping):
        return did_you_mean(f"[{plain}]"), (plain,)
    if isinstance(value, Mapping) and not table and {"network", "feed"} & value.keys():
        return f"Remove the line [{key}]: what is below it needs none.", ()
    here = _ordered(names_at(table))
    if (other := _OTHER_WORDS.get(plain)) and not isinstance(value, Mapping):
        return did_you_mean(_named(other) if other[:-1] != tuple(table) else quoted(other[-1])), other
    for close in get_close_matches(plain, here, n=1):
        return did_you_mean(quoted(close)), (*table, close)
    if not isinstance(value, Mapping):
        everywhere = {each[-1]: each for each in reversed(list(_places(network)))}
        for close in get_close_matches(plain, everywhere, n=1, cutoff=_CLOSE):
            return did_you_mean(_named(everywhere[close])), everywhere[close]
    return expected(f"one of {', '.join(here)}"), ()


def _ordered(names: Sequence[str]) -> list[str]:
    """The keys of a table, those of networks last."""
    return sorted(names, key=lambda name: name in NETWORK_NAMES)


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
    networks = set(NETWORK_NAMES)
    for table in sorted(top, key=lambda name: name in networks and name != network):
        yield from ((table, name) for name in names_at((table,)))


def _named(keys: tuple[str, ...]) -> str:
    if len(keys) == 1:
        return f"{keys[0]}, above the first [table]"
    return f"[{keys[0]}] {keys[1]}"
