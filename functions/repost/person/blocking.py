"""Blocks and unblocks articles, and deletes a post that a person takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.aws.items import Write
from repost.base import instants
from repost.base.errors import NetworkError, Rejected
from repost.events import wishes
from repost.feeds.archive import Archive
from repost.history.records import record_from, share_key, slot_key
from repost.person.accounts import AccountNow
from repost.run.billing import billed
from repost.run.credentials import credentials_of
from repost.run.turn import begin_turn

if TYPE_CHECKING:
    from repost.aws.items import Item
    from repost.base.articles import Article
    from repost.run.collaborators import Collaborators
    from repost.run.report import Report


def fulfil(outside: Collaborators, wish: wishes.Block | wishes.Unblock | wishes.Undo) -> Report:
    """Do one of the three; a repeat changes nothing."""
    asked = AccountNow.of(outside, wish.account)
    if isinstance(wish, wishes.Undo):
        return _undo(asked, wish)
    archive = Archive(outside.table, asked.account.settings.feed)
    article = archive.find(wish.article)
    if article is None:
        return asked.refused(f"No known article has the address or GUID {wish.article}.")
    if isinstance(wish, wishes.Block):
        _block(asked, article.guid, f"Blocked on {outside.clock():%Y-%m-%d}.")
        return _told(asked, article, "won't be posted again")
    # A person who unblocks it has looked at it, so the check for what doesn't last no longer applies.
    approved = {"guid": article.guid, "approved": instants.written(outside.clock())}
    outside.table.update(Write(share_key(wish.account, article.guid), set=approved, remove=("blocked",)))
    if why := archive.pages.bring_back(article):
        return _told(
            asked, article, f"was held back or forgotten ({why}), and can be posted again in its turn"
        )
    return _told(asked, article, "can be posted again when its turn comes")


def _told(asked: AccountNow, article: Article, what: str) -> Report:
    return asked.done(f"“{article.title}” {what}.", guid=article.guid, title=article.title, link=article.link)


def _block(asked: AccountNow, guid: str, why: str) -> None:
    key = share_key(asked.account.name, guid)
    asked.outside.table.update(Write(key, set={"guid": guid, "blocked": why}, remove=("approved",)))


def _undo(asked: AccountNow, wish: wishes.Undo) -> Report:
    """Block the article first, so that it can't go out again in any case; then delete the post."""
    item = asked.outside.table.get(slot_key(wish.account, wish.slot))
    if item is None or item["state"] not in {"posted", "undone"}:
        found = f"ended as {item['state']}" if item else "is unknown"
        return asked.refused(f"The slot of {instants.written(wish.slot)} {found}: there is no post to undo.")
    facts = {name: item.get(name) for name in ("guid", "title", "text", "link", "remote_id", "remote_url")}
    facts["slot"] = wish.slot
    if item["state"] == "undone":
        return asked.done("This post was already undone.", **facts)
    _block(asked, item["guid"], f"Blocked on {asked.outside.clock():%Y-%m-%d}, when its post was undone.")
    try:
        _delete(asked, item)
    except Rejected as error:
        return asked.refused(f"Its article is blocked, but the post is still there: {error}", **facts)
    except NetworkError as error:
        again = "Its article is blocked, but the post may still be there; try again later."
        return asked.refused(f"{again} {error}", **facts)
    asked.outside.table.update(
        Write(
            slot_key(wish.account, wish.slot),
            set={"state": "undone"},
            condition="#state = :posted",
            given={"posted": "posted"},
        )
    )
    outside, claimed = asked.outside, item.get("since")
    if claimed:
        outside.states.forget_claim(wish.account, instants.read(claimed))
    return asked.done("The post was deleted, and its article is blocked.", **facts)


def _delete(asked: AccountNow, item: Item) -> None:
    """Delete the post of a slot on its network.

    Raises
    ------
    NetworkError
        If it is, or may be, still there.
    """
    turn = begin_turn(asked.account, asked.begun(), asked.outside)
    claim, remote_id = record_from(asked.account.name, item).claim, item.get("remote_id", "")
    if claim.network != turn.network.name:
        raise Rejected(f"it is on {claim.network}, but the account now posts to {turn.network.name}.")
    if not remote_id:
        raise Rejected(f"{turn.network.name} gave no id for this post. Delete it by hand.")
    with billed(turn) as http:
        turn.network.delete(remote_id, credentials_of(turn).values, http, turn.now)
