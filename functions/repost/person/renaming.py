"""Moves an account's history to another name. Nothing is deleted: the old name keeps its record, stopped."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, get_args

from repost.aws.items import Key, Write, account_partition
from repost.base.errors import SettingsError
from repost.base.names import blog_key
from repost.fleet.roster import Roster
from repost.history.account_state import Stop
from repost.history.dry_runs import dry_run_name
from repost.history.holds import review_queue
from repost.history.records import record_from, said_key, state_key, text_key
from repost.run.report import Report
from repost.settings.networks import NetworkName
from repost.wording.repetition import said_by_another

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from repost.aws.items import Item
    from repost.events.wishes import Rename
    from repost.run.collaborators import Collaborators

_PAGE: Final = 500
_AT_ONCE: Final = 100
_KINDS: Final = ("SHARE#", "BUDGET#", "IMPORT#", "BEST#", "LESSON#", "SLOT#", "LAST", "TOLD")
_SAID: Final = {"said", dry_run_name("said")}
"""Where an item of an article has the fingerprints of what was said of it, and who said it."""

_LEAST_SECONDS: Final = 10.0


def rename(outside: Collaborators, wish: Rename) -> Report:
    """Copy every item under the new name; a repeat goes on where it was cut off.

    The account's own state comes last: until it is there, the new name has no history.
    """
    old, new = wish.old, wish.account
    before = outside.table.get(state_key(old)) or {}
    if before.get("moved_to") == new and _has_posted(outside, new):
        return Report(new, "done", f"The history of {old} was already moved to {new}.")
    if why := _why_not(outside, before, old, new):
        return Report(new, "refused", why)
    _stop(outside, old, new)
    for moved, item in enumerate(items_of(outside, old, _KINDS)):
        if outside.remaining() < _LEAST_SECONDS:
            return Report(new, "refused", f"There was only time to move {moved} records. Ask again to go on.")
        move(outside, item, new)
    if not pass_on_words(outside, old, new):
        return Report(new, "refused", "There was only time to move the records. Ask again to go on.")
    state = {name: value for name, value in before.items() if not name.startswith("stop_")}
    key = state_key(new)
    fresh = state | {"pk": key.pk, "sk": key.sk, "account": new}
    if not outside.table.put_new(fresh):  # it has begun in the meantime, without posting
        values = {
            name: value for name, value in state.items() if name not in {"pk", "sk", "account", "schema"}
        }
        outside.table.update(Write(key, set=values))
    return Report(new, "done", f"{new} now has the history of {old}, which is stopped.")


def _why_not(outside: Collaborators, before: Item, old: str, new: str) -> str:
    """Why it can't be done, in a sentence, or ""."""
    if old == new:
        return "The old and the new name are the same."
    members = Roster(outside.table).of([old, new]) if outside.has_fleet else {}
    for member in members.values():
        return (
            f"{member.name} is a member of a fleet, and members keep their names. Import a new member, and "
            f"let {member.name} leave."
        )
    if not before:
        return f"No account {old} has a history."
    if before.get("moved_to", new) != new:
        return f"The history of {old} was already moved to {before['moved_to']}."
    if before.get("unresolved"):
        return f"{old} has a post whose outcome is unknown. Settle it first."
    if before.get("in_review") or before.get("approved"):
        return (
            f"{old} has posts that wait for a review or were approved. Decline them or let them go out first."
        )
    return f"{new} already has a history of its own." if _has_posted(outside, new) else ""


def _has_posted(outside: Collaborators, name: str) -> bool:
    state = outside.table.get(state_key(name)) or {}
    return bool(state.get("last_claim") or state.get("unresolved") or state.get("in_review"))


def _stop(outside: Collaborators, old: str, new: str) -> None:
    """Keep the old name from posting, and remember where its history went."""
    try:
        version = outside.parameters.secret(old).version
    except SettingsError:
        version = 0
    stop = Stop(f"Its history was moved to {new}. Delete the settings of {old}.", version, None)
    outside.states.stop(old, stop)
    outside.table.update(Write(state_key(old), set={"moved_to": new}))


def items_of(outside: Collaborators, account: str, kinds: Iterable[str] = ("",)) -> Iterator[Item]:
    """What the table has of an account, by the beginnings of its keys; by default everything."""
    for kind in kinds:
        first, last = kind or "!", f"{kind}~"
        while page := outside.table.last_in(account_partition(account), first, last, _PAGE):
            yield from page
            last = page[-1]["sk"]


def move(outside: Collaborators, item: Item, new: str) -> None:
    """Copy an item of one account to another, which has said what the first one said."""
    old = item["pk"].removeprefix(account_partition(""))
    whose: Item = {"account": new} if "account" in item else {}
    if item["sk"].startswith("SHARE#"):
        for name in _SAID & item.keys():
            own = said_by_another(item[name], old, new)
            whose[name] = {own.get(each, each) for each in item[name]}
    outside.table.put_new(item | whose | {"pk": account_partition(new)})


def pass_on_words(outside: Collaborators, old: str, new: str, group: str = "") -> bool:
    """Let what an account said on its networks, and in its `group`, be another's; False if time is up.

    As one's own words they hold up nobody, and as another account's they would.
    """
    keys = _words_of(outside, old, group)
    while batch := list(islice(keys, _AT_ONCE)):
        if outside.remaining() < _LEAST_SECONDS:
            return False
        for key, item in outside.table.get_many(batch).items():
            for name in ("account", dry_run_name("account")):
                if item.get(name) == old:
                    outside.table.update(
                        Write(key, set={name: new}, condition=f"#{name} = :old", given={"old": old})
                    )
            for name in _SAID & item.keys():
                if own := said_by_another(item[name], old, new):
                    outside.table.update(Write(key, add={name: set(own.values())}))
                    outside.table.update(Write(key, delete={name: set(own)}))
    return True


def _words_of(outside: Collaborators, account: str, group: str) -> Iterator[Key]:
    """Where an account may be remembered: by its texts, its articles, and what its reviewers declined.

    Slots expire, and what is remembered of an article doesn't. So all of its articles are looked for on all
    networks.
    """
    state = outside.table.get(state_key(account)) or {}
    blogs, groups = {"", blog_key(state.get("feed", ""))}, {"", group}
    for item in items_of(outside, account, ("SLOT#",)):
        groups.add(item.get("group", ""))
        if item.get("text"):
            claim = record_from(account, item).claim
            blogs.add(claim.blog)
            yield text_key(claim.network, claim.post)
    for item in items_of(outside, account, ("SHARE#",)):
        if guid := item.get("guid"):  # without one it was never claimed
            yield from {said_key(network, guid, blog) for network in get_args(NetworkName) for blog in blogs}
    for item in items_of(outside, account, ("LESSON#",)):
        yield from (Key(review_queue(each), item["sk"]) for each in groups)
