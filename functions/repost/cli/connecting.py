"""`connect`: asks for an account's credentials, tries them, and stores those that work."""

from __future__ import annotations

import json
import re
import sys
import warnings
from datetime import UTC, datetime
from getpass import GetPassWarning, getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from repost.accounts.documents import read_accounts
from repost.base.errors import AccountStopped, NetworkError, SettingsError
from repost.base.secret import Secret
from repost.cli.place import PlaceError
from repost.fleet.groups import Groups
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
_MOST_TRIES: Final = 3
_QUOTES: Final = "\"'“”\u2018’«»`"
_WRAPPED: Final = re.compile(f"^[{_QUOTES}]|[{_QUOTES},;]$")


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this command to the parser's."""
    connect = commands.add_parser(
        "connect",
        parents=[common],
        help="store an account's credentials for a network, once they are known to work",
        description="Explain what the network needs, ask for it, try it without posting, and store it "
        "encrypted. "
        "Secrets are typed at a prompt that doesn't show them, or read with --stdin from a file or another "
        "program, so that they are in no command line and no shell history.",
    )
    connect.set_defaults(command=_connect)
    connect.add_argument("network", choices=get_args(NetworkName))
    connect.add_argument("-a", "--account", help="which account, if there are several (default: main)")
    connect.add_argument(
        "--stdin", action="store_true", help="read the secret from standard input, as TOML or JSON"
    )
    connect.add_argument("--kms-key", help="the key that encrypts it, if your stack has one (SecretsKeyArn)")


def _connect(session: Session) -> bool:
    if not session.given.stdin:
        _explain(session)
    account = _account(session)
    connection = network(account.settings, session.place.endpoints.get(session.given.network, ""))
    parameter = f"{session.place.path}/secrets/{account.name}"
    typed: dict[str, str] = {}
    for tries_left in reversed(range(1 if session.given.stdin else _MOST_TRIES)):
        if session.given.stdin:
            document = sys.stdin.read()
        else:
            document = _asked_for(session, connection, _optional(account), typed)
        credentials = credentials_from(document, parameter, connection.credentials)
        if _works(session, connection, credentials):
            break
        if not tries_left:
            return False
        session.output.say("Try again: Return keeps what you typed before, Ctrl-C stops.")
    session.place.put_secret(account.name, Secret(document))
    session.output.say(f"Stored, encrypted, as {parameter}.", "green")
    session.given.account = account.name
    if session.member:  # whose row says from now on that they work
        return session.tell(session.ask("check"))
    session.output.say(_still_missing(session, account))
    if session.output.as_json:
        session.output.answer({"account": account.name, "stored": parameter})
    return True


def _still_missing(session: Session, account: Account) -> str:
    """What there is to do before the first post."""
    if f"{session.place.path}/settings/{account.name}" not in session.place.documents():
        file = f"{account.name}.toml"
        return f"Still missing: its settings. Store them with `repost put {file}`."
    if account.settings.paused:
        return "Still missing: paused is true in its settings, so nothing is posted."
    if account.settings.dry_run:
        return "dry_run is on in its settings: posts are prepared and reported, but not sent."
    return "Nothing is missing: `repost preview` shows the next post."


def _account(session: Session) -> Account:
    """The stored account; if there is none yet, one made from the answers to a few questions.

    Raises
    ------
    PlaceError, SettingsError
        If it is on another network, or its settings can't be used.
    """
    path, wanted = session.place.path, session.given.network
    if session.member:
        return _on_network(Groups(path, session.place.of_group).account(session.member), wanted)
    documents = session.place.documents()
    accounts = read_accounts(documents, path)
    on_network = [each.name for each in accounts.ready if each.settings.network == wanted]
    name = session.given.account or (on_network[0] if len(on_network) == 1 else "main")
    if name in accounts.broken:
        raise accounts.broken[name]
    for account in accounts.ready:
        if account.name == name:
            return _on_network(account, wanted)
    return _new_account(session, name)


def _on_network(account: Account, wanted: str) -> Account:
    """The account, if it posts to this network.

    Raises
    ------
    PlaceError
        If it posts to another.
    """
    if account.settings.network == wanted:
        return account
    raise PlaceError(
        f"{account.name} posts to {account.settings.network}. Name another account with --account, or "
        "change its settings first."
    )


def _new_account(session: Session, name: str) -> Account:
    """An account whose settings aren't stored yet: what its network requires is asked for."""
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
    raise PlaceError("That did not work. Store the settings first, with `repost put`.")


def _explain(session: Session) -> None:
    """What the network's page says is needed, with every address written out."""
    page = _PAGES / f"{session.given.network}.md"
    if session.output.as_json or not page.exists():
        return
    needs = re.search(r"^## What you need\n(.*?)^## ", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    if needs:
        session.output.say(as_plain_text(needs[1]))
        session.output.say(f"\nMore about it: docs/networks/{page.name}\n", "dim")
    if keys := session.place.keys_file(session.given.network):
        session.output.say(f"Here you talk to a stand-in. The keys that it accepts are in {keys}\n")


def as_plain_text(markdown: str) -> str:
    """A part of a page as a terminal or a pipe shows it."""
    text = re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", _link, markdown.strip())
    return re.sub(r"\*+|`", "", text)


def _link(found: re.Match[str]) -> str:
    label, target = found[1], found[2]
    return target if label in target else f"{label} ({target})"


def _optional(account: Account) -> set[str]:
    """The keys that this account needs besides those of its network."""
    from repost.links.shorteners import SERVICES

    service = SERVICES.get(account.settings.link.shortener)
    return {"shortener_key"} if service and "key" in service.needs else set()


def _asked_for(
    session: Session, connection: Network[Any], optional: Container[str], typed: dict[str, str]
) -> str:
    """The secret as a document, typed key by key over what was `typed` before."""
    from msgspec.structs import fields

    for field in fields(connection.credentials):
        if not field.required and field.name not in optional:
            continue
        meaning, before = _meaning(field.type), typed.get(field.name, "")
        for _ in range(_MOST_QUESTIONS):
            session.output.say(f"{field.name}: {meaning}")
            typed[field.name] = _hidden(f"{field.name} (not shown): ") or before
            if not (problem := _problem(typed, field.name, connection)):
                break
            session.output.complain(problem)
        else:
            raise PlaceError(f"{field.name} was not accepted; nothing was stored.")
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in typed.items())


def _hidden(prompt: str) -> str:
    """What is typed without being shown.

    Raises
    ------
    PlaceError
        If there is no terminal that could hide it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return getpass(prompt).strip()
        except GetPassWarning:
            raise PlaceError("There is no terminal to type secrets at. Use --stdin.") from None


def _problem(typed: dict[str, str], key: str, connection: Network[Any]) -> str:
    """What is wrong with the value just typed, or ""."""
    if found := _WRAPPED.search(typed[key]):
        return f"{key} has “{found[0]}” at its start or end: type the value alone."
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
        session.output.complain(
            f"{connection.name} did not accept this, and nothing was stored. Look for a typing mistake "
            f"first. If there is none: {error}"
        )
        return False
    except NetworkError as error:
        session.output.complain(f"{error} Nothing was stored.")
        return False
    session.output.say(described(identity, connection.name), "green")
    for note in identity.notes:
        session.output.say(note)
    if identity.url:
        session.output.say(identity.url)
    return True
