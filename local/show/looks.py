"""How one article looks on every network: worded for each, by its own rules, with nothing sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from local.networks.registry import STAND_INS
from repost.accounts.documents import read_accounts
from repost.aws.items import Write
from repost.base.errors import RepostError
from repost.feeds.refresh import View
from repost.history.records import said_key, share_key, slot_key, state_key
from repost.networks.credentials import AccountCredentials
from repost.networks.pictures import NoPicture, Picture, fetch_picture
from repost.networks.registry import network
from repost.run.sighting import Sighting
from repost.run.turn import Turn
from repost.selection.choice import Choice
from repost.selection.cycle import Cycle
from repost.simulation.overlay import Overlay
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from repost.networks.protocol import Post
    from repost.run.collaborators import Collaborators
    from repost.settings.networks import NetworkName
    from repost.web.http import Reply
    from repost.wording.limits import TextRules

_MOST_PICTURE_BYTES: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Look:
    """A post as it would be on a network, or in `trouble` why there isn't one.

    `host` is the article's, from its GUID or its link. `limits` are how many characters the
    network counts, and how many it allows, for each of its limits.
    """

    network: NetworkName
    post: Post | None = None
    host: str = ""
    limits: tuple[tuple[int, int], ...] = ()
    picture: Picture | None = None
    notes: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def used_and_allowed(self) -> tuple[int, int]:
        """Of the limit that is nearest."""
        return max(self.limits, key=lambda limit: limit[0] / limit[1])


def looks(report: Mapping[str, Any], settings: str, outside: Collaborators) -> Iterator[Look]:
    """The article of a report on each network that has a stand-in, in the order of their list.

    Parameters
    ----------
    settings : str
        The account's document, with "{network}" where its network goes.
    """
    web, before = _Remembering(), _before(report, outside)
    for name, stand_in in STAND_INS.items():
        document = settings.replace("{network}", name) + f"\n{stand_in.settings}"
        try:
            yield _look(name, document, report, before, web)
        except RepostError as error:
            yield Look(name, trouble=str(error))


def _look(
    name: NetworkName, document: str, report: Mapping[str, Any], outside: Collaborators, web: _Remembering
) -> Look:
    from repost.run.drafts import drafts

    accounts = read_accounts({f"/look/settings/{report['account']}": document}, "/look")
    for error in accounts.broken.values():
        raise error
    [account] = accounts.ready
    now = datetime.fromisoformat(report["slot"])
    there = network(account.settings, outside.endpoints.get(name, ""))
    state = outside.states.of([account.name])[account.name]
    quiet = replace(outside, http=lambda: web, views={})
    turn = Turn(replace(account, settings=replace(account.settings, dry_run=True)), state, now, quiet, there)
    draft = next(drafts(turn, _sighting(turn, report), AccountCredentials()))
    rules = there.text_rules(web)
    return Look(
        name,
        draft.post,
        urlsplit(draft.article.guid).hostname or urlsplit(draft.article.link).hostname or "",
        tuple(_counted(rules, draft.post.text)),
        _picture(draft.post, web),
        draft.notes,
    )


def _before(report: Mapping[str, Any], outside: Collaborators) -> Collaborators:
    """The collaborators as they were before the report's post; otherwise its wording would be avoided."""
    table, account = Overlay(outside.table), report["account"]
    slot = table.get(slot_key(account, datetime.fromisoformat(report["slot"]))) or {}
    if said := slot.get("said"):
        table.update(Write(state_key(account), delete={"recent": {said}}))
        table.update(Write(share_key(account, report["guid"]), delete={"said": {said}}))
        elsewhere = said_key(slot["network"], report["guid"], slot.get("blog", ""))
        table.update(Write(elsewhere, delete={"said": {said}}))
    return replace(outside, table=table)


def _sighting(turn: Turn, report: Mapping[str, Any]) -> Sighting:
    """The feed as it is remembered, with the article of the report as the only one to choose."""
    archive = turn.archive
    article = archive.find(report["guid"])
    order = turn.account.settings.select.order
    ranked = (article,) if article else ()
    slot = turn.outside.table.get(slot_key(turn.account.name, turn.now)) or {}
    choice = Choice(
        ranked,
        {},
        Cycle(),
        new_cycle=False,
        is_whole=True,
        order=order,
        last={},
        announces=slot.get("announces", False),
    )
    return Sighting(View(archive.record()), archive, choice)


def _counted(rules: TextRules, text: str) -> Iterator[tuple[int, int]]:
    for limit in rules.limits:
        yield limit.length(text), limit.most


def _picture(post: Post, web: Http) -> Picture | None:
    if not post.image:
        return None
    try:
        return fetch_picture(post.image, web, most_bytes=_MOST_PICTURE_BYTES)
    except NoPicture:
        return None


class _Remembering(Http):
    """Requests each address once, for all networks."""

    def __init__(self) -> None:
        super().__init__(allow_loopback=True)
        self._replies: dict[str, Reply] = {}

    def get(self, url: str, **more: Any) -> Reply:
        if url not in self._replies:
            self._replies[url] = super().get(url, **more)
        return self._replies[url]
