"""What a member does at the door, step by step: agree, choose a network, say yes there, and say whose it is.

Each step takes a visit, does what its effects are, and gives the key of a notice, or "" if all is well.
Where a member is follows from what is recorded, so that an interrupted way goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from repost.base.errors import (
    AccountStopped,
    CredentialsRefused,
    NetworkError,
    NotAuthorized,
    SettingsError,
)
from repost.base.secret import Secret
from repost.base.value import Value
from repost.door import opened as at_the_door
from repost.door.networks import offers, server_in, settings_of, stored_app, typed_fields, wanted, way_of
from repost.door.opened import Opened
from repost.door.terms import terms, version_of
from repost.fleet.places import free, place_of, take
from repost.fleet.replaced import Replaced, with_replaced
from repost.fleet.roster import Roster
from repost.history.budget import month_of
from repost.history.claims import History
from repost.networks.authorization import ARRIVES_AT, Authorization
from repost.networks.credentials import credentials_from, document
from repost.networks.registry import network as network_of
from repost.networks.unfinished import Unfinished, keys_of, revealed
from repost.person.staff import change
from repost.run.billing import metered_by
from repost.run.destinations import destination
from repost.settings.networks import network_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from repost.door.sessions import Session
    from repost.door.words import Words
    from repost.fleet.groups import Groups
    from repost.fleet.roster import Member
    from repost.networks.authorization import Answer, ByHand, Grant
    from repost.networks.protocol import Identity
    from repost.run.collaborators import Collaborators
    from repost.settings.types import Settings


class Visit(Value, frozen=True):
    """A member at the door.

    `home` is the door's own address, without a slash at its end; `log` takes what the owner should know.
    """

    outside: Collaborators
    session: Session
    member: Member
    words: Words
    groups: Groups
    home: str
    log: Callable[[str], None]

    @property
    def opened(self) -> Opened | None:
        """What this visit has begun at a network."""
        return at_the_door.load(self.outside.parameters, self.session, self.outside.clock())

    @property
    def is_done(self) -> bool:
        """Whether this visit has connected an account."""
        return bool(self.member.connected) and self.member.used_by == self.session.number

    def terms(self) -> tuple[tuple[str, ...], str]:
        """What there is to agree to, and its version."""
        sentences = terms(settings_of(self.member, self.groups), self.words)
        return sentences, version_of(sentences, self.words)

    def settings(self, opened: Opened) -> Settings:
        """The settings of the account that is being connected."""
        return self.groups.account(self.row(opened)).settings

    def row(self, opened: Opened) -> Member:
        left = opened.unfinished
        return wanted(self.member, left.network, left.typed.get("server", ""))

    def keep(self, opened: Opened) -> None:
        at_the_door.save(self.outside.parameters, self.session, opened)

    def forget(self) -> None:
        self.outside.parameters.forget_at_the_door(self.member.name)


def agree(visit: Visit, version: str) -> str:
    """Record a yes to the very text that was shown."""
    if version != visit.terms()[1]:
        return "changed"
    now = visit.outside.clock()
    change(
        visit.outside,
        visit.member,
        lambda row: row if row.left or row.consent else replace(row, consent=now, consent_text=version),
    )
    return ""


def choose(visit: Visit, network: str, typed: str) -> str:
    """Begin at a network: register or take the app, and ask its question."""
    offered = [each.network for each in offers(visit.outside, visit.member, visit.groups)]
    if network not in offered:
        return "form"
    server = server_in(typed) if network == "mastodon" else ""
    left = Unfinished(network_name(network), visit.outside.clock(), {"server": server} if server else {})
    opened = Opened(left)
    try:
        settings = visit.settings(opened)
    except SettingsError:
        return "server"
    way = way_of(visit.outside, settings)
    if not isinstance(way, Authorization):
        visit.keep(opened)
        return ""
    try:
        visit.keep(_asked(visit, opened, way))
    except CredentialsRefused as error:
        visit.log(str(error))
        return "app"
    except NetworkError as error:
        visit.log(str(error))
        return "server" if way.registers else "later"
    return ""


def _asked(visit: Visit, opened: Opened, way: Authorization) -> Opened:
    """The question that is open at a network from now on."""
    left, redirect = opened.unfinished, f"{visit.home}{ARRIVES_AT}"
    http = visit.outside.http()
    if way.registers:
        app: Any = way.registered(redirect, http)
        left = replace(left, app=keys_of(app))
    else:
        app = stored_app(visit.outside, way, left.network)
    return replace(opened, unfinished=replace(left, started=way.start(app, redirect, http)))


def answered(visit: Visit, answer: Answer) -> str:
    """Take a network's answer, find out whose account it is, and keep that until the member says so."""
    opened = visit.opened
    if opened is None or not (started := opened.unfinished.started):
        return "over"
    settings = visit.settings(opened)
    way = way_of(visit.outside, settings)
    if not isinstance(way, Authorization):
        return "over"
    if not answer.code and not way.belongs(started, answer):
        return "other"
    app = (
        opened.unfinished.app_of(way.app)
        if way.registers
        else stored_app(visit.outside, way, settings.network)
    )
    visit.forget()  # a question has one answer
    try:
        grants = way.finish(started, answer, app, visit.outside.http(), visit.outside.clock())
    except NetworkError as error:
        visit.log(str(error))
        return _why_not(error, answer)
    fitting = next((each for each in grants if _fits(each, settings)), None)
    if fitting is None:
        return "wrong_page"
    asked = replace(opened, unfinished=replace(opened.unfinished, started=None))
    return _tried(visit, asked, settings, fitting.secret, if_refused="refused")


