"""How a network's answers are classified: cases, each with what the owner reads and what comes next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from repost.base.errors import (
    CredentialsRefused,
    NetworkError,
    OutcomeUnknown,
    QuotaExhausted,
    Rejected,
    RetryLater,
    Unexplained,
)
from repost.base.patterns import pattern
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from repost.web.http import Reply


UNCLEAR_STATUSES: Final = frozenset({302, 303, 304, 408, 409})
"""Conflict, time-out and "see there" don't tell what became of a request."""

OTHER_REFUSALS: Final = frozenset(range(300, 500)) - UNCLEAR_STATUSES
"""The statuses that mean nothing was done, checked after everything else."""

_OF_ONE_OR_ALL: Final = frozenset({400, 403, 413, 422})
"""What may blame the article, the account or the caller, and does not say which."""

_CHANGING: Final = pattern(r"[^a-z]+")
"""What differs between two refusals of the same kind: numbers, dates, addresses of help pages."""


NOT_JSON: Final = "(not json)"
"""The words of an answer that is not the API's, such as the page of something before it."""


class Refusal(Value, frozen=True):
    """How a network refused something, reduced to what tells one case from another.

    `words` is the network's own code for it and its explanation, in lower case; `said` is the
    explanation alone, as a quotation with a space before it, or "". `until` is the UTC instant at
    which a limit starts over, if the network says so; `now` is UTC.
    """

    status: int
    words: str
    said: str
    until: datetime | None
    now: datetime


def words_of(reply: Reply, body: Mapping[str, Any], words: str) -> str:
    """The words of an answer whose JSON object is `body`: as they are, or `NOT_JSON` if it has another body.

    An answer without any body is the network's own as far as anybody can tell.
    """
    return words.lower() if body or not reply.body.strip() else NOT_JSON


class Case(Value, frozen=True):
    """One way in which a network refuses: how it is known, what the owner reads, what becomes of it.

    It fits a refusal whose status is one of `statuses` and whose words contain `marker`. The owner
    reads "<meaning> (“<the network's words>”)<advice>."
    """

    statuses: Container[int]
    becomes: Callable[[str, Refusal], NetworkError]
    meaning: str
    advice: str = ""
    marker: str = ""

    def fits(self, refusal: Refusal) -> bool:
        return refusal.status in self.statuses and self.marker in refusal.words

    def error(self, refusal: Refusal) -> NetworkError:
        return self.becomes(f"{self.meaning}{refusal.said}{self.advice}.", refusal)


def error_of(refusal: Refusal, cases: Iterable[Case], otherwise: Case) -> NetworkError:
    """What a refusal becomes: the first case that fits counts."""
    return next((case for case in cases if case.fits(refusal)), otherwise).error(refusal)


def rejected(sentence: str, _: Refusal) -> NetworkError:
    return Rejected(sentence)


def unexplained(sentence: str, refusal: Refusal) -> NetworkError:
    return Unexplained(sentence, f"{refusal.status}{_CHANGING.sub(' ', refusal.words)}")


def credentials_refused(sentence: str, _: Refusal) -> NetworkError:
    return CredentialsRefused(sentence)


def outcome_unknown(sentence: str, _: Refusal) -> NetworkError:
    return OutcomeUnknown(sentence)


def retry_later(sentence: str, refusal: Refusal) -> NetworkError:
    return RetryLater(sentence, refusal.until)


def exhausted_for_a_day(sentence: str, refusal: Refusal) -> NetworkError:
    return QuotaExhausted(sentence, refusal.now + timedelta(days=1))


def exhausted_for_the_month(sentence: str, refusal: Refusal) -> NetworkError:
    first = refusal.now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return QuotaExhausted(sentence, (first + timedelta(days=32)).replace(day=1))


def then_store(what: str) -> str:
    """The end of an advice whose last step is to store the secret again, which lets an account go on."""
    return f"then store the {what} again so that Repost goes on"


def unclear(network: str, then: str) -> Case:
    """What an answer means that fits no other case: `network` begins the sentence, `then` ends it."""
    return Case((), outcome_unknown, f"{network} did not say whether it accepted the post", f": {then}")


def last_cases(network: str, unexplaining: Container[int] = _OF_ONE_OR_ALL) -> tuple[Case, ...]:
    """What any network's refusals mean if nothing more is known of them; `network` as within a sentence.

    Nothing was published, and none of them blames the article: not the page of a proxy in place of the API's
    answer, and not a refusal that doesn't say what it is about.
    """
    in_front = f"Something in front of {network} (a proxy or firewall) refused the request"
    network = network[0].upper() + network[1:]
    others = f"{network} did not accept the post, through no fault of the article"
    return (
        Case({429}, retry_later, f"{network} accepts no more posts for now"),
        Case(OTHER_REFUSALS, retry_later, in_front, marker=NOT_JSON),
        Case(unexplaining, unexplained, f"{network} refuses this post"),
        Case(OTHER_REFUSALS, retry_later, others),
    )
