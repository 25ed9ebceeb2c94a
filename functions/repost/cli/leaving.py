"""Ends the credentials of members who left: at their network, where it lets the app do that, and here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.aws.parameters import SecretDocument
from repost.base.errors import SettingsError
from repost.fleet.groups import Groups
from repost.fleet.revoking import revoked
from repost.fleet.roster import member_from
from repost.networks.authorization import app_parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repost.base.secret import Secret
    from repost.cli.session import Session


def end_credentials(session: Session, names: Sequence[str]) -> None:
    """Revoke what can be revoked, and say what can't; then delete the secrets of all of them."""
    place, output = session.place, session.output
    groups = Groups(place.path, place.of_group)
    for name in names:
        if secret := place.kept(f"secrets/{name}"):
            output.say(f"{name}: {_revoked(session, groups, name, secret)}")
    if names:
        place.forget(*(f"{kind}/{name}" for name in names for kind in ("secrets", "door")))
        output.say(f"The keys of {len(names):,} who left are deleted.")


def _revoked(session: Session, groups: Groups, name: str, secret: Secret) -> str:
    """What became of a member's credentials at the network, in a sentence."""
    place = session.place
    shown = place.ask({"source": "repost.person", "staff_show": {"account": name}}).get("members")
    if not shown:
        return "The roster doesn't say where the keys are good for, so nothing was revoked."
    try:
        settings = groups.account(member_from(shown[0])).settings
    except SettingsError as error:
        return f"Nothing was revoked, and the keys may still work for whoever has them. {error}"
    endpoint = place.endpoints.get(settings.network, "")
    stored = SecretDocument(f"{place.path}/secrets/{name}", secret, 0)
    return revoked(
        name, settings, stored, lambda network: place.kept(app_parameter(network)), endpoint, place.http
    ).sentence
