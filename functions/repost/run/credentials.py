"""An account's credentials: read when they are used, and renewed before a token expires."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from repost.base.errors import NetworkError, SettingsError
from repost.base.value import Value
from repost.networks.credentials import AccountCredentials, credentials_from
from repost.networks.protocol import Renews
from repost.run.destinations import destination

if TYPE_CHECKING:
    from repost.aws.parameters import SecretDocument
    from repost.networks.protocol import Renewal
    from repost.run.turn import Turn

RENEWED_BEFORE: Final = timedelta(days=30)
"""How long before its end a token is renewed: long enough for a month in which nothing goes out."""

TOLD_BEFORE: Final = timedelta(days=14)
"""How long before its end a token is reported that isn't renewed."""

RENEWAL_SECONDS: Final = 20.0
"""How long a renewal may take, including the write."""


class Credentials(Value, frozen=True):
    """An account's decoded secret, as its parameter has it."""

    values: AccountCredentials
    secret: SecretDocument

    @property
    def version(self) -> int:
        """The version of the parameter."""
        return self.secret.version

    @property
    def expires(self) -> datetime | None:
        """When the token runs out (UTC), as far as can be known: a token is at least as old as its secret."""
        if self.values.expiry or not (self.values.lifetime and self.secret.stored):
            return self.values.expiry
        return (self.secret.stored + self.values.lifetime).astimezone(UTC).replace(microsecond=0)


def credentials_of(turn: Turn) -> Credentials:
    """The account's credentials.

    Raises
    ------
    SettingsError
        If the secret is missing or can't be used.
    """
    secret = turn.outside.parameters.secret(turn.account.name)
    values = credentials_from(secret.document.reveal(), secret.parameter, turn.network.credentials)
    credentials = Credentials(values, secret)
    there, end = destination(turn.account.settings, values), credentials.expires
    if (there, end) != (turn.state.destination, turn.state.token_until):
        turn.outside.states.posts_to(turn.account.name, there, end)
    return credentials


def told_in_time(turn: Turn, credentials: Credentials) -> tuple[str, ...]:
    """A note while the end of a token is near."""
    end = credentials.expires
    if end is None or end - turn.now > TOLD_BEFORE:
        return ()
    return (_running_out(turn, credentials, end),)


def looked_after(turn: Turn, credentials: Credentials) -> tuple[str, ...]:
    """Renew a token whose end is near, if the network and the owner allow it; returns notes about it.

    To be called when a post is out: if anything goes wrong here, it only adds a note. The new token is
    stored by one write, over exactly the version that was read; until then the old one stays valid.
    """
    network, parameters, end = turn.network, turn.outside.parameters, credentials.expires
    is_due = end is not None and end - turn.now <= RENEWED_BEFORE
    if not is_due or not parameters.renews or not isinstance(network, Renews):
        return told_in_time(turn, credentials)
    if turn.outside.remaining() < RENEWAL_SECONDS:
        return told_in_time(turn, credentials)
    try:
        renewal = network.renew(credentials.values, turn.outside.http(), turn.now)
        document = renewed_document(credentials, renewal)
    except (NetworkError, SettingsError) as error:
        why = str(error)
    else:
        why = parameters.replace(credentials.secret, document)
        if not why:
            return (f"The access token was renewed and stored; it expires on {renewal.expires:%Y-%m-%d}.",)
    return (f"The access token was not renewed. {why}", *told_in_time(turn, credentials))


def renewed_document(credentials: Credentials, renewal: Renewal) -> SecretDocument:
    """The secret with the new token and its day; everything else in it, comments too, stays as it is.

    Raises
    ------
    SettingsError
        If it can't be written into a document of this form.
    """
    from msgspec.structs import replace

    from repost.base.secret import Secret

    secret = credentials.secret
    old, day = credentials.values, f"{renewal.expires:%Y-%m-%d}"
    text = secret.document.reveal()
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        table = json.loads(text.strip().lstrip("\ufeff"))
        text = json.dumps(table | {renewal.key: renewal.token.reveal(), "expires": day}, indent=2)
    else:
        text = text.replace(getattr(old, renewal.key).reveal(), renewal.token.reveal())
        dated = f'expires = "{day}"'
        text, dates = re.subn(r"(?m)^[ \t]*[\"']?expires[\"']?[ \t]*=[ \t]*[\"'][^\"'\n]*[\"']", dated, text)
        text = text if dates else f"{text.rstrip()}\n{dated}\n"
    # What replaces the only copy of a secret must parse to the intended values.
    wanted = replace(old, **{renewal.key: renewal.token, "expires": Secret(day)})
    if credentials_from(text, secret.parameter, type(old)) != wanted:
        raise SettingsError(
            secret.parameter, renewal.key, "can't be updated in place", "Put it on a line of its own."
        )
    return replace(secret, document=Secret(text))


def _running_out(turn: Turn, credentials: Credentials, end: datetime) -> str:
    surely = "" if credentials.values.expiry else " or earlier"
    verb = "expires" if end > turn.now else "expired"
    return (
        f"The access token in {credentials.secret.parameter} {verb} on {end:%Y-%m-%d}{surely}: make a "
        f"new one as docs/networks/{turn.network.name}.md describes, then store it."
    )
