"""What the function makes of an event."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from repost.base.errors import EventError
from repost.events.events import Tick, parse_event
from repost.events.wishes import (
    WISHES,
    Block,
    Check,
    Export,
    Import,
    PostNow,
    Preview,
    Reset,
    Settle,
    Simulate,
    Skip,
    Unblock,
    Undo,
)

EVENTS = Path(__file__).parents[2] / "events"
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_every_example_is_understood() -> None:
    examples = {file.stem: parse_event(json.loads(file.read_text())) for file in EVENTS.glob("*.json")}
    old = "https://blog.example.com/an-old-article/"
    assert examples == {
        "block": Block("main", old),
        "check": Check("main"),
        "export": Export("main", "csv"),
        "import": Import("main", f"url,date\n{old},2026-11-20\n"),
        "post_now": PostNow("main", NINE),
        "preview": Preview("main"),
        "reset": Reset("main", NINE),
        "scheduled": Tick(NINE),
        "settle": Settle("main", NINE, "posted"),
        "simulate": Simulate("main", 30),
        "skip": Skip("main", NINE),
        "unblock": Unblock("main", old),
        "undo": Undo("main", NINE),
    }
    assert examples.keys() - {"scheduled"} == WISHES.keys()


def test_a_time_may_have_any_zone() -> None:
    assert parse_event({"source": "repost.schedule", "scheduled": "2026-11-23T10:00:00+01:00"}) == Tick(NINE)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({}, "this one has nothing"),
        ({"key1": "value1"}, "this one has key1"),
        ([], "not an object"),
        ("tick", "not an object"),
        (None, "not an object"),
        ({"source": "repost.schedule"}, "this one has source"),
        ({"source": "repost.schedule", "scheduled": 5}, "this one has scheduled, source"),
        (
            {"source": "repost.schedule", "scheduled": "<aws.scheduler.scheduled-time>"},
            "a time with its zone",
        ),
        ({"source": "repost.schedule", "scheduled": "2026-11-23T09:00:00"}, "a time with its zone"),
        ({"source": "repost.schedule", "scheduled": "0001-01-01T00:00:00+14:00"}, "a time with its zone"),
        ({"source": "repost.person"}, "this one has source"),
        (
            {"source": "repost.person", "setle": {}},
            'Unknown wish "setle". The wishes are preview, simulate, ',
        ),
        ({"source": "repost.person", "skip": {}, "reset": {}}, "one wish; this one has skip, reset"),
        ({"source": "repost.person", "skip": "main"}, 'skip is "main", but should be an object with account'),
        (
            {"source": "repost.person", "settle": {"account": "main"}},
            "settle.slot is missing; settle takes account, slot, outcome",
        ),
        (
            {"source": "repost.person", "check": {"account": "main", "acount": "a"}},
            "Unknown key check.acount. check takes account",
        ),
        (
            {"source": "repost.person", "check": {"account": " "}},
            'check.account is " ", but should be a non-empty text',
        ),
        (
            {"source": "repost.person", "simulate": {"account": "main", "days": 400}},
            "simulate.days is 400, but should be a number from 1 to 366",
        ),
        ({"source": "repost.person", "simulate": {"account": "main", "days": True}}, "simulate.days is true"),
        (
            {"source": "repost.person", "export": {"account": "main", "format": "xml"}},
            'export.format is "xml", but should be one of jsonl, csv',
        ),
        ({"source": "repost.person", "import": {"account": "main", "document": 1}}, "the text of a file"),
        (
            {"source": "repost.person", "settle": {"account": "main", "slot": "2026-11-23T09:00:00Z"}},
            "settle.outcome is missing",
        ),
        (
            {
                "source": "repost.person",
                "settle": {"account": "main", "slot": "2026-11-23T09:00:00Z", "outcome": ["posted"]},
            },
            'settle.outcome is ["posted"], but should be one of posted, not_sent',
        ),
    ],
)
def test_anything_else_is_refused_in_words(event: Any, says: str) -> None:
    with pytest.raises(EventError, match=re.escape(says)):
        parse_event(event)
