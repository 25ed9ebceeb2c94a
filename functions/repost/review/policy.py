"""Why a post waits for a person, and who may decide on it: pure functions of settings and values."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from repost.base.moments import is_french

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from repost.events.reviews import Reason
    from repost.settings.types import Review

CONSOLE: Final = "console"
"""Who decides on the dashboard: AWS doesn't tell more. CloudTrail does."""

REASONS: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        "tone": "The tone isn’t ours.",
        "fact": "Something in it is wrong or out of date.",
        "confidential": "It gives away what isn’t public.",
        "legal": "It may break a law or a contract.",
        "off-topic": "It isn’t what this account is for.",
        "duplicate": "It has been said before.",
        "disclosure": "It doesn’t say whose interest it serves.",
    }
)
"""Why a post may be declined, and what its author is told."""

_IN_FRENCH: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        "tone": "Ce n’est pas notre ton.",
        "fact": "Quelque chose y est faux ou dépassé.",
        "confidential": "Elle révèle ce qui n’est pas public.",
        "legal": "Elle pourrait enfreindre une loi ou un contrat.",
        "off-topic": "Ce n’est pas le sujet de ce compte.",
        "duplicate": "Cela a déjà été dit.",
        "disclosure": "Elle ne dit pas dans quel intérêt elle est faite.",
    }
)

SENT_WITHIN: Final = timedelta(hours=24)
"""How long after its decide-by an approved post may still go out."""


def reasons_in(language: str | None) -> Mapping[Reason, str]:
    """The reasons in the words of a language, or English."""
    return _IN_FRENCH if is_french(language) else REASONS


def why_held(review: Review, flags: Iterable[str], *, approvals: int, own_words: bool) -> tuple[str, ...]:
    """Why a post waits for a person, in sentences; () if it may go out at once.

    Parameters
    ----------
    review : Review
        The settings.
    flags : iterable of str
        What the brand's rules and the check for what doesn't last say of it, in sentences.
    approvals : int
        How many posts of the account were approved in a row.
    own_words : bool
        Whether a member wrote the words around the article.
    """
    if review.hold == "never":
        return ()
    why = list(flags)
    if own_words and review.hold in {"edited", "new"}:
        why.append("It is in the member's own words.")
    if review.hold == "always":
        why.append("Every post of this account is reviewed.")
    if is_new(review, approvals):
        posts = "1 post is" if review.trusted_after == 1 else f"{review.trusted_after} in a row are"
        why.append(f"The account is new: its posts are reviewed until {posts} approved ({approvals} so far).")
    return tuple(why)


def holds_all(review: Review, *, approvals: int, own_words: bool) -> bool:
    """Whether every post of an account waits, whatever it says."""
    return bool(why_held(review, (), approvals=approvals, own_words=own_words))


def is_new(review: Review, approvals: int) -> bool:
    """Whether an account isn't trusted yet, where trust matters."""
    return review.hold == "new" and approvals < review.trusted_after


def is_own(by: str, names: Iterable[str]) -> bool:
    """Whether somebody who decides is the member whose post it is.

    Parameters
    ----------
    by : str
        Who decides: a name, an address of mail, or the ARN of a session, which ends with one of them.
    names : iterable of str
        What the member is called.
    """
    person = by.rpartition("/")[2].strip().casefold()
    return bool(person) and person in {name.casefold() for name in names if name}
