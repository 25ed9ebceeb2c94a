"""From Parameter Store documents to checked accounts: parse, merge, decode, and say what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from repost.accounts.document import Document, Table, parse_document
from repost.accounts.for_networks import networks_named, on_network
from repost.base.errors import SettingsError
from repost.base.value import Value
from repost.settings.types import Settings

DEFAULTS: Final = "defaults"
_RIVALS: Final = (("schedule", "at", ("every",)), ("message", "template", ("content", "before", "after")))
"""Table, key, and the keys that can't be given beside it: each replaces the others of earlier documents."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")


class Account(Value, frozen=True):
    """One account: its name, the parameter that holds its settings, and the settings."""

    name: str
    parameter: str
    settings: Settings


class Accounts(Value, frozen=True):
    """Everything under the settings path: accounts that can run, by name, and those that can't, with why."""

    ready: tuple[Account, ...]
    broken: Mapping[str, SettingsError]


def read_accounts(parameters: Mapping[str, str], path: str) -> Accounts:
    """Decode and check every account.

    Parameters
    ----------
    parameters : mapping of parameter name to text
        Everything below ``<path>/settings``.
    path : str
        The settings path, such as "/repost".

    Returns
    -------
    Accounts
        A document that can't be used makes its own account broken; in the defaults it makes all broken.
    """
    root = f"{path}/settings/"
    parameters_of: dict[str, list[str]] = {}
    for parameter in sorted(parameters):
        name = parameter.removeprefix(root).split("/")[0]
        parameters_of.setdefault(name, []).append(parameter)
    defaults_parameters = parameters_of.pop(DEFAULTS, [])
    ready: list[Account] = []
    broken: dict[str, SettingsError] = {}
    try:
        defaults = [parse_document(parameter, parameters[parameter]) for parameter in defaults_parameters]
        _check_keys_and_types(defaults, ("x", *networks_named(defaults)))
    except SettingsError as error:
        return Accounts((), {DEFAULTS: error} | dict.fromkeys(parameters_of, error))
    for name, own_parameters in parameters_of.items():
        try:
            _check_name(name, own_parameters[0])
            own = [parse_document(parameter, parameters[parameter]) for parameter in own_parameters]
            _check_keys_and_types(own, networks_named(own))
            ready.append(Account(name, root + name, _settings([*defaults, *own], root + name)))
        except SettingsError as error:
            broken[name] = error
    return Accounts(tuple(ready), broken)


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> Table:
    """`over` laid upon `base`: tables merge, everything else replaces."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = (
            merge(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
        )
    return merged


def _check_name(name: str, parameter: str) -> None:
    if not _NAME.fullmatch(name):
        raise SettingsError(
            parameter, "", f"named {name!r}", "named with letters, digits, - and _, at most 63 of them"
        )


def _check_keys_and_types(documents: Sequence[Document], networks: Iterable[str]) -> None:
    """Check what documents say alone, on networks of which none may be an account's.

    A mistake in the defaults is reported once then, and with its own name.
    """
    for network in networks if documents else ():
        needed = Document("", {"network": network, "feed": "https://example.com/feed"})
        _decode([needed, *on_network(documents, network)], documents[0].parameter, whole=False)


def _settings(documents: Sequence[Document], parameter: str) -> Settings:
    """The settings of an account, as they are on its network."""
    network = None
    for document in documents:
        network = document.table.get("network", network)
    return _decode(list(on_network(documents, network)), parameter)


def _decode(documents: Sequence[Document], parameter: str, *, whole: bool = True) -> Settings:
    from msgspec import ValidationError, convert

    from repost.accounts.checks import check
    from repost.accounts.mistakes import decode_value, explain

    merged: Table = {}
    for document in documents:
        merged = merge(_without_rivals(merged, document), document.table)
    try:
        settings = convert(merged, Settings, dec_hook=decode_value)
    except ValidationError as error:
        raise explain(error, merged, documents, parameter) from None
    if whole:
        check(settings, documents, parameter)
    return settings


def _without_rivals(merged: Table, document: Document) -> Table:
    """`merged` less what this document replaces by something that can't stand beside it."""
    for name, key, others in _RIVALS:
        table, below = document.table.get(name), merged.get(name)
        if not isinstance(table, Mapping):
            continue
        for other in others:
            if other in table and table.get(key):
                raise SettingsError(
                    document.parameter,
                    document.key(f"{name}.{key}"),
                    f"given beside {name}.{other}",
                    "the only one of the two",
                )
        if isinstance(below, Mapping):
            gone = {key} if set(others) & table.keys() else set(others) if key in table else set()
            merged = merged | {name: {k: v for k, v in below.items() if k not in gone}}
    return merged
