"""What each account has done, and the claim that makes a post happen once.

    claimed ──► sending ──► posted | rejected | not_sent
                   └──────► unknown            (held; its article stays locked)

The claim is one transaction over three items, before anything is sent: the account's state (nobody else moved
on, the minimum gap has passed), the slot (nobody has it) and the share (the article is neither locked nor
resting). Who loses it does nothing. The final text lies in the slot before the network hears of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from repost.networks.protocol import Post, Posted
from repost.schedule import Activity
from repost.selection import Share
from repost.table import Item, Key, Table, Write, account_partition, digest, instant, moment
from repost.wording.facet import Facet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SlotState = Literal["claimed", "sending", "posted", "rejected", "not_sent", "unknown", "empty", "dry_run"]

LEASE: Final = timedelta(minutes=5)
"""How long a claim is its owner's alone: longer than the function's time-out, shorter than two ticks."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why an account does not post for now: until its secret changes, or until an instant (UTC)."""

    why: str
    secret_version: int
    until: datetime | None

    @property
    def state(self) -> Literal["stopped", "exhausted"]:
        """How a report calls it."""
        return "exhausted" if self.until else "stopped"


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account between two runs. `unresolved` are nominal slots (UTC) whose outcome isn't recorded."""

    account: str
    version: int
    activity: Activity
    cycle_start: datetime | None = None
    stop: Stop | None = None
    unresolved: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One slot that this run owns, with exactly what it is going to say."""

    account: str
    slot: datetime
    owner: str
    attempt: int
    guid: str
    post: Post


@dataclass(frozen=True, slots=True)
class SlotRecord:
    """A slot as it was written: its state, its lease (UTC) and what it says."""

    state: SlotState
    lease: datetime
    claim: Claim


class History:
    """Reads and writes the past of accounts in the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def states(self, accounts: Iterable[str]) -> dict[str, AccountState]:
        """The states of those accounts that have one, in one batch of reads."""
        items = self._table.get_many(_state_key(account) for account in accounts)
        return {state.account: state for state in map(_state_from, items.values())}

    def begin(self, account: str, now: datetime) -> AccountState:
        """Create the state of an account seen for the first time; the one that is there wins."""
        state = AccountState(account, 1, Activity(now, None, ()))
        key = _state_key(account)
        if not self._table.put_new(
            {"pk": key.pk, "sk": key.sk, "account": account, "version": 1, "first_seen": instant(now)}
        ):
            return self.states([account])[account]
        return replace(state, activity=Activity(moment(instant(now)), None, ()))

    def shares(self, account: str, guids: Iterable[str]) -> dict[str, Share]:
        """What is remembered of these articles, by GUID."""
        items = self._table.get_many(_share_key(account, guid) for guid in guids)
        return {share.guid: share for share in map(_share_from, items.values())}

    def close(
        self,
        state: AccountState,
        slot: datetime,
        outcome: Literal["empty", "dry_run"],
        *,
        owner: str,
        text: str | None = None,
    ) -> bool:
        """Close a slot in which nothing is sent; False if somebody else was there first."""
        activity = state.activity.after_slot(slot)
        return self._table.transact(
            [
                _state_write(state, activity, state.cycle_start),
                Write(
                    _slot_key(state.account, slot),
                    set={"state": outcome, "owner": owner, "text": text},
                    condition="attribute_not_exists(pk)",
                ),
            ],
            token=owner,
        )

    def claim(
        self,
        state: AccountState,
        claim: Claim,
        *,
        now: datetime,
        gap: timedelta,
        rest: timedelta,
        cycle_start: datetime | None,
    ) -> bool:
        """Take the slot and the article at once; False if somebody else has either.

        Parameters
        ----------
        state : AccountState
            The state as this run read it.
        claim : Claim
            Slot, owner token and final text.
        now : datetime
            The instant of the claim (UTC).
        gap : timedelta
            The least time since the account's last claim.
        rest : timedelta
            The least time since the article's last share.
        cycle_start : datetime or None
            When the cycle began to which this pick belongs (UTC).
        """
        activity = state.activity.after_claim(claim.slot, now)
        slot_written = instant(claim.slot)
        state_write = _state_write(state, activity, cycle_start)
        return self._table.transact(
            [
                replace(
                    state_write,
                    set={**state_write.set, "last_claim": instant(now)},
                    add={"unresolved": {slot_written}},
                    condition=f"{state_write.condition}"
                    " AND (attribute_not_exists(#last_claim) OR #last_claim <= :gap_ago)",
                    given={**state_write.given, "gap_ago": instant(now - gap)},
                ),
                Write(
                    _slot_key(claim.account, claim.slot),
                    set=_slot_values(claim, "claimed", now),
                    condition="attribute_not_exists(pk)",
                ),
                _lock_write(claim, now, rest),
            ],
            token=claim.owner,
        )

    def swap(self, claim: Claim, successor: Claim, *, why: str, now: datetime, rest: timedelta) -> bool:
        """Give the slot to another article after the network refused the first.

        The first one rests as if it had gone out, and says why it did not; it is not counted as shared.
        """
        return self._table.transact(
            [
                Write(
                    _slot_key(claim.account, claim.slot),
                    set=_slot_values(successor, "claimed", now),
                    remove=("error",),
                    condition="#owner = :owner AND #state = :sending AND #attempt = :attempt",
                    given={"owner": claim.owner, "sending": "sending", "attempt": claim.attempt},
                ),
                _refused_write(claim, why, now),
                _lock_write(successor, now, rest),
            ],
            token=digest(f"{claim.owner} swap {successor.attempt}"),
        )

    def start_sending(self, claim: Claim, now: datetime) -> bool:
        """Mark that the post may leave from now on; False if the claim is no longer this run's."""
        return self._table.update(
            Write(
                _slot_key(claim.account, claim.slot),
                set={"state": "sending", "lease": instant(now + LEASE)},
                condition="#owner = :owner AND #state = :claimed AND #attempt = :attempt",
                given={"owner": claim.owner, "claimed": "claimed", "attempt": claim.attempt},
            )
        )

    def record_posted(self, claim: Claim, posted: Posted, now: datetime) -> bool:
        """Record that the post is out. The article rests from now on."""
        share = Write(
            _share_key(claim.account, claim.guid),
            set={"guid": claim.guid, "last": instant(now)},
            add={"count": 1},
            remove=("pending", "refused"),
        )
        values = {"state": "posted", "remote_id": posted.remote_id, "remote_url": posted.url}
        return self._resolve(claim, values, share)

    def record_rejected(self, claim: Claim, why: str, now: datetime) -> bool:
        """Record that the network refused this article for good. It rests, and is not counted as shared."""
        return self._resolve(claim, {"state": "rejected", "error": why}, _refused_write(claim, why, now))

    def record_not_sent(self, claim: Claim, why: str) -> bool:
        """Record that nothing went out, through no fault of the article: it may go in the next slot."""
        share = Write(_share_key(claim.account, claim.guid), set={"guid": claim.guid}, remove=("pending",))
        return self._resolve(claim, {"state": "not_sent", "error": why}, share)

    def hold(self, claim: Claim, why: str) -> bool:
        """Record that the post may be out. Its article stays locked until someone finds out."""
        return self._table.update(
            Write(
                _slot_key(claim.account, claim.slot),
                set={"state": "unknown", "error": why},
                condition="#owner = :owner AND #state = :sending",
                given={"owner": claim.owner, "sending": "sending"},
            )
        )

    def stop(self, account: str, stop: Stop) -> None:
        """Keep an account from posting until its secret changes or a time has come."""
        self._table.update(
            Write(
                _state_key(account),
                set={
                    "stop_why": stop.why,
                    "stop_secret": stop.secret_version,
                    "stop_until": instant(stop.until) if stop.until else None,
                },
                remove=() if stop.until else ("stop_until",),
            )
        )

    def resume(self, account: str) -> None:
        """Let a stopped account post again."""
        self._table.update(Write(_state_key(account), remove=("stop_why", "stop_secret", "stop_until")))

    def unresolved(self, state: AccountState) -> list[SlotRecord]:
        """The slots of an account whose outcome isn't recorded, oldest first."""
        items = self._table.get_many(_slot_key(state.account, slot) for slot in state.unresolved)
        return sorted(
            (_record_from(state.account, item) for item in items.values()), key=lambda r: r.claim.slot
        )

    def take_over(self, record: SlotRecord, owner: str, now: datetime) -> Claim | None:
        """Own a claim that was never sent and whose owner is gone; None if somebody else was faster."""
        claim = replace(record.claim, owner=owner)
        taken = self._table.update(
            Write(
                _slot_key(claim.account, claim.slot),
                set={"owner": owner, "lease": instant(now + LEASE)},
                condition="#owner = :gone AND #state = :claimed AND #lease < :now",
                given={"gone": record.claim.owner, "claimed": "claimed", "now": instant(now)},
            )
        )
        return claim if taken else None

    def _resolve(self, claim: Claim, values: Mapping[str, Any], share: Write) -> bool:
        """Write the outcome, unlock the article and strike the slot from the unresolved ones."""
        return self._table.transact(
            [
                Write(
                    _slot_key(claim.account, claim.slot),
                    set=values,
                    condition="#owner = :owner AND #state IN (:claimed, :sending, :unknown)",
                    given={
                        "owner": claim.owner,
                        "claimed": "claimed",
                        "sending": "sending",
                        "unknown": "unknown",
                    },
                ),
                share,
                Write(_state_key(claim.account), delete={"unresolved": {instant(claim.slot)}}),
            ],
            token=digest(f"{claim.owner} {claim.attempt} {values['state']}"),
        )


