"""`connect`: from nothing to stored credentials that work, with no secret on any command line."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from repost.accounts.documents import read_accounts
from repost.base.errors import AccountStopped, NetworkError, SettingsError
from repost.base.secret import Secret
from repost.cli.place import PlaceError
from repost.networks.credentials import credentials_from
from repost.networks.registry import network
from repost.settings.networks import NetworkName

if TYPE_CHECKING:
    import argparse
    from collections.abc import Container

    from repost.accounts.documents import Account
    from repost.cli.session import Session
    from repost.networks.credentials import AccountCredentials
    from repost.networks.protocol import Network

_INSTALLED: Final = Path(__file__).with_name("networks")
_PAGES: Final = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[3] / "docs" / "networks"
_MOST_QUESTIONS: Final = 10


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this command to the parser's."""
    connect = commands.add_parser(
        "connect",
        parents=[common],
        help="store the credentials of an account on a network, once they are known to work",
        description="Say what the network needs, ask for it, try it without posting, and store it encrypted. "
        "Secrets are typed at a prompt that doesn't show them, or come from a file or another program by "
        "--stdin; they stand in no command line and in no history.",
    )
    connect.set_defaults(command=_connect)
    connect.add_argument("network", choices=get_args(NetworkName))
    connect.add_argument("-a", "--account", help="which account, where there are several (default: main)")
    connect.add_argument(
        "--stdin", action="store_true", help="read the secret, as TOML or JSON, from the input"
    )
    connect.add_argument("--kms-key", help="the key that encrypts it, if your stack has one (SecretsKeyArn)")


def _connect(session: Session) -> bool:
    account = _account(session)
    connection = network(account.settings, session.place.endpoints.get(session.given.network, ""))
    if session.given.stdin:
        document = sys.stdin.read()
    else:
        _explain(session)
        document = _asked_for(session, connection, _optional(account))
    parameter = f"{session.place.path}/secrets/{account.name}"
    credentials = credentials_from(document, parameter, connection.credentials)
    if not _works(session, connection, credentials):
        return False
    session.place.put_secret(account.name, Secret(document))
    session.output.say(f"Stored, encrypted, as {parameter}.", "green")
    if session.output.as_json:
        session.output.answer({"account": account.name, "stored": parameter})
    return True


def _account(session: Session) -> Account:
    """The account as it is stored; where it isn't yet, as the answers to a few questions make it.

    Raises
    ------
    PlaceError, SettingsError
        If it is on another network, or its settings can't be used.
    """
    path, wanted = session.place.path, session.given.network
    documents = session.place.documents()
    accounts = read_accounts(documents, path)
    on_network = [each.name for each in accounts.ready if each.settings.network == wanted]
    name = session.given.account or (on_network[0] if len(on_network) == 1 else "main")
    if name in accounts.broken:
        raise accounts.broken[name]
    for account in accounts.ready:
        if account.name == name:
            if account.settings.network != wanted:
                raise PlaceError(
                    f"{name} speaks on {account.settings.network}: name another account with --account, or "
                    "change its settings first."
                )
            return account
    return _new_account(session, name)


def _new_account(session: Session, name: str) -> Account:
    """An account whose settings aren't stored yet: what its network can't do without is asked for."""
    path, wanted = session.place.path, session.given.network
    table: dict[str, Any] = {"network": wanted, "feed": "https://example.com/feed/"}
    for _ in range(_MOST_QUESTIONS):
        accounts = read_accounts({f"{path}/settings/{name}": json.dumps(table)}, path)
        if accounts.ready:
            return accounts.ready[0]
        error = accounts.broken[name]
        network_table, _, key = error.key.partition(".")
        if network_table != wanted or session.given.stdin:
            raise error
        session.output.say(f"{key}: {error.advice} Put it into the settings, too, under [{wanted}].")
        table.setdefault(wanted, {})[key] = input(f"{key}: ").strip()
    raise PlaceError("That did not work: store the settings first, with `repost put`.")


def _explain(session: Session) -> None:
    """What the network's page says that one needs."""
    page = _PAGES / f"{session.given.network}.md"
    if session.output.as_json or not page.exists():
        return
    from rich.markdown import Markdown

    needs = re.search(r"^## What you need\n(.*?)^## ", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    if needs:
        session.output.console.print(Markdown(needs[1]))
        session.output.say(f"\nAll about it: {page.relative_to(_PAGES.parents[1])}\n", "dim")


def _optional(account: Account) -> set[str]:
    """The keys that this account needs beside those of its network."""
    from repost.links.shorteners import SERVICES

    service = SERVICES.get(account.settings.link.shortener)
    return {"shortener_key"} if service and "key" in service.needs else set()


def _asked_for(session: Session, connection: Network[Any], optional: Container[str]) -> str:
    """The secret as a document, typed key by key; what can't be right is asked for again."""
    from msgspec.structs import fields

    typed: dict[str, str] = {}
    for field in fields(connection.credentials):
        if not field.required and field.name not in optional:
            continue
        meaning = _meaning(field.type)
        for _ in range(_MOST_QUESTIONS):
            session.output.say(f"{field.name}: {meaning}")
            typed[field.name] = getpass(f"{field.name} (not shown): ").strip()
            if not (problem := _problem(typed, field.name, connection)):
                break
            session.output.complain(problem)
        else:
            raise PlaceError(f"{field.name} was never right; nothing is stored.")
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in typed.items())


def _problem(typed: dict[str, str], key: str, connection: Network[Any]) -> str:
    """What is wrong with the value just typed, or ""."""
    try:
        credentials_from(json.dumps(typed), "the secret", connection.credentials)
    except SettingsError as error:
        return str(error) if error.key == key else ""  # others are still to come
    return ""


def _meaning(annotation: Any) -> str:
    described = (getattr(extra, "description", None) for extra in getattr(annotation, "__metadata__", ()))
    return next((text for text in described if text), "a text")


def _works(session: Session, connection: Network[Any], credentials: AccountCredentials) -> bool:
    """Try the credentials without posting; whether they may be stored."""
    from repost.person.credentials import described

    try:
        identity = connection.check(credentials, session.place.http(), datetime.now(UTC))
    except AccountStopped as error:
        session.output.complain(f"{error} Nothing is stored.")
        return False
    except NetworkError as error:
        session.output.complain(f"{error} Nothing is stored; try again later.")
        return False
    session.output.say(described(identity, connection.name), "green")
    for note in identity.notes:
        session.output.say(note)
    if identity.url:
        session.output.say(identity.url)
    return True
