"""`connect`: gets an account its credentials, tries them, and stores those that work."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from repost.base.errors import AccountStopped, NetworkError
from repost.base.secret import Secret
from repost.base.value import Value
from repost.cli.arguments import network_named
from repost.cli.asking import add_yes, confirmed
from repost.cli.connect import browser, unfinished
from repost.cli.connect.account import Connecting, completed, wanted
from repost.cli.connect.guide import explain
from repost.cli.connect.typed import asked_for
from repost.cli.connect.walk import Walk, chosen
from repost.cli.place import PlaceError
from repost.fleet.revoking import BY_HAND, USUALLY
from repost.networks.authorization import Authorization, ByHand, app_parameter
from repost.networks.credentials import Keys, credentials_from, document
from repost.networks.registry import authorization, network
from repost.networks.unfinished import keys_of, revealed
from repost.settings.networks import NETWORK_NAMES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from repost.cli.session import Session
    from repost.networks.protocol import Identity
    from repost.networks.unfinished import Unfinished

_MOST_TRIES: Final = 3

_DESCRIPTION: Final = """\
Get an account its credentials: say what the network needs, open the page on which you say yes, take the
answer, show whose account it is, and store the credentials, encrypted, if you confirm. If you stop halfway,
the same command goes on from there.

With --paste, you copy the credentials yourself. Secrets are typed at a prompt that doesn't show them, or read
with --stdin from a file or another program, so that they are in no command line and no shell history.
"""


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this command to the parser's."""
    connect = commands.add_parser(
        "connect",
        parents=[common],
        help="let an account post to a network, and store its credentials once they are known to work",
        description=_DESCRIPTION,
    )
    connect.set_defaults(command=_connect)
    connect.add_argument("network", type=network_named, help=f"one of {', '.join(NETWORK_NAMES)}")
    connect.add_argument("-a", "--account", help="which account, if there are several (default: main)")
    connect.add_argument(
        "--stdin", action="store_true", help="read the secret from standard input, as TOML or JSON"
    )
    connect.add_argument(
        "--paste",
        action="store_true",
        help="type or paste the credentials, instead of saying yes in a browser",
    )
    connect.add_argument(
        "--app",
        action="store_true",
        help="on Discord and Slack: say yes to an app of yours that makes the webhook",
    )
    connect.add_argument(
        "--no-browser",
        action="store_true",
        help="only print the address, to open it elsewhere or send it to whoever is to say yes; X and "
        "Mastodon then show a code",
    )
    connect.add_argument("--kms-key", help="the key that encrypts it, if your stack has one (SecretsKeyArn)")
    add_yes(connect)


class Made(Value, frozen=True):
    """A secret to be tried, for an account, and the owner's app that it was granted to, if there is one."""

    account: Connecting
    document: str
    app: Keys | None = None


def _connect(session: Session) -> bool:
    given, place = session.given, session.place
    if not given.stdin:
        explain(session)
    account = wanted(session)
    if given.stdin:
        made = Made(completed(session, account), sys.stdin.read())
        identity = _identity(session, made)
        return identity is not None and _stored(session, made, identity)
    if session.output.as_json or not (given.yes or sys.stdin.isatty()):
        raise PlaceError("Nobody can be asked here. Use a terminal without --json, or --stdin.")
    left = unfinished.load(place, account.name, given.network)
    if not account.is_stored:
        account = account.having(left.typed)
    way = _way(session, account, left)
    account = completed(session, account, way.finds if way else ())
    way = _way(session, account, left)  # it may depend on what was typed
    if isinstance(way, Authorization):
        return _walked(session, account, way, left)
    return _typed(session, account, way)


def _way(session: Session, account: Connecting, left: Unfinished) -> Authorization | ByHand | None:
    """How this account gets its credentials; None if they are copied."""
    network, place = session.given.network, session.place
    way = authorization(account.settings, place.endpoints.get(network, ""))
    if not isinstance(way, Authorization):
        return way
    if session.given.paste:
        return None
    is_wanted = way.usual or session.given.app or left.app or place.kept(app_parameter(network))
    return way if is_wanted else None


def _walked(session: Session, account: Connecting, way: Authorization, left: Unfinished) -> bool:
    """Whether the person said yes, and it works, and is stored."""
    try:
        grants, app = Walk(session, account, way, left).grants()
    except NetworkError as error:
        session.output.complain(f"{error} Nothing was stored.")
        return False
    grant = chosen(session, account, grants)
    account = account if account.is_stored else account.having(grant.found)
    typed = {key: value.reveal() for key, value in grant.secret.items()}
    if optional := _optional(account):
        asked_for(session, account.kind, typed, optional, only=optional)
    made = Made(account, document(typed), None if way.registers else app)
    identity = _identity(session, made)
    return identity is not None and _stored(session, made, identity)


def _typed(session: Session, account: Connecting, way: ByHand | None) -> bool:
    """Whether what a person typed, in up to three tries, works and is stored."""
    output, typed = session.output, dict[str, str]()
    if way:
        output.say("You get them here:")
        output.address(way.page)
        if not session.given.no_browser and browser.opened(way.page):
            output.say("Your browser should show it now.")
    for tries_left in reversed(range(_MOST_TRIES)):
        asked_for(session, account.kind, typed, _optional(account))
        made = _found(session, Made(account, document(typed)), way)
        identity = _identity(session, made) if made else None
        if made and identity:
            return _stored(session, made, identity)
        if tries_left:
            output.say("Try again: Return keeps what you typed before, Ctrl-C stops.")
    return False


