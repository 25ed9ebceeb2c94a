"""The promise that no article goes out twice: a post is claimed, then sent, then recorded.

    claimed ──► sending ──► posted | rejected | not_sent
                   └──────► unknown            (its article stays locked)
    held ──► … ──► claimed                     (a person looks at it first: repost.history.reviews)

The claim is one transaction, before anything is sent: on the account's state (nobody else moved on, the
minimum gap has passed), the slot (nobody has it), the share (the article is neither locked nor resting),
what others said of the article (not lately), the text (no other account of the network has posted it lately)
and the month's budgets (the price fits in). A run that loses the text tries the next variation, and one that
loses the article the next best; one that loses anything else does nothing. The final text is stored in the
slot before the network sees it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec.structs import replace

from repost.aws.items import Write
from repost.aws.leniency import unless_aws_fails
from repost.base import instants
from repost.history.budget import Spent
from repost.history.dry_runs import as_dry_run, with_dry_runs
from repost.history.records import (
    STACK,
    Claim,
    SlotRecord,
    budget_keys,
    record_from,
    said_key,
    share_from,
    share_key,
    slot_key,
    state_key,
    text_key,
)
from repost.history.writes import (
    budget_writes,
    closed_write,
    dry_run_writes,
    freed_write,
    held_write,
    lock_write,
    outcome_write,
    refunds,
    refused_write,
    released_write,
    remembered,
    said_write,
    sending_write,
    settled_write,
    shared_write,
    state_write,
    swapped_budget_writes,
    swapped_write,
    taken_over_write,
    taken_write,
    text_writes,
    unsaid,
    unsaid_writes,
)
from repost.schedule.activity import SKEW
from repost.wording.repetition import REMEMBERED, kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from repost.aws.items import Item, Key
    from repost.aws.table import Table
    from repost.base.articles import Article
    from repost.history.account_state import AccountState
    from repost.history.holds import Hold
    from repost.history.records import Terms
    from repost.networks.protocol import Post, Posted
    from repost.selection.cycle import Cycle
    from repost.selection.eligibility import Share


Loss = Literal["slot", "article", "text", "budget"]
"""What of a claim somebody else has: the slot, the article, the text, or the rest of the money."""

_LOSSES: Final[Mapping[str, Loss]] = MappingProxyType(
    {
        "STATE": "slot",
        "SLOT": "slot",
        "SHARE": "article",
        "SAID": "article",
        "TEXT": "text",
        "BUDGET": "budget",
    }
)
"""What is lost with an item; the first of those that are lost decides."""


class History:
    """Reads and writes what accounts have posted; in a `dry_run`, with what dry runs remember."""

    def __init__(
        self,
        table: Table,
        *,
        dry_run: bool = False,
        blog: str = "",
        imports: bool = False,
    ) -> None:
        self._table = table
        self._imports = imports
        self._blog = blog
        self._dry_run = dry_run

    def _read(self, keys: Iterable[Key]) -> dict[Key, Item]:
        items = self._table.get_many(keys)
        return {key: with_dry_runs(item) for key, item in items.items()} if self._dry_run else items

    def shares(self, account: str, network: str, guids: Iterable[str]) -> dict[str, Share]:
        """What is remembered of these articles, by GUID: of this account, and of others on its network."""
        guids = list(guids)
        keys = {guid: (share_key(account, guid), said_key(network, guid, self._blog)) for guid in guids}
        items = self._read(key for pair in keys.values() for key in pair)
        found = {}
        for guid, pair in keys.items():
            share, said = map(items.get, pair)
            elsewhere = (
                instants.read(said["last"]) if said and said.get("account", account) != account else None
            )
            if share or elsewhere:
                found[guid] = share_from(guid, share or {}, elsewhere)
        return found

    def shares_of(self, account: str, network: str, articles: Iterable[Article]) -> dict[str, Share]:
        """The same for articles, some of which may be new here; what was shared before then rests."""
        articles = list(articles)
        found = self.shares(account, network, (article.guid for article in articles))
        new = [each for each in articles if each.guid not in found or not found[each.guid].last]
        if self._imports and new:
            from repost.history import imports

            before = imports.kept(self._table, account, new)
            for guid, shared in before.items():
                imports.rest(self._table, account, guid, shared)
            found |= self.shares(account, network, before)
        return found

    def close(
        self,
        state: AccountState,
        slot: datetime,
        outcome: Literal["empty", "held_back", "skipped", "over_budget", "unreviewed"],
        *,
        owner: str,
        expires: int | None = None,
        cycle: Cycle | None = None,
        why: str = "",
    ) -> bool:
        """Close a slot in which nothing is sent; False if somebody else was there first.

        It may be removed from `expires` on (seconds since 1970). `cycle` is how far the search for something
        to say has come, if there was one; `why` is for people.
        """
        activity = state.activity.after_slot(slot)
        written = state_write(state, activity, cycle or state.cycle)
        closed = closed_write(state.account, slot, outcome, why, owner, expires)
        return self._table.transact(
            [replace(written, remove=("skip",)) if outcome == "skipped" else written, closed],
            proof=closed,
            gives_way=True,
        )

    def claim(
        self,
        state: AccountState,
        claim: Claim,
        *,
        now: datetime,
        terms: Terms,
        cycle: Cycle,
        said: frozenset[str] = frozenset(),
        hold: Hold | None = None,
    ) -> Loss | None:
        """Take the slot, the article and the money at once; what of them somebody else has, if any.

        What is to be held waits for a person from then on. It counts for gap and cap once it is sent.

        Parameters
        ----------
        state : AccountState
            The state as this run read it.
        claim : Claim
            Slot, owner token, final text and price.
        now : datetime
            The instant of the claim (UTC).
        terms : Terms
            What the settings ask.
        cycle : Cycle
            The one that this pick belongs to, and how far its walk has come.
        said : frozenset of str
            The fingerprints of what was said of the article before, as `said_of` gave them.
        hold : Hold or None
            Why a person has to see it first, if somebody has.
        """
        written = state_write(state, claim.after(state.activity, now), cycle)
        counted = {"last_claim": instants.written(now)}
        open_posts = {"unresolved": {instants.written(claim.slot)}}
        taken = taken_write(claim, "claimed", now)
        if hold:
            from repost.history.holds import after_hold, hold_values, in_review

            written = state_write(state, after_hold(state.activity, claim.slot, hold), cycle)
            counted, open_posts = {}, {"in_review": {in_review(claim.slot, hold)}}
            taken = replace(taken, set={**taken.set, "state": "held", **hold_values(hold)})
        return self._lost(
            [
                replace(
                    written,
                    set={
                        **written.set,
                        **counted,
                        "recent": kept(state.recent, claim.said, REMEMBERED) if claim.said else None,
                    },
                    add=open_posts,
                    # A claim from the future was written by a clock that was wrong: it holds nothing up.
                    condition=f"{written.condition} AND (attribute_not_exists(#last_claim)"
                    " OR #last_claim <= :gap_ago OR #last_claim > :soon)",
                    given={
                        **written.given,
                        "gap_ago": instants.written(now - terms.gap),
                        "soon": instants.written(now + SKEW),
                    },
                ),
                taken,
                lock_write(claim, now, terms.rest, said),
                said_write(claim, now, terms.spacing, said),
                *text_writes(claim, now, terms.unlike),
                *budget_writes(claim, claim.price.amount, terms.limits),
            ],
            proof=taken,
            terms=terms,
        )

    def record_dry_run(
        self,
        state: AccountState,
        claim: Claim,
        *,
        now: datetime,
        cycle: Cycle,
        said: frozenset[str] = frozenset(),
    ) -> bool:
        """Use the slot up and remember what was not sent; False if somebody else was there first.

        What a claim counts is counted here as well, but for dry runs alone: rest, cap, gap, budget and
        the turns of words go on as they would; the first real post starts without them. For the
        parameters see `claim`.
        """
        written = state_write(state, claim.after(state.activity, now), cycle)
        texts = as_dry_run({"recent": kept(state.recent, claim.said, REMEMBERED)})
        taken = taken_write(claim, "dry_run", now)
        return self._table.transact(
            [replace(written, set={**written.set, **texts}), taken, *dry_run_writes(claim, now, said)],
            proof=taken,
            gives_way=True,
        )

    def swap(
        self,
        claim: Claim,
        successor: Claim,
        *,
        now: datetime,
        terms: Terms,
        said: frozenset[str] = frozenset(),
        blames: bool = True,
    ) -> Loss | None:
        """Give the slot to another article after the network refused the first; see `claim`.

        The first one rests as if it had gone out, and is not counted as shared. If nothing `blames` it, it
        is free at once.
        """
        taken = swapped_write(claim, successor, now)
        lost = self._lost(
            [
                taken,
                refused_write(claim, now) if blames else released_write(claim),
                *unsaid_writes(claim, "rejected"),
                lock_write(successor, now, terms.rest, said),
                said_write(successor, now, terms.spacing, said),
                *text_writes(successor, now, terms.unlike),
                *swapped_budget_writes(claim.price, successor, terms.limits),
                *remembered(successor),
            ],
            proof=taken,
            terms=terms,
        )
        if not lost and text_key(claim.network, claim.post) != text_key(successor.network, successor.post):
            free_text(self._table, claim)
        return lost

    def _lost(self, writes: Sequence[Write], *, proof: Write, terms: Terms) -> Loss | None:
        """Make all writes of a claim; without the slot, nothing else of it matters.

        Where accounts meet at the budget of all, what it costs is reserved there first, by an update of its
        own, and given back if the claim is lost. A run that ends in between leaves less to spend, never more.
        """
        apart = [write for write in writes if terms.reserves and write.key.pk == STACK]
        reserved = [write for write in apart if write.add["spent"] > 0]
        if not all(map(self._table.update, reserved)):
            return "budget"
        together = [write for write in writes if write not in apart]
        lost = {
            write.key.sk.partition("#")[0]
            for write in self._table.lost(together, proof=proof, gives_way=True)
        }
        for write in apart:
            if lost and write in reserved:
                self._table.update(Write(write.key, add={"spent": -write.add["spent"]}))
            elif not lost and write not in reserved:
                self._table.update(write)
        return next((loss for kind, loss in _LOSSES.items() if kind in lost), None)

    def unsay(self, claim: Claim) -> None:
        """Forget the text of a claim that lost its slot to another and is free to go in a later one."""
        if claim.said:
            self._table.update(Write(state_key(claim.account), delete=unsaid("recent", claim)))

    def said_of(self, account: str, network: str, guid: str) -> frozenset[str]:
        """The fingerprints of what was said of an article: by an account, and by others on its network."""
        items = self._read([share_key(account, guid), said_key(network, guid, self._blog)]).values()
        return frozenset(each for item in items for each in item.get("said", ()))

    def has_text(self, account: str, post: Post, network: str, since: datetime) -> bool:
        """Whether another account of a network has posted the same text since an instant (UTC)."""
        item = self._table.get(text_key(network, post)) or {}
        return "last" in item and item["account"] != account and instants.read(item["last"]) > since

    def pass_over(self, account: str, guid: str, now: datetime) -> None:
        """Let an article rest that can't be put into words, so that no cycle waits for it."""
        last = dict.fromkeys(("last", "turn"), instants.written(now))
        self._table.update(
            Write(
                share_key(account, guid),
                set={"guid": guid, **(as_dry_run(last) if self._dry_run else last)},
                condition="attribute_not_exists(#pending)",
            )
        )

    def fails_again(self, account: str, guid: str, how: str) -> bool:
        """Remember how Repost itself failed on an article; whether it failed in that way before."""
        key = share_key(account, guid)
        failed_before = (self._table.get(key) or {}).get("failed") == how
        self._table.update(Write(key, set={"guid": guid, "failed": how}))
        return failed_before

    def start_sending(self, claim: Claim, now: datetime, *, again: bool = False) -> bool:
        """Mark that the post may leave from now on; False if the claim is no longer this run's.

        What was prepared for it since the claim is stored by the same write; `again` if it was prepared once
        more because the network certainly did not publish it.
        """
        return self._table.update(sending_write(claim, now, "sending" if again else "claimed"))

    def record_posted(self, claim: Claim, posted: Posted, now: datetime) -> bool:
        """Record that the post is out. The article rests from now on; an announcement counts as no share."""
        values = {"state": "posted", "remote_id": posted.remote_id, "remote_url": posted.url}
        return self._resolve(claim, values, shared_write(claim, now))

    def record_rejected(self, claim: Claim, why: str, now: datetime) -> bool:
        """Record that the network refused this article for good. It rests, and is not counted as shared."""
        values = {"state": "rejected", "error": why}
        return self._resolve(claim, values, refused_write(claim, now), *refunds(claim))

    def record_not_sent(self, claim: Claim, why: str) -> bool:
        """Record that nothing went out, through no fault of the article: it may go in the next slot."""
        return self._resolve(
            claim, {"state": "not_sent", "error": why}, released_write(claim), *refunds(claim)
        )

    def hold(self, claim: Claim, why: str, until: datetime) -> bool:
        """Record that the post may be out. Its article stays locked until someone finds out.

        Nobody tries to before an instant (UTC): a network may show late what it took.
        """
        return self._table.update(held_write(claim, why, until))

    def spend(self, account: str, month: str, amount: int) -> None:
        """Count what an account has spent in a month on other things than posts."""
        for key in budget_keys(account, month):
            self._table.update(Write(key, add={"spent": amount}))

    def spent(self, account: str, month: str) -> Spent:
        """What a month, such as "2026-11", has cost this account and all of them."""
        keys = budget_keys(account, month)
        items = self._read(keys)
        return Spent(*(items.get(key, {}).get("spent", 0) for key in keys))

    def unresolved(self, state: AccountState) -> list[SlotRecord]:
        """The slots of an account whose outcome isn't recorded, oldest first."""
        items = self._table.get_many(slot_key(state.account, slot) for slot in state.unresolved)
        return sorted(
            (record_from(state.account, item) for item in items.values()), key=lambda r: r.claim.slot
        )

    def take_over(
        self, record: SlotRecord, owner: str, now: datetime, *, sends_for: AccountState | None = None
    ) -> Claim | None:
        """Own a claim that was never sent and whose owner is gone; None if somebody else was faster.

        `sends_for` is the account's state as this run read it, if the claim is going to be sent: its gap and
        its daily cap count from now on.
        """
        claim = replace(record.claim, owner=owner)
        taken = taken_over_write(claim, record.claim.owner, now)
        writes = [taken]
        if state := sends_for:
            written = state_write(state, claim.moved(state.activity, record.since, now), state.cycle)
            writes.append(replace(written, set={**written.set, "last_claim": instants.written(now)}))
        return claim if self._table.transact(writes, proof=taken, gives_way=True) else None

    def _resolve(self, claim: Claim, values: Mapping[str, Any], share: Write, *refunds: Write) -> bool:
        """Write the outcome, unlock the article and remove the slot from the unresolved ones.

        False if the slot is no longer this run's, unless it holds this very outcome already.
        """
        outcome = outcome_write(claim, values)
        state = settled_write(claim, values["state"])
        resolved = self._table.transact(
            [outcome, share, state, *unsaid_writes(claim, values["state"]), *refunds], proof=outcome
        )
        if resolved and values["state"] != "posted":
            free_text(self._table, claim)
        return resolved


def free_text(table: Table, claim: Claim) -> None:
    """Let others post the text of a claim that did not go out.

    That it did not is recorded already. If AWS fails here, others wait until the text is old enough.
    """
    with unless_aws_fails(f"The text that {claim.account} did not post stays taken"):
        table.update(freed_write(claim))
