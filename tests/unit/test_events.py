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
from repost.events.reviews import Approve, Decline, Edit, Lessons, TakeBack, Waiting
from repost.events.staff import (
    GroupChanged,
    GroupCheck,
    GroupPast,
    Invite,
    StaffForget,
    StaffImport,
    StaffLeave,
    StaffPause,
    StaffResume,
    StaffShow,
    StaffSync,
)
from repost.events.wishes import (
    WISHES,
    Block,
    Check,
    Export,
    Import,
    Past,
    PostNow,
    Preview,
    Rename,
    Reset,
    Results,
    Settle,
    Simulate,
    Skip,
    Tried,
    Unblock,
    Undo,
    Unskip,
)

EVENTS = Path(__file__).parents[2] / "events"
GRACE = "grace@example.com"
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
PEOPLE = "account,group,network,mail,handle,consent\nada,field,mastodon,ada@example.com,@ada,2026-11-20 v1\n"


def test_every_example_is_understood() -> None:
    examples = {file.stem: parse_event(json.loads(file.read_text())) for file in EVENTS.glob("*.json")}
    old = "https://blog.example.com/an-old-article/"
    assert examples == {
        "approve": Approve("main", NINE, 1, GRACE),
        "block": Block("main", old),
        "decline": Decline("main", NINE, 1, "tone", "We don't shout.", by=GRACE),
        "edit": Edit("main", NINE, 1, "Roses, another year on: https://blog.example.com/roses/", GRACE),
        "lessons": Lessons(group="field", days=30),
        "take_back": TakeBack("main", NINE, GRACE),
        "waiting": Waiting(group="field"),
        "check": Check("main"),
        "tried": Tried("main", "https://x.com/your_handle", 10_000),
        "export": Export("main", "csv"),
        "import": Import("main", f"url,date\n{old},2026-11-20\n"),
        "post_now": PostNow("main", NINE),
        "preview": Preview("main"),
        "results": Results("main"),
        "reset": Reset("main", NINE),
        "scheduled": Tick(NINE),
        "settle": Settle("main", NINE, "posted"),
        "simulate": Simulate("main", 30),
        "skip": Skip("main", NINE),
        "unskip": Unskip("main"),
        "rename": Rename("main", "blog"),
        "unblock": Unblock("main", old),
        "undo": Undo("main", NINE),
        "staff_import": StaffImport(PEOPLE),
        "staff_sync": StaffSync(PEOPLE, write=False),
        "staff_show": StaffShow(group="field"),
        "staff_pause": StaffPause("ada"),
        "staff_resume": StaffResume("ada"),
        "staff_leave": StaffLeave("ada"),
        "staff_forget": StaffForget("ada"),
        "group_check": GroupCheck("field"),
        "group_changed": GroupChanged("field"),
        "group_past": GroupPast("field"),
        "invite": Invite("field"),
        "past": Past("main"),
    }
    assert examples.keys() - {"scheduled"} == WISHES.keys()


def test_a_time_may_have_any_zone() -> None:
    assert parse_event({"source": "repost.schedule", "scheduled": "2026-11-23T10:00:00+01:00"}) == Tick(NINE)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({}, "this event has no keys"),
        ({"key1": "value1"}, "this event has key1"),
        ([], "is not an object"),
        ("tick", "not an object"),
        (None, "not an object"),
        ({"source": "repost.schedule"}, "this event has source"),
        ({"source": "repost.schedule", "scheduled": 5}, "this event has scheduled, source"),
        (
            {"source": "repost.schedule", "scheduled": "<aws.scheduler.scheduled-time>"},
            "a time with its zone",
        ),
        ({"source": "repost.schedule", "scheduled": "2026-11-23T09:00:00"}, "a time with its zone"),
        ({"source": "repost.schedule", "scheduled": "0001-01-01T00:00:00+14:00"}, "a time with its zone"),
        ({"source": "repost.person"}, "this event has source"),
        (
            {"source": "repost.person", "setle": {}},
            'Unknown request "setle". Did you mean "settle"?',
        ),
        (
            {"source": "repost.person", "skip": {}, "reset": {}},
            "several requests: skip, reset. Expected one.",
        ),
        ({"source": "repost.person", "skip": "main"}, 'skip is "main". Expected an object with account'),
        (
            {"source": "repost.person", "settle": {"account": "main"}},
            "Missing key settle.slot. settle has account, slot, outcome",
        ),
        (
            {"source": "repost.person", "check": {"account": "main", "acount": "a"}},
            'Unknown key check.acount. Did you mean "account"?',
        ),
        (
            {"source": "repost.person", "check": {"account": " "}},
            'check.account is " ". Expected text that',
        ),
        (
            {"source": "repost.person", "simulate": {"account": "main", "days": 400}},
            "simulate.days is 400. Expected a whole number from 1 to 366",
        ),
        ({"source": "repost.person", "simulate": {"account": "main", "days": True}}, "simulate.days is true"),
        (
            {"source": "repost.person", "export": {"account": "main", "format": "xml"}},
            'export.format is "xml". Expected one of jsonl, csv',
        ),
        ({"source": "repost.person", "import": {"account": "main", "document": 1}}, "the text of a file"),
        (
            {"source": "repost.person", "staff_import": {"document": "a", "write": "no"}},
            'staff_import.write is "no". Expected true or false',
        ),
        (
            {"source": "repost.person", "staff_sync": {"document": "a", "leaving": -1}},
            "staff_sync.leaving is -1. Expected a whole number",
        ),
        (
            {"source": "repost.person", "invite": {"accounts": []}},
            "invite.accounts is []. Expected a list of at most 10,000 names",
        ),
        (
            {"source": "repost.person", "settle": {"account": "main", "slot": "2026-11-23T09:00:00Z"}},
            "Missing key settle.outcome",
        ),
        (
            {
                "source": "repost.person",
                "settle": {"account": "main", "slot": "2026-11-23T09:00:00Z", "outcome": ["posted"]},
            },
            'settle.outcome is ["posted"]. Expected one of posted, not_sent',
        ),
    ],
)
def test_anything_else_is_refused_in_words(event: Any, says: str) -> None:
    with pytest.raises(EventError, match=re.escape(says)):
        parse_event(event)
