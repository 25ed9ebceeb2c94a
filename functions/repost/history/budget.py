"""What posts cost, and how much a month may cost. All amounts are whole millionths of a US dollar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from repost.base.patterns import pattern
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.networks.protocol import Post
    from repost.settings.types import Budget

DOLLAR: Final = 1_000_000

PRICES: Final[Mapping[str, tuple[float, float]]] = MappingProxyType({"x": (0.20, 0.015)})
"""What a post costs in US dollars, with a link and without, by network; the others cost nothing.

X: "Pay-per-use pricing", docs.x.com, in force since 2026-04-20.
"""

DESCRIPTION_PRICES: Final[Mapping[str, float]] = MappingProxyType({"x": 0.005})
"""What the alternative text of an attached picture costs, by network."""

# X bills everything that it turns into a link, and the owner's own words may contain that, too.
_LINK_LIKE: Final = pattern(r"[^\W_]\.[^\W\d_]{2}")
_DAY: Final = timedelta(days=1)


class Price(Value, frozen=True):
    """What a post costs, and the month whose budget it counts against, such as "2026-11" (UTC)."""

    amount: int = 0
    month: str = ""


FREE: Final = Price()


class Limits(Value, frozen=True):
    """What an account and all of the stack may spend in a month; None for any amount."""

    account: int | None = None
    stack: int | None = None


UNLIMITED: Final = Limits()


class Spent(Value, frozen=True):
    """What a month has cost so far, including posts whose outcome isn't known."""

    account: int = 0
    stack: int = 0

    def why_not(self, amount: int, limits: Limits) -> str | None:
        """Why a post of this price would be too much, in a sentence; None if it isn't."""
        for spent, limit, whose in (
            (self.account, limits.account, "this account's budget"),
            (self.stack, limits.stack, "the budget of all accounts"),
        ):
            if limit is not None and spent + amount > limit:
                return (
                    f"{whose[0].upper()}{whose[1:]} of {dollars(limit)} a month doesn't allow "
                    f"another post at {dollars(amount)}: {dollars(spent)} is already spent."
                )
        return None


def price(budget: Budget, network: str, post: Post, now: datetime) -> Price:
    """What a post costs at `now` (UTC)."""
    has_link = bool(post.link) or bool(_LINK_LIKE.search(post.text))
    amount = _amount(budget, network, has_link=has_link)
    if amount and post.image and post.image.attach and post.image.alt:
        amount += round(DESCRIPTION_PRICES.get(network, 0.0) * DOLLAR)
    return Price(amount, month_of(now)) if amount else FREE


def usual_price(budget: Budget, network: str, *, has_link: bool) -> int:
    """What the account's posts usually cost, as far as that is known before a post is composed."""
    return _amount(budget, network, has_link=has_link)


def limits_of(budget: Budget) -> Limits:
    """The limits that the settings set."""
    return Limits(_limit(budget.per_month), _limit(budget.stack_per_month))


def month_of(now: datetime) -> str:
    """The calendar month of an instant (UTC)."""
    return now.astimezone(UTC).strftime("%Y-%m")


def forecast(spent: int, per_day: float, amount: int, limit: int | None, now: datetime) -> int:
    """What the month will have cost if `per_day` posts of this price go on until its end."""
    _, end = _month(now)
    whole = spent + round(per_day * ((end - now) / _DAY)) * amount
    return _within(whole, spent, limit)


def extrapolated(spent: int, limit: int | None, now: datetime) -> int:
    """What the month will have cost if it goes on as it began; the first day says nothing yet."""
    start, end = _month(now)
    return _within(round(spent * ((end - start) / max(now - start, _DAY))), spent, limit)


def _month(now: datetime) -> tuple[datetime, datetime]:
    """The beginning of an instant's month and of the next (UTC)."""
    start = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return start, (start + 32 * _DAY).replace(day=1)


def _within(whole: int, spent: int, limit: int | None) -> int:
    return whole if limit is None else max(spent, min(whole, limit))


def dollars(amount: int) -> str:
    """An amount as people write it, such as "$0.20" or "$0.015"."""
    text = f"{amount / DOLLAR:.3f}"
    return f"${text.removesuffix('0')}"


def _amount(budget: Budget, network: str, *, has_link: bool) -> int:
    with_link, without = PRICES.get(network, (0.0, 0.0))
    own = budget.price_with_link if has_link else budget.price_without_link
    usual = with_link if has_link else without
    return round((usual if own is None else own) * DOLLAR)


def _limit(amount: float | None) -> int | None:
    return None if amount is None else round(amount * DOLLAR)
