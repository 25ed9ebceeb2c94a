"""Claims to tell the history of, and short forms of what is asked of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from msgspec.structs import replace

from repost.history.budget import Limits, Price
from repost.history.records import Claim, Terms
from repost.networks.protocol import Image, Post
from repost.selection.cycle import Cycle
from repost.wording.facet import Facet

if TYPE_CHECKING:
    from repost.history.account_state import AccountState
    from repost.history.claims import History
    from repost.history.states import AccountStates

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SLOT = NOW - timedelta(minutes=7)
GAP = timedelta(hours=3)
REST = timedelta(days=60)
SPACING = timedelta(hours=24)
TERMS = Terms(GAP, REST, SPACING)
COST = Price(200_000, "2026-03")


def token() -> str:
    """DynamoDB remembers tokens for ten minutes, whatever the table."""
    return str(uuid4())


def claim_of(guid: str = "a", owner: str = "", slot: datetime = SLOT, attempt: int = 1) -> Claim:
    link = f"https://blog.example/{guid}"
    post = Post(
        text=f"Worth another read: {guid} {link} #tag",
        link=link,
        language="en",
        title=f"Title of {guid}",
        summary="What it is about",
        facets=(Facet(22, 44, link), Facet(45, 49, "#tag")),
        idempotency={"key": f"k-{guid}"},
        image=Image(f"https://blog.example/{guid}.png", "A cat", attach=True) if guid == "a" else None,
    )
    return Claim("main", "x", slot, owner or token(), attempt, guid, post)


def priced(guid: str = "a", *, slot: datetime = SLOT, price: Price = COST, attempt: int = 1) -> Claim:
    return replace(claim_of(guid, slot=slot, attempt=attempt), price=price)


def within(account: int | None = None, stack: int | None = None) -> Terms:
    return replace(TERMS, limits=Limits(account, stack))


def take(history: History, state: AccountState, claim: Claim, now: datetime = NOW, **more: Any) -> bool:
    asked: dict[str, Any] = {"terms": TERMS, "cycle": Cycle()}
    return history.claim(state, claim, now=now, **(asked | more)) is None


def current(states: AccountStates) -> AccountState:
    return states.of(["main"])["main"]