def _why_not(error: NetworkError, answer: Answer) -> str:
    if isinstance(error, CredentialsRefused):
        return "app"
    if isinstance(error, NotAuthorized):
        return "denied" if answer.fields.keys() & {"error", "denied"} else "refused"
    return "later"


def typed(visit: Visit, values: Mapping[str, str]) -> str:
    """Try what a member has copied from a network's page."""
    opened = visit.opened
    if opened is None:
        return "over"
    settings = visit.settings(opened)
    names = typed_fields(settings.network)
    given = {name: Secret(values.get(name, "").strip()) for name in names}
    if "handle" in given:
        given["handle"] = Secret(given["handle"].reveal().removeprefix("@"))
    kind = network_of(settings).credentials
    try:
        credentials = credentials_from(document(revealed(given)), "what was typed", kind)
    except SettingsError:
        return "keys"
    way = way_of(visit.outside, settings)
    if way is not None and not isinstance(way, Authorization) and not way.finds:
        try:
            _by_hand(visit, way, credentials)
        except NotAuthorized:
            return "password"
        except NetworkError as error:
            visit.log(str(error))
            return "keys" if isinstance(error, AccountStopped) else "later"
    return _tried(visit, opened, settings, given, if_refused="keys")


def _by_hand(visit: Visit, way: ByHand, credentials: Any) -> None:
    way.grants(credentials, visit.outside.http(), visit.outside.clock())


def _tried(
    visit: Visit, opened: Opened, settings: Settings, secret: Mapping[str, Secret], *, if_refused: str
) -> str:
    """Find out whose credentials these are, and keep them for an hour at most."""
    try:
        identity = _identity(visit, settings, secret)
        place = place_of(settings, identity)
        visit.keep(replace(opened, secret=secret, handle=identity.handle, page=identity.url, place=place))
    except AccountStopped as error:
        visit.log(str(error))
        return if_refused
    except NetworkError as error:
        visit.log(str(error))
        return "later"
    return ""


def _identity(visit: Visit, settings: Settings, secret: Mapping[str, Secret]) -> Identity:
    outside = visit.outside
    there = network_of(settings, outside.endpoints.get(settings.network, ""))
    credentials = credentials_from(document(revealed(secret)), "what was granted", there.credentials)
    http, now = outside.http(), outside.clock()
    metered = metered_by(there, settings.budget, http)
    try:
        return there.check(credentials, metered or http, now)
    finally:
        if metered and metered.spent:
            History(outside.table).spend(visit.member.name, month_of(now), metered.spent)


def confirm(visit: Visit) -> str:
    """Connect the account that the member was shown: the invitation is used, and the secret stored."""
    opened = visit.opened
    if opened is None or not opened.secret:
        return "over"
    outside, row = visit.outside, visit.row(opened)
    settings = visit.settings(opened)
    now, number = outside.clock(), visit.session.number
    place = opened.place
    if not take(outside.table, place, visit.member.name, now):
        visit.forget()
        return "taken"
    mine = Roster(outside.table).change(visit.member, lambda each: _using(each, visit))
    if mine.used_by != number:
        return "over"
    whose = f"{opened.handle} on {settings.network}" if opened.handle else ""
    secret = document(revealed(opened.secret))
    version = outside.parameters.put_secret(visit.member.name, Secret(secret), whose)
    others = _replaced(visit, mine, settings, place, version) if version > 1 else None

    def connected(each: Member) -> Member:
        each = replace(each, place=place, replaced=with_replaced(each.replaced, others))
        return _connected(each, row, opened.handle, now)

    change(outside, mine, connected)
    if mine.place != place:
        free(outside.table, mine.place, visit.member.name, now)
    credentials = credentials_from(secret, "what was granted", network_of(settings).credentials)
    there = destination(settings, credentials)
    outside.states.posts_to(visit.member.name, there, credentials.expiry)
    visit.forget()
    return ""


def _connected(each: Member, chosen: Member, handle: str, now: datetime) -> Member:
    """The row once its secret is stored; if the member has left meanwhile, that is to be ended, too."""
    if each.left:
        return replace(each, ending=True)
    return replace(
        each,
        network=chosen.network,
        server=chosen.server,
        author=chosen.author,
        chat=chosen.chat,
        handle=handle or each.handle,
        connected=now,
        reconnect=False,
    )


def _using(row: Member, visit: Visit) -> Member:
    """The row with the invitation used by this visit, if it may still be."""
    if not visit.session.link.is_for(row) or row.used_by not in {"", visit.session.number}:
        return row
    return replace(row, used_by=visit.session.number, ending=False)  # the keys are others from now on


def _replaced(visit: Visit, before: Member, settings: Settings, place: str, version: int) -> Replaced | None:
    """The credentials that are to be ended now that others are stored under a version.

    None if they may be of the same user: some networks would end the new ones with them.
    """
    try:
        theirs = Replaced.of(visit.groups.account(before).settings, version - 1, visit.outside.clock())
    except SettingsError:
        return None
    there = Replaced.of(settings, version, theirs.at)
    is_elsewhere = (theirs.network, theirs.server) != (there.network, there.server)
    is_other = bool(before.place and place) and before.place != place
    return theirs if is_elsewhere or is_other else None


def start_over(visit: Visit) -> str:
    """Forget what was begun, and what was granted."""
    visit.forget()
    return ""


def _fits(grant: Grant, settings: Settings) -> bool:
    """Whether a grant is for what the settings name, such as the group's Page."""
    table = getattr(settings, settings.network, None)
    own = {key: str(getattr(table, key, "")) for key in grant.found}
    return all(not own[key] or own[key].casefold() == value.casefold() for key, value in grant.found.items())
