"""From Parameter Store documents to checked accounts: parse, merge, decode, and report mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from repost.accounts.checks import check
from repost.accounts.document import Document, Table, read_document
from repost.accounts.for_networks import networks_named, on_network, wrong_tables
from repost.base.errors import SettingsError
from repost.base.patterns import pattern
from repost.base.value import Value
from repost.settings.types import Settings
from repost.settings.values import Duration

DEFAULTS: Final = "defaults"
_MOST_MISTAKES: Final = 50
_RIVALS: Final = (("schedule", "at", ("every",)), ("message", "template", ("content", "before", "after")))
"""Table, key, and the keys that it excludes: each replaces the others where an earlier document set them."""

_NAME: Final = pattern(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
NAME_ADVICE: Final = "Use letters, digits, - and _, at most 63 of them."


def is_account_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


class Account(Value, frozen=True):
    """One account: its name, the parameter that holds its settings, and the settings.

    `own_words` says that a member of a fleet wrote the words around the articles.
    """

    name: str
    parameter: str
    settings: Settings
    own_words: bool = False


class Accounts(Value, frozen=True):
    """Everything under the settings path: accounts that can run, and the mistakes in the others, by name."""

    ready: tuple[Account, ...]
    mistakes: Mapping[str, tuple[SettingsError, ...]]

    @property
    def broken(self) -> dict[str, SettingsError]:
        """The accounts that can't run, each with its first mistake."""
        return {name: mistakes[0] for name, mistakes in self.mistakes.items()}


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
        A mistake breaks the account it concerns; a mistake in the defaults breaks all.
    """
    root = f"{path}/settings/"
    texts_of: dict[str, dict[str, str]] = {}
    for parameter in sorted(parameters):
        name = parameter.removeprefix(root).split("/")[0]
        texts_of.setdefault(name, {})[parameter] = parameters[parameter]
    shared = read_layer(texts_of.pop(DEFAULTS, {}), networks=("x",))
    ready: list[Account] = []
    mistakes: dict[str, tuple[SettingsError, ...]] = {}
    if shared.mistakes:
        mistakes[DEFAULTS] = shared.mistakes
    alike: dict[str, list[str]] = {}
    for name in texts_of:
        alike.setdefault(name.casefold(), []).append(name)
    for name, texts in texts_of.items():
        read = account_of(name, root + name, (shared, read_layer(texts)))
        if other := [root + each for each in alike[name.casefold()] if each != name]:
            advice = "Keep one of the two: names must differ in more than upper and lower case."
            twice = SettingsError(root + name, "", f"exists as {other[0]} too", advice)
            mistakes[name] = (twice, *(() if isinstance(read, Account) else read))
        elif isinstance(read, Account):
            ready.append(read)
        else:
            mistakes[name] = read
    return Accounts(tuple(ready), mistakes)


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> Table:
    """`base` overridden by `over`: tables are merged, everything else is replaced."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = (
            merge(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
        )
    return merged


class Layer(Value, frozen=True):
    """What lies over the layers before it: the defaults, a group's documents, or those of one account.

    `mistakes` are those in each document alone.
    """

    documents: tuple[Document, ...]
    mistakes: tuple[SettingsError, ...] = ()
    is_whole: bool = True


def read_layer(texts: Mapping[str, str], networks: Iterable[str] = ()) -> Layer:
    """Parse documents and check each on its own, for these networks and those that they name.

    This way a mistake is reported under the name of its own document, whatever network it is for.
    """
    documents: list[Document] = []
    mistakes: list[SettingsError] = []
    for parameter, text in texts.items():
        document, wrong = read_document(parameter, text)
        mistakes += wrong
        if document:
            documents.append(document)
            mistakes += wrong_tables(document)
    for network in dict.fromkeys([*networks, *networks_named(documents)]) if documents else ():
        needed = Document("", {"network": network, "feed": "https://example.com/feed"})
        own = [needed, *on_network(documents, network)]
        mistakes += _decoded(own, documents[0].parameter)[1]
    return Layer(tuple(documents), _each_once(mistakes), is_whole=len(documents) == len(texts))


def account_of(name: str, parameter: str, layers: Sequence[Layer]) -> Account | tuple[SettingsError, ...]:
    """The account that layers add up to, each overriding those before it; or what is wrong with it."""
    mistakes = [mistake for layer in layers for mistake in layer.mistakes]
    if not is_account_name(name):
        mistakes.insert(0, SettingsError(parameter, "", "is not a valid name", NAME_ADVICE))
    if not all(layer.is_whole for layer in layers):
        return tuple(mistakes)  # what is missing may be in the part that can't be read
    documents = [document for layer in layers for document in layer.documents]
    network = None
    for document in documents:
        network = document.table.get("network", network)
    documents = list(on_network(documents, network))
    settings, wrong = _decoded(documents, parameter)
    mistakes += wrong
    if settings:  # what is wrong with a key already is said once
        said = {mistake.key for mistake in mistakes}
        mistakes += (each for each in check(settings, documents, parameter) if each.key not in said)
    if mistakes or not settings:
        return _each_once(mistakes)
    return Account(name, parameter, settings)


def _each_once(mistakes: Iterable[SettingsError]) -> tuple[SettingsError, ...]:
    return tuple({mistake.sentence: mistake for mistake in mistakes}.values())


def _decoded(documents: Sequence[Document], parameter: str) -> tuple[Settings | None, list[SettingsError]]:
    """The settings that documents add up to, as far as they can be read, and every mistake in them."""
    from msgspec import ValidationError, convert

    from repost.accounts.decoding import decode_value

    merged: Table = {}
    mistakes: list[SettingsError] = []
    for document in documents:
        mistakes += _rivals_within(document)
        merged = merge(_without_rivals(merged, document), document.table)
    while len(mistakes) < _MOST_MISTAKES:
        try:
            return _with_default_jitter(convert(merged, Settings, dec_hook=decode_value), merged), mistakes
        except ValidationError as error:
            from repost.accounts.mistakes import explain

            mistake, merged = explain(error, merged, documents, parameter)
            mistakes.append(mistake)
    return None, mistakes


def _with_default_jitter(settings: Settings, merged: Table) -> Settings:
    """The settings, with a default jitter that suits the schedule."""
    schedule = settings.schedule
    if "jitter" in merged.get("schedule", {}):
        return settings
    most = timedelta() if schedule.at else schedule.every / 4
    if schedule.jitter <= most:
        return settings

    from msgspec.structs import replace

    return replace(settings, schedule=replace(schedule, jitter=Duration(seconds=most.total_seconds())))


def _rivals_within(document: Document) -> Iterator[SettingsError]:
    """The keys in one document that exclude each other."""
    for name, key, others in _RIVALS:
        table = document.table.get(name)
        if not isinstance(table, Mapping) or not table.get(key):
            continue
        for other in others:
            if other in table:
                problem = f"excludes {name}.{other}"
                where = document.key(f"{name}.{key}")
                yield SettingsError(document.parameter, where, problem, "Keep one of the two.")


def _without_rivals(merged: Table, document: Document) -> Table:
    """`merged` without the keys that a key of this document excludes."""
    for name, key, others in _RIVALS:
        table, below = document.table.get(name), merged.get(name)
        if isinstance(table, Mapping) and isinstance(below, Mapping):
            gone = {key} if set(others) & table.keys() else set(others) if key in table else set()
            merged = merged | {name: {k: v for k, v in below.items() if k not in gone}}
    return merged
