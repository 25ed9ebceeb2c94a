"""A settings document on the owner's disk: everything that is wrong with it, and what it comes to."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from repost.accounts.document import parse_document
from repost.accounts.documents import DEFAULTS, read_accounts
from repost.base.errors import SettingsError
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.accounts.documents import Account

MOST_BYTES: Final = 4096
"""What a standard parameter of Parameter Store holds."""

_MOST_MISTAKES: Final = 50
_EXAMPLE: Final = re.compile(r'such as "([^"]+)"')
_NEEDED: Final[Mapping[str, str]] = {"network": "x", "feed": "https://example.com/feed/"}


class Checked(Value, frozen=True):
    """What came of a check: mistakes, each a sentence; the account, if there are none; its size in bytes."""

    mistakes: tuple[str, ...]
    account: Account | None
    size: int


def check_document(name: str, text: str, others: Mapping[str, str], path: str) -> Checked:
    """Check the document of an account, or of the defaults, as if it were stored beside the others.

    Parameters
    ----------
    name : str
        The account's name, or "defaults".
    text : str
        TOML or JSON.
    others : mapping of parameter name to text
        What is stored already; the document replaces its own.
    path : str
        The settings path, such as "/repost".
    """
    parameter = f"{path}/settings/{name}"
    mistakes = []
    size = len(text.encode())
    if size > MOST_BYTES:
        mistakes.append(
            f"{parameter} is {size} bytes long, but should be {MOST_BYTES} at most, since no more fits into "
            f"a parameter: put long lists into a further one, such as {parameter}/more."
        )
    if "{{" in text:
        mistakes.append(f'{parameter} holds "{{{{", but should not: Parameter Store refuses it.')
    documents = {**others, parameter: text}
    errors = _every_mistake(name, parameter, documents, path)
    mistakes += [str(error) for error in errors]
    ready = {account.name: account for account in read_accounts(documents, path).ready}
    return Checked(tuple(mistakes), ready.get(name), size)


def _every_mistake(name: str, parameter: str, documents: Mapping[str, str], path: str) -> list[SettingsError]:
    """Each mistake is put right in a copy, as well as can be, so that the next one shows."""
    try:
        tables = {each: parse_document(each, text).table for each, text in documents.items()}
    except SettingsError as error:
        return [error] if error.parameter == parameter or name != DEFAULTS else []
    if name == DEFAULTS:
        tables = {each: table for each, table in tables.items() if each.startswith(parameter)}
    found: list[SettingsError] = []
    while len(found) < _MOST_MISTAKES:
        texts = {each: json.dumps(table, default=str) for each, table in tables.items()}
        mistake = read_accounts(texts, path).broken.get(name)
        if mistake is None:
            break
        table = tables.get(mistake.parameter, tables[parameter])
        if not any(mistake.key == other.key for other in found):
            found.append(mistake)
            _put_right(table, mistake)
        elif table.pop(mistake.key.split(".")[0], None) is None:  # it contradicts what stands beside it
            break
    return found


def _put_right(table: dict[str, Any], error: SettingsError) -> None:
    """Take a wrong key out; put a possible value where one must stand."""
    *outer, key = error.key.split(".")
    for name in outer:
        inner = table.setdefault(name, {})
        table = inner if isinstance(inner, dict) else {}
    table.pop(key, None)
    example = _EXAMPLE.search(error.expected)
    if not outer and key in _NEEDED:
        table[key] = _NEEDED[key]
    elif error.found == "missing" and example:
        table[key] = example[1]
