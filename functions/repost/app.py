"""What the Lambda function does: an event in, a report out, with the collaborators it is given."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from repost.base import instants
from repost.base.errors import RunFailed
from repost.events.events import LATEST, Tick, parse_event
from repost.run.collaborators import Collaborators
from repost.run.report import Report
from repost.run.tick import tick

if TYPE_CHECKING:
    from datetime import datetime

    from repost.fleet.groups import Groups
    from repost.run.report import State


class Context(Protocol):
    """What the handler uses of Lambda's context."""

    def get_remaining_time_in_millis(self) -> int: ...


Handler = Callable[[Mapping[str, Any], Context], dict[str, Any]]
Compose = Callable[[Callable[[], float]], Collaborators]
"""Makes the collaborators of a run from a function that gives the seconds left to it."""

_MOST_WAITING: Final = 5
"""Of how many waiting accounts each is logged in a tick."""

_GROUPS_KEPT: Final = timedelta(seconds=60)

_METRIC_OF: Final[Mapping[State, str]] = {
    "posted": "PostPublished",
    "rejected": "PostRejected",
    "not_sent": "PostNotSent",
    "unknown": "OutcomeUnknown",
    "stopped": "CredentialsRefused",
    "exhausted": "QuotaExhausted",
    "invalid": "SettingsInvalid",
    "outdated": "SettingsOutdated",
    "held": "PostHeldForReview",
    "expired": "ReviewExpired",
    "unreviewed": "SlotUnreviewed",
    "empty": "NothingEligible",
    "held_back": "NothingEligible",
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
                outcomes = measured(answered.reports, outside.clock())
                del outcomes["Overdue"]  # shows that the schedule is alive; a person's request doesn't
                _publish(metrics, outcomes)
            return answered.as_dict()
        if outside.clock() - wish.scheduled > LATEST:
            decision = f"The tick of {instants.written(wish.scheduled)} came too late: the next one is due."
            logger.warning(decision)
            _publish(metrics, {"TickTooLate": 1})
            return {"decision": decision, "reports": []}
        return _ticked(outside, logger, metrics)

    return handle


def _ticked(outside: Collaborators, logger: Logger, metrics: Metrics) -> dict[str, Any]:
    """Ask for the turns of a fleet's members, if there is one, and give all other accounts theirs."""
    reports: list[Report] = []
    counts: Mapping[str, float] = {}
    is_over = False

    def note(report: Report) -> None:
        if report.state != "waiting":
            _log(logger, report)
        reports.append(report)

    try:
        if outside.messages:
            from repost.run.queued_turns import ask_for_turns

            asked = ask_for_turns(outside)
            if isinstance(asked, Report):
                note(asked)
            else:
                counts = asked.counts
        for report in tick(outside):
            note(report)
        is_over = True
    finally:
        _log_waiting(logger, [report for report in reports if report.state == "waiting"])
        outcomes = measured(reports, outside.clock())
        looked = is_over and (not reports or any(report.state != "failed" for report in reports))
        if not outcomes["Overdue"] and not looked:  # then nobody knows
            del outcomes["Overdue"]
        # Only a tick sees all of these accounts; members have a queue that their reviewers look at.
        if in_review := sum(len(report.in_review) for report in reports):
            counts = {**counts, "InReview": in_review}
        _publish(metrics, {**outcomes, **counts})
    if failed := [report for report in reports if report.state == "failed" and not report.trace]:
        raise RunFailed(f"{len(failed)} of {len(reports)} accounts got no turn: {failed[0].decision}")
    return {"reports": [report.as_dict() for report in reports]}


def make_worker(compose: Compose) -> Handler:
    """What Lambda calls with messages that ask for the turns of a fleet's members.

    It returns which of them are to come back: see `repost.run.queued_turns`. A message that can't be used,
    and a turn that fails, stop no other.
    """
    from repost.fleet.groups import Groups
    from repost.run.queued_turns import handle_message

    service = os.environ.get("POWERTOOLS_SERVICE_NAME", "repost")
    logger = Logger(service=service)
    metrics = Metrics(namespace="Repost", service=service)
    kept: list[tuple[datetime, Groups]] = []

    def groups_of(outside: Collaborators) -> Groups:
        """The settings of groups, which an environment keeps for a minute."""
        now = outside.clock()
        if not kept or not timedelta() <= now - kept[0][0] < _GROUPS_KEPT:
            kept[:] = [(now, Groups(outside.parameters.path, outside.parameters.of_group))]
        return kept[0][1]

    @logger.inject_lambda_context(clear_state=True)
    def work(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
        outside = compose(lambda: context.get_remaining_time_in_millis() / 1000)
        reports: list[Report] = []
        back: list[str] = []
        unusable = 0
        try:
            for record in event["Records"]:
                name = record["messageId"]
                receives = int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
                handled = handle_message(record["body"], receives, groups_of(outside), outside)
                if handled.report:
                    _log(logger, handled.report)
                    reports.append(handled.report)
                else:
                    unusable += 1
                    logger.warning(handled.why, message_id=name)
                if handled.comes_back:
                    back.append(name)
                    if handled.after and outside.messages:
                        outside.messages.come_back(record["receiptHandle"], handled.after)
        finally:
            outcomes = measured(reports, outside.clock()) | {
                "TurnsReturned": len(back),
                "MessagesUnusable": unusable,
            }
            del outcomes["Overdue"]  # shows that the schedule is alive
            _publish(metrics, {name: count for name, count in outcomes.items() if count})
        return {"batchItemFailures": [{"itemIdentifier": name} for name in back]}

    return work


def _log(logger: Logger, report: Report) -> None:
    """Log a report; a fault of Repost's own with its traceback."""
    if report.trace:
        logger.error(report.decision, report=report.as_dict(), trace=report.trace)
    else:
        logger.info(report.decision, report=report.as_dict())


def _log_waiting(logger: Logger, waiting: Sequence[Report]) -> None:
    """Log the reports of accounts that have nothing to do yet: of many, only how many they are."""
    if len(waiting) <= _MOST_WAITING:
        for report in waiting:
            _log(logger, report)
        return
    first = min(report.next for report in waiting if report.next)
    summary = f"{len(waiting)} accounts have nothing to post before {instants.written(first)}."
    logger.info(summary)


def measured(reports: Iterable[Report], now: datetime) -> dict[str, float]:
    """The run's metrics.

    How often each outcome happened, how long the oldest held post has waited (in seconds), of how many
    access tokens' ends there is a reminder, whether any account is overdue (0 or 1), and, where a post may
    have cost something, what the month has cost all accounts and will have cost them, in US dollars.
    """
    reports = list(reports)
    counts = Counter(_METRIC_OF[report.state] for report in reports if report.state in _METRIC_OF)
    spent = [report.stack_spent for report in reports if report.stack_spent is not None]
    forecast = [report.stack_forecast for report in reports if report.stack_forecast is not None]
    held = [slot for report in reports for slot in report.held]
    ending = sum(report.reminds for report in reports)
    return {
        **counts,
        **({"PostsHeld": len(held), "OldestHeld": (now - min(held)).total_seconds()} if held else {}),
        **({"TokensEnding": ending} if ending else {}),
        "Overdue": int(any(report.overdue for report in reports)),
        **({"SpentThisMonth": max(spent)} if spent else {}),
        **({"ForecastThisMonth": max(forecast)} if forecast else {}),
    }


def _publish(metrics: Metrics, values: Mapping[str, float]) -> None:
    for name, value in values.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
    if values:
        metrics.flush_metrics()
