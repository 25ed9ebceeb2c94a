"""What the function makes of an event."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from repost.errors import EventError
from repost.events import Settle, Tick, parse_event

EVENTS = Path(__file__).parents[2] / "events"
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_every_example_is_understood() -> None:
    examples = {file.stem: parse_event(json.loads(file.read_text())) for file in EVENTS.glob("*.json")}
    assert examples == {"scheduled": Tick(NINE), "settle": Settle("main", NINE, "posted")}


def test_a_time_may_have_any_zone() -> None:
    assert parse_event({"source": "repost.schedule", "scheduled": "2026-11-23T10:00:00+01:00"}) == Tick(NINE)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({}, "this one holds nothing"),
        ({"key1": "value1"}, "this one holds key1"),
        ([], "no object"),
        ("tick", "no object"),
        (None, "no object"),
        ({"source": "repost.schedule"}, "this one holds source"),
        ({"source": "repost.schedule", "scheduled": 5}, "this one holds scheduled, source"),
        (
            {"source": "repost.schedule", "scheduled": "<aws.scheduler.scheduled-time>"},
            "a time with its zone",
        ),
        ({"source": "repost.schedule", "scheduled": "2026-11-23T09:00:00"}, "a time with its zone"),
        ({"source": "repost.person", "settle": {"account": "main"}}, "this one holds settle, source"),
        (
            {"source": "repost.person", "settle": {"account": "main", "slot": "2026-11-23T09:00:00Z"}},
            'should be "posted" or "not_sent"',
        ),
        (
            {
                "source": "repost.person",
                "settle": {"account": "main", "slot": "2026-11-23T09:00:00Z", "outcome": ["posted"]},
            },
            'should be "posted" or "not_sent"',
        ),
    ],
)
def test_anything_else_is_refused_in_words(event: Any, says: str) -> None:
    with pytest.raises(EventError, match=says):
        parse_event(event)
