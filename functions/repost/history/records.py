"""What the history knows about slots and shares, how the table has it, and the keys of all that it has."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec.structs import asdict

from repost.aws.items import Item, Key, account_partition, network_partition
from repost.base import instants
from repost.base.digests import digest
from repost.base.names import is_global
from repost.base.value import Value
from repost.history.budget import FREE, UNLIMITED, Limits, Price

if TYPE_CHECKING:
    from repost.history.holds import Decided, Hold
    from repost.networks.protocol import Post
    from repost.schedule.activity import Activity
    from repost.selection.eligibility import Share

SlotState = Literal[
    "claimed",
    "sending",
    "posted",
    "rejected",
    "not_sent",
    "unknown",
    "empty",
    "held_back",
    "dry_run",
    "skipped",
    "over_budget",
    "undone",
    "unreviewed",
    "held",
    "approved",
    "edited",
    "declined",
    "expired",
]
STACK: Final = "STACK"
"""The partition of what all accounts share."""
LEASE: Final = timedelta(minutes=5)
"""How long a claim is its owner's alone: longer than the function's time-out, shorter than two ticks."""


class Claim(Value, frozen=True):
    """One slot that this run owns, with exactly what it is going to post.

    `said` is the fingerprint of that among those of the account and of the article (`Said` as text), or "".
    `announces` says that it is about a new article, outside the
    schedule; `encore` that it is no turn of its article; `asked` that a person wanted it at once. `expires`
    is from when on its slot may be removed, in seconds since 1970; None for never.
    """

    account: str
    network: str
    slot: datetime
    owner: str
    attempt: int
    guid: str
    post: Post
    price: Price = FREE
    said: str = ""
    announces: bool = False
    encore: bool = False
    asked: bool = False
    blog: str = ""
    expires: int | None = None

    def after(self, activity: Activity, now: datetime) -> Activity:
        """The account's activity once this has been claimed at `now` (UTC)."""
        return activity.after_announcement(now) if self.announces else activity.after_claim(self.slot, now)

    def moved(self, activity: Activity, since: datetime, now: datetime) -> Activity:
        """The account's activity once this, which was claimed at `since`, is sent at `now` (both UTC)."""
        if self.announces:
            return activity.after_announcement(now)
        return activity.after_moving_claim(since, now)


class Terms(Value, frozen=True):
    """What the settings ask of a claim.

    `gap` is the least time since the account's last claim, `rest` since the article's last share, `spacing`
    since another account of the same network claimed it, and `unlike` since another claimed the same text;
    `limits` are what a month may cost. `reserves` says that many accounts share the limit of all, so that
    what a claim costs is counted there before it, and not within it.
    """

    gap: timedelta
    rest: timedelta
    spacing: timedelta
    limits: Limits = UNLIMITED
    unlike: timedelta = timedelta()
    reserves: bool = False


class SlotRecord(Value, frozen=True):
    """A slot as it was written.

    Nobody but its owner touches it before the end of its `lease`; `since` is when it was claimed, before
    anything was sent. Both are UTC. `hold` and `decided` are of a post that waited for a person.
    """

    state: SlotState
    lease: datetime
    since: datetime
    claim: Claim
    hold: Hold | None = None
    decided: Decided | None = None


def state_key(account: str) -> Key:
    return Key(account_partition(account), "STATE")


def share_key(account: str, guid: str) -> Key:
    return Key(account_partition(account), f"SHARE#{digest(guid)}")


def said_key(network: str, guid: str, blog: str = "") -> Key:
    """Where a network's accounts see who has posted an article; a short GUID is its blog's alone."""
    name = guid if is_global(guid) or not blog else f"{blog} {guid}"
    return Key(network_partition(network), f"SAID#{digest(name)}")


def text_key(network: str, post: Post) -> Key:
    """Where a network's accounts see who has posted a text."""
    from repost.wording.repetition import text_digest

    return Key(network_partition(network), f"TEXT#{text_digest(post.text, post.facets)}")


def slot_key(account: str, slot: datetime) -> Key:
    return Key(account_partition(account), f"SLOT#{instants.written(slot)}")


def budget_keys(account: str, month: str) -> tuple[Key, Key]:
    """Where the month's spending of an account is counted, and that of all."""
    return Key(account_partition(account), f"BUDGET#{month}"), Key(STACK, f"BUDGET#{month}")


def slot_values(claim: Claim, state: SlotState, now: datetime) -> dict[str, Any]:
    """The attributes of a slot that a claim has taken at `now`."""
    return {
        "state": state,
        "owner": claim.owner,
        "lease": instants.written(now + LEASE),
        "since": instants.written(now),
        "attempt": claim.attempt,
        "network": claim.network,
        "guid": claim.guid,
        "said": claim.said,
        "text": claim.post.text,
        "link": claim.post.link,
        "language": claim.post.language,
        "title": claim.post.title,
        "summary": claim.post.summary,
        "facets": [[facet.start, facet.end, facet.target] for facet in claim.post.facets],
        "idempotency": dict(claim.post.idempotency),
        "image": asdict(claim.post.image) if claim.post.image else {},
        "price": claim.price.amount,
        "month": claim.price.month,
        "announces": claim.announces or None,
        "encore": claim.encore or None,
        "asked": claim.asked or None,
        "blog": claim.blog or None,
        "keep_until": claim.expires,  # a slot that is held has no date on which DynamoDB would remove it
    }


def share_from(guid: str, item: Item, elsewhere: datetime | None) -> Share:
    from repost.selection.eligibility import Share

    return Share(
        guid=guid,
        elsewhere=elsewhere,
        last=instants.read(item["last"]) if "last" in item else None,
        count=item.get("count", 0),
        pending="pending" in item,
        blocked=item.get("blocked", ""),
        approved="approved" in item,
        announced=instants.read(item["announced"]) if "announced" in item else None,
        encored=instants.read(item["encored"]) if "encored" in item else None,
        turn=instants.read(item["turn"]) if "turn" in item else None,
    )


def record_from(account: str, item: Item) -> SlotRecord:
    from repost.networks.protocol import Image, Post
    from repost.wording.facet import Facet

    post = Post(
        text=item["text"],
        link=item["link"],
        language=item["language"],
        title=item["title"],
        summary=item["summary"],
        facets=tuple(Facet(*facet) for facet in item["facets"]),
        idempotency=item["idempotency"],
        image=Image(**item["image"]) if item["image"] else None,
    )
    slot = instants.read(item["sk"].removeprefix("SLOT#"))
    claim = Claim(
        account=account,
        network=item["network"],
        slot=slot,
        owner=item["owner"],
        attempt=item["attempt"],
        guid=item["guid"],
        post=post,
        price=Price(item["price"], item["month"]),
        said=item["said"],
        announces=item.get("announces", False),
        encore=item.get("encore", False),
        asked=item.get("asked", False),
        blog=item.get("blog", ""),
        expires=item.get("keep_until"),
    )
    hold = decided = None
    if "decide_by" in item:
        from repost.history.holds import decided_from, hold_from

        hold, decided = hold_from(item), decided_from(item)
    return SlotRecord(
        state=item["state"],
        lease=instants.read(item["lease"]),
        since=instants.read(item["since"]),
        claim=claim,
        hold=hold,
        decided=decided,
    )