def _state_key(account: str) -> Key:
    return Key(account_partition(account), "STATE")


def _share_key(account: str, guid: str) -> Key:
    return Key(account_partition(account), f"SHARE#{digest(guid)}")


def _slot_key(account: str, slot: datetime) -> Key:
    return Key(account_partition(account), f"SLOT#{instant(slot)}")


def _state_write(state: AccountState, activity: Activity, cycle_start: datetime | None) -> Write:
    return Write(
        _state_key(state.account),
        set={
            "version": state.version + 1,
            "last_slot": instant(activity.last_slot) if activity.last_slot else None,
            "claims": [instant(claim) for claim in activity.claims],
            "cycle_start": instant(cycle_start) if cycle_start else None,
        },
        condition="#version = :version",
        given={"version": state.version},
    )


def _lock_write(claim: Claim, now: datetime, rest: timedelta) -> Write:
    return Write(
        _share_key(claim.account, claim.guid),
        set={"guid": claim.guid, "pending": instant(claim.slot)},
        condition="attribute_not_exists(#pending) AND (attribute_not_exists(#last) OR #last <= :rested)",
        given={"rested": instant(now - rest)},
    )


def _refused_write(claim: Claim, why: str, now: datetime) -> Write:
    return Write(
        _share_key(claim.account, claim.guid),
        set={"guid": claim.guid, "last": instant(now), "refused": why},
        remove=("pending",),
    )


