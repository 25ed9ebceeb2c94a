"""What a visit has begun: the network, its open question, and, after a yes, what that was worth.

Parameter Store keeps it, encrypted, under the member's name, and deletes it an hour later. Neither the
browser nor the table holds any of it: a verifier, a request token's secret and an account's tokens are
secrets.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from repost.base.errors import RetryLater
from repost.base.secret import Secret
from repost.base.value import Value
from repost.networks.credentials import as_json, document
from repost.networks.unfinished import LIVES, Unfinished, masked, revealed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.aws.parameters import Parameters
    from repost.door.sessions import Session

_NOTHING: Final[Mapping[str, Secret]] = {}
_MOST_KEPT: Final = 8_192  # what a parameter of the advanced tier holds
_LARGEST_SECRET: Final = 4_096  # and one of the standard tier, where the secret ends up


class Opened(Value, frozen=True):
    """Where a visit stands.

    `secret` is what an account was granted, once there is a yes; `handle` and `page` say whose it is, and
    `place` is a digest of that.
    """

    unfinished: Unfinished
    secret: Mapping[str, Secret] = _NOTHING
    handle: str = ""
    page: str = ""
    place: str = ""


def load(parameters: Parameters, session: Session, now: datetime) -> Opened | None:
    """What this visit has begun; None if nothing, or if another visit of the member has begun since."""
    kept = parameters.at_the_door(session.link.account)
    with suppress(ValueError, KeyError, TypeError):
        told = json.loads(kept.reveal()) if kept else {}
        if told["visit"] != session.number or not (left := Unfinished.read(told["unfinished"], now)):
            return None
        names = (str(told[name]) for name in ("handle", "page", "place"))
        return Opened(left, masked(told["secret"]), *names)
    return None


def save(parameters: Parameters, session: Session, opened: Opened) -> None:
    """Keep what this visit has begun.

    Raises
    ------
    RetryLater
        If it is more than Parameter Store takes: servers that anybody names say what they like.
    """
    told = {
        "visit": session.number,
        "unfinished": opened.unfinished.as_table(),
        "secret": revealed(opened.secret),
        "handle": opened.handle,
        "page": opened.page,
        "place": opened.place,
    }
    text, until = as_json(told), opened.unfinished.begun + LIVES
    if len(text) > _MOST_KEPT or len(document(revealed(opened.secret))) > _LARGEST_SECRET:
        raise RetryLater("The network sent longer keys or names than can be stored.")
    parameters.keep_at_the_door(session.link.account, Secret(text), until)
