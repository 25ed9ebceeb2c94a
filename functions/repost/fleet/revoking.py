"""Ends credentials at their network, where it lets an app do that; elsewhere only their owner can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.base.errors import NetworkError, RetryLater, SettingsError
from repost.base.value import Value
from repost.networks.authorization import Authorization, Revokes
from repost.networks.credentials import credentials_from
from repost.networks.registry import authorization, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from repost.aws.parameters import SecretDocument
    from repost.base.secret import Secret
    from repost.networks.credentials import Keys
    from repost.settings.networks import NetworkName
    from repost.settings.types import Settings
    from repost.web.http import Http

BY_HAND: Final[Mapping[NetworkName, str]] = {
    "bluesky": "under Settings, Privacy and security, App passwords",
    "facebook": "under Settings, Business integrations",
    "slack": "by removing the webhook from the app at api.slack.com",
    "telegram": "by sending /revoke to @BotFather",
}
"""Where it is ended at a network that lets no app do it."""

USUALLY: Final = "in the settings there, under the apps that are connected"


class Revoked(Value, frozen=True):
    """What became of credentials, in a sentence; `again` if another try may do better."""

    sentence: str
    again: bool = False


def revoked(
    name: str,
    settings: Settings,
    secret: SecretDocument,
    app_of: Callable[[str], Secret | None],
    endpoint: str,
    http: Callable[[], Http],
) -> Revoked:
    """Revoke what can be revoked, and say what can't.

    Parameters
    ----------
    name : str
        The account's.
    app_of : callable
        The document with the keys of the owner's app at a network; asked only where those are needed.
    endpoint : str
        Where the network answers, if not at its usual address.
    """
    network = settings.network
    by_hand = f"can end what was granted at {network}: {BY_HAND.get(network, USUALLY)}."
    way = authorization(settings, endpoint)
    if not isinstance(way, Revokes):
        return Revoked(f"Nobody but {name} {by_hand}")
    try:
        kind = kind_of(network).credentials
        credentials = credentials_from(secret.document.reveal(), secret.parameter, kind)
        way.revoke(credentials, _app(way, app_of(network)), http())
    except (NetworkError, SettingsError) as error:
        sentence = "Nothing was revoked, and the keys may still work for whoever has them."
        return Revoked(f"{sentence} {error} {name} {by_hand}", again=isinstance(error, RetryLater))
    return Revoked(f"The keys no longer work: {way.network} has revoked them.")


def _app(way: object, kept: Secret | None) -> Keys | None:
    """The owner's app; None if there is none, or its keys can't be used."""
    if kept is None or not isinstance(way, Authorization):
        return None
    try:
        return credentials_from(kept.reveal(), "", way.app)
    except SettingsError:
        return None