def _slot_values(claim: Claim, state: SlotState, now: datetime) -> dict[str, Any]:
    return {
        "state": state,
        "owner": claim.owner,
        "lease": instant(now + LEASE),
        "attempt": claim.attempt,
        "guid": claim.guid,
        "text": claim.post.text,
        "link": claim.post.link,
        "language": claim.post.language,
        "title": claim.post.title,
        "summary": claim.post.summary,
        "facets": [[facet.start, facet.end, facet.target] for facet in claim.post.facets],
        "idempotency": dict(claim.post.idempotency),
    }


def _state_from(item: Item) -> AccountState:
    stop = None
    if "stop_why" in item:
        until = moment(item["stop_until"]) if "stop_until" in item else None
        stop = Stop(item["stop_why"], item["stop_secret"], until)
    return AccountState(
        account=item["account"],
        version=item["version"],
        activity=Activity(
            first_seen=moment(item["first_seen"]),
            last_slot=moment(item["last_slot"]) if "last_slot" in item else None,
            claims=tuple(map(moment, item.get("claims", ()))),
        ),
        cycle_start=moment(item["cycle_start"]) if "cycle_start" in item else None,
        stop=stop,
        unresolved=tuple(sorted(map(moment, item.get("unresolved", ())))),
    )


def _share_from(item: Item) -> Share:
    return Share(
        guid=item["guid"],
        last=moment(item["last"]) if "last" in item else None,
        count=item.get("count", 0),
        pending="pending" in item,
    )


def _record_from(account: str, item: Item) -> SlotRecord:
    post = Post(
        text=item["text"],
        link=item["link"],
        language=item["language"],
        title=item["title"],
        summary=item["summary"],
        facets=tuple(Facet(*facet) for facet in item["facets"]),
        idempotency=item["idempotency"],
    )
    slot = moment(item["sk"].removeprefix("SLOT#"))
    claim = Claim(account, slot, item["owner"], item["attempt"], item["guid"], post)
    return SlotRecord(item["state"], moment(item["lease"]), claim)