def _found(session: Session, made: Made, way: ByHand | None) -> Made | None:
    """The same with the settings that the network finds, if they aren't stored; None if it refuses."""
    account, place = made.account, session.place
    if way is None or (way.finds and account.is_stored):
        return made
    parameter = f"{place.path}/secrets/{account.name}"
    credentials = credentials_from(made.document, parameter, account.kind)
    try:
        grants = way.grants(credentials, place.http(), place.clock())
        while not grants and not account.is_stored:
            [key] = way.finds
            if typed := input(f"{way.when_none}, or type {key} yourself: ").strip():
                return Made(completed(session, account.having({key: typed})), made.document)
            grants = way.grants(credentials, place.http(), place.clock())
    except NetworkError as error:
        session.output.complain(f"{error} Nothing was stored.")
        return None
    return (
        made
        if account.is_stored
        else replace(made, account=account.having(chosen(session, account, grants).found))
    )


def _identity(session: Session, made: Made) -> Identity | None:
    """Whose credentials they are, and say so; None if they don't work. Nothing is posted."""
    from repost.person.credentials import described
    from repost.run.billing import metered_by

    output, place, account = session.output, session.place, made.account
    connection = network(account.settings, place.endpoints.get(session.given.network, ""))
    parameter = f"{place.path}/secrets/{account.name}"
    credentials = credentials_from(made.document, parameter, connection.credentials)
    http = place.http()
    metered = metered_by(connection, account.settings.budget, http)
    try:
        identity = connection.check(credentials, metered or http, datetime.now(UTC))
    except AccountStopped as error:
        output.complain(
            f"{connection.name} did not accept this, and nothing was stored. Look for a typing mistake "
            f"first. If there is none: {error}"
        )
        return None
    except NetworkError as error:
        output.complain(f"{error} Nothing was stored.")
        return None
    output.say(described(identity, connection.name), "green")
    for note in identity.notes:
        output.say(note)
    if identity.url:
        output.say(identity.url)
    if metered and metered.spent:
        _told(session, account, spent=metered.spent)
    return identity


def _told(session: Session, account: Connecting, **values: Any) -> tuple[str, ...]:
    """Let the function know what was found out here; its notes. It may not be there yet, nor the account."""
    try:
        answer = session.place.ask({"source": "repost.person", "tried": {"account": account.name, **values}})
    except PlaceError:
        return ()
    return tuple(note for report in answer["reports"] for note in report["notes"])


def _stored(session: Session, made: Made, identity: Identity) -> bool:
    """Whether the person wants it stored; then it is."""
    place, output, account = session.place, session.output, made.account
    parameter, whose = f"{place.path}/secrets/{account.name}", _whose(account, identity)
    stored = {} if session.given.stdin else place.whose()
    also, earlier = _also(stored, account, whose), stored.get(account.name, whose)
    if not session.given.stdin:
        if also:
            output.say(f"{also} already posts there, too.", "yellow")
        if not confirmed(session, f"Let {account.name} post there?"):
            unfinished.drop(place, account.name)
            return False
    place.put_secret(account.name, Secret(made.document), whose)
    output.say(f"Stored, encrypted, as {parameter}.", "green")
    if earlier != whose:
        name = account.settings.network
        where = BY_HAND.get(name, USUALLY) if f" on {name}" in earlier else USUALLY
        output.say(f"The earlier keys, for {earlier}, still work. You can end them there: {where}.", "yellow")
    if made.app:
        where = app_parameter(session.given.network)
        place.keep(where, Secret(document(revealed(keys_of(made.app)))))
        output.say(f"Your app's keys are in {place.path}/{where}: the next account needs only a yes.")
    if not session.given.stdin:
        unfinished.drop(place, account.name)
    session.given.account = account.name
    if session.member:  # whose row says from now on that they work
        return session.tell(session.ask("check"))
    notes = _told(session, account, whose=identity.url) if identity.url else ()
    for note in () if also else notes:
        output.say(note, "yellow")
    output.say(_still_missing(account))
    if output.as_json:
        output.answer({"account": account.name, "stored": parameter})
    return True


def _also(stored: Mapping[str, str], account: Connecting, whose: str) -> str:
    """Which other accounts post there, too."""
    same = (name for name, theirs in stored.items() if theirs == whose != "" and name != account.name)
    return " and ".join(sorted(same))


def _whose(account: Connecting, identity: Identity) -> str:
    """Where an account posts, as the note on its secret says; "" if the network doesn't tell."""
    where = filter(
        None, (account.own(key) for key in ("server", "chat", "topic", "page", "author", "thread"))
    )
    return ", ".join((f"{identity.handle} on {account.settings.network}", *where)) if identity.handle else ""


def _still_missing(account: Connecting) -> str:
    """What there is to do before the first post."""
    if not account.is_stored:
        lines = [f"Still missing: its settings. Store them with `repost put {account.name}.toml`."]
        if account.typed:
            table = "\n".join(f"{key} = {json.dumps(value)}" for key, value in account.typed.items())
            lines.append(f"They need these lines, too:\n[{account.settings.network}]\n{table}")
        return "\n".join(lines)
    if account.settings.paused:
        return "Still missing: paused is true in its settings, so nothing is posted."
    if account.settings.dry_run:
        return "dry_run is on in its settings: posts are prepared and reported, but not sent."
    return "Nothing is missing: `repost preview` shows the next post."


def _optional(account: Connecting) -> frozenset[str]:
    """The keys that this account needs besides those of its network."""
    from repost.links.shorteners import SERVICES

    service = SERVICES.get(account.settings.link.shortener)
    return frozenset({"shortener_key"} if service and "key" in service.needs else ())
