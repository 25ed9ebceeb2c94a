"""How a network's answers are told apart: cases, each with what the owner reads and what comes next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from repost.base.errors import (
    CredentialsRefused,
    NetworkError,
    OutcomeUnknown,
    QuotaExhausted,
    Rejected,
    RetryLater,
)
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable


UNCLEAR_STATUSES: Final = frozenset({302, 303, 304, 408, 409})
"""Conflict, time-out and "see there" don't tell what became of a request."""

OTHER_REFUSALS: Final = frozenset(range(300, 500)) - UNCLEAR_STATUSES
"""Whatever says that nothing was done, without blaming the text: to be asked after all else."""


NOT_JSON: Final = "(not json)"
"""The words of an answer that is none of a network's API, such as the page of something before it."""


class Answer(Value, frozen=True):
    """What a network answered, reduced to what tells one case from another.

    `words` is the network's own code for it and its explanation, in lower case; `said` is the
    explanation alone, as a quotation with a space before it, or "". `until` is the UTC instant at
    which a limit starts anew, where the network says so; `now` is UTC.
    """

    status: int
    words: str
    said: str
    until: datetime | None
    now: datetime


class Case(Value, frozen=True):
    """One way in which a network refuses: how it is known, what the owner reads, what becomes of it.

    It fits an answer whose status is one of `statuses` and whose words contain `marker`. The owner
    reads "<meaning> (“<the network's words>”)<advice>."
    """

    statuses: Container[int]
    becomes: Callable[[str, Answer], NetworkError]
    meaning: str
    advice: str = ""
    marker: str = ""

    def fits(self, answer: Answer) -> bool:
        return answer.status in self.statuses and self.marker in answer.words

    def error(self, answer: Answer) -> NetworkError:
        return self.becomes(f"{self.meaning}{answer.said}{self.advice}.", answer)


def error_of(answer: Answer, cases: Iterable[Case], otherwise: Case) -> NetworkError:
    """What an answer becomes: the first case that fits counts."""
    return next((case for case in cases if case.fits(answer)), otherwise).error(answer)


def rejected(sentence: str, _: Answer) -> NetworkError:
    return Rejected(sentence)


def credentials_refused(sentence: str, _: Answer) -> NetworkError:
    return CredentialsRefused(sentence)


def outcome_unknown(sentence: str, _: Answer) -> NetworkError:
    return OutcomeUnknown(sentence)


def retry_later(sentence: str, answer: Answer) -> NetworkError:
    return RetryLater(sentence, answer.until)


def exhausted_for_a_day(sentence: str, answer: Answer) -> NetworkError:
    return QuotaExhausted(sentence, answer.now + timedelta(days=1))


def exhausted_for_the_month(sentence: str, answer: Answer) -> NetworkError:
    first = answer.now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return QuotaExhausted(sentence, (first + timedelta(days=32)).replace(day=1))


def then_store(what: str) -> str:
    """The end of an advice whose last step is to store the secret again, which lets an account go on."""
    return f"then store the {what} again so that Repost goes on"
