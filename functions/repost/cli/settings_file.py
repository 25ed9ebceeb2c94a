"""A settings file on the owner's disk: every mistake in it, and the settings it results in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.accounts.documents import NAME_ADVICE, is_account_name, read_accounts
from repost.base.errors import SettingsError
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.accounts.documents import Account

MOST_BYTES: Final = 4096
"""The size limit of a standard parameter."""


class Checked(Value, frozen=True):
    """The result of a check: the mistakes; the account, if there are none; the size in bytes."""

    mistakes: tuple[str, ...]
    account: Account | None
    size: int


def check_document(name: str, file: str, text: str, others: Mapping[str, str], path: str) -> Checked:
    """Check the document of an account, or of the defaults, as if it were stored with the others.

    Parameters
    ----------
    name : str
        The account's name, or "defaults"; "main/more" for a further part of main.
    file : str
        What to call the document in its mistakes.
    text : str
        TOML or JSON.
    others : mapping of parameter name to text
        What is stored already; the document replaces its own.
    path : str
        The settings path, such as "/repost".
    """
    mistakes = not_storable(file, text, f"{path}/settings/{name}")
    if wrong := next((part for part in name.split("/") if not is_account_name(part)), ""):
        advice = f"{NAME_ADVICE} Name it with --account."
        mistakes.append(f'{file} would be for the account "{wrong}", which can\'t exist. {advice}')
        name = "account"  # what is wrong in the file itself is listed all the same
    parameter, account = f"{path}/settings/{name}", name.partition("/")[0]
    accounts = read_accounts({**others, parameter: text}, path)
    for error in accounts.mistakes.get(account, ()):
        own = SettingsError(file, error.key, error.problem, error.advice)
        mistakes.append((own if error.parameter == parameter else error).sentence)
    ready = {account.name: account for account in accounts.ready}
    return Checked(tuple(mistakes), ready.get(account), len(text.encode()))


def not_storable(file: str, text: str, parameter: str) -> list[str]:
    """Why Parameter Store doesn't take a document, each reason in a sentence or two."""
    mistakes = []
    if (size := len(text.encode())) > MOST_BYTES:
        mistakes.append(
            f"{file} is {size:,} bytes long. Parameter Store allows {MOST_BYTES:,}: move long lists "
            f"into a second document, such as {parameter}/more."
        )
    if "{{" in text:
        mistakes.append(f'{file} contains "{{{{". Parameter Store doesn\'t allow that.')
    return mistakes
