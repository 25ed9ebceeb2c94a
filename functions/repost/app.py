"""What the Lambda function does: an event in, a report out, with the collaborators it is given."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from repost.base import instants
from repost.base.errors import RunFailed
from repost.events.events import LATEST, Tick, parse_event
from repost.run.collaborators import Collaborators
from repost.run.tick import tick

if TYPE_CHECKING:
    from repost.run.report import Report, State


class Context(Protocol):
    """What the handler uses of Lambda's context."""

    def get_remaining_time_in_millis(self) -> int: ...


Handler = Callable[[Mapping[str, Any], Context], dict[str, Any]]
Compose = Callable[[Callable[[], float]], Collaborators]
"""Makes the collaborators of a run from a function that gives the seconds left to it."""

_METRIC_OF: Final[Mapping[State, str]] = {
    "posted": "PostPublished",
    "rejected": "PostRejected",
    "not_sent": "PostNotSent",
    "unknown": "OutcomeUnknown",
    "stopped": "CredentialsRefused",
    "exhausted": "QuotaExhausted",
    "invalid": "SettingsInvalid",
    "empty": "NothingEligible",
    "over_budget": "OverBudget",
    "no_feed": "FeedFailed",
    "failed": "TurnFailed",
}


def make_handler(compose: Compose) -> Handler:
    """What Lambda calls. The deployed function and the local run differ only in these collaborators.

    It takes one of the events in `events/`, and Lambda's context for the time that remains. It returns
    ``{"reports": [...]}`` with a `repost.run.report.Report` for each account. It raises `EventError` if the
    event is not one of Repost's, and `RunFailed` if AWS failed an account; the others have had their turns.
    """
    service = os.environ.get("POWERTOOLS_SERVICE_NAME", "repost")
    logger = Logger(service=service)
    metrics = Metrics(namespace="Repost", service=service)

    @logger.inject_lambda_context(clear_state=True)
    def handle(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
        wish = parse_event(event)
        outside = compose(lambda: context.get_remaining_time_in_millis() / 1000)
        if not isinstance(wish, Tick):
            from repost.person.dispatch import answer

            answered = answer(wish, outside)
            for report in answered.reports:
                logger.info(report.decision, report=report.as_dict())
            if answered.counts:
                outcomes = measured(answered.reports)
                del outcomes["Overdue"]  # shows that the schedule is alive; a person's request doesn't
                if outcomes:
                    _publish(metrics, outcomes)
            return answered.as_dict()
        if outside.clock() - wish.scheduled > LATEST:
            decision = f"The tick of {instants.written(wish.scheduled)} came too late: the next one is due."
            logger.warning(decision)
            _publish(metrics, {"TickTooLate": 1})
            return {"decision": decision, "reports": []}
        reports: list[Report] = []
        try:
            for report in tick(outside):
                if report.trace:
                    logger.error(report.decision, report=report.as_dict(), trace=report.trace)
                else:
                    logger.info(report.decision, report=report.as_dict())
                reports.append(report)
        finally:
            _publish(metrics, measured(reports))
        if failed := [report for report in reports if report.state == "failed" and not report.trace]:
            raise RunFailed(f"{len(failed)} of {len(reports)} accounts got no turn: {failed[0].decision}")
        return {"reports": [report.as_dict() for report in reports]}

    return handle


def measured(reports: Iterable[Report]) -> dict[str, float]:
    """The run's metrics.

    How often each outcome happened, whether any account is overdue (0 or 1), and, where a post may have
    cost something, what the month has cost all accounts and will have cost them, in US dollars.
    """
    reports = list(reports)
    counts = Counter(_METRIC_OF[report.state] for report in reports if report.state in _METRIC_OF)
    spent = [report.stack_spent for report in reports if report.stack_spent is not None]
    forecast = [report.stack_forecast for report in reports if report.stack_forecast is not None]
    held = sum(len(report.held) for report in reports)
    return {
        **counts,
        **({"PostsHeld": held} if held else {}),
        "Overdue": int(any(report.overdue for report in reports)),
        **({"SpentThisMonth": max(spent)} if spent else {}),
        **({"ForecastThisMonth": max(forecast)} if forecast else {}),
    }


def _publish(metrics: Metrics, values: Mapping[str, float]) -> None:
    for name, value in values.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
    metrics.flush_metrics()
