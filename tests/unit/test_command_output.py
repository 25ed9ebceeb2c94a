"""What the command writes: nothing in it speaks to the terminal but the command itself."""

from __future__ import annotations

import os
from io import StringIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from repost.cli import output
from repost.cli.output import Output, in_zone, known

if TYPE_CHECKING:
    import pytest

HOSTILE = "a\x1b]0;title\x07b\x1b[2Jc\x9bd"
REPORT = {"state": "posted", "decision": HOSTILE, "text": HOSTILE, "why_not": {}, "notes": [HOSTILE]}


def test_a_blogs_words_do_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(as_json=False)
    output.say(HOSTILE)
    output.complain(HOSTILE)
    output.rows([("label", HOSTILE)])
    output.table(("title",), [(HOSTILE,)])
    output.report(REPORT)
    output.answer(REPORT)
    written = capsys.readouterr()
    assert not set(written.out + written.err) & set("\x1b\x07\x9b")
    assert "title" in written.out


def test_what_waits_for_review_and_what_the_month_costs_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    told = {"for_review": ["w: It announces an event (“webinar”)."], "spent": 0.4, "forecast": 12.0}
    Output(as_json=False).report({**REPORT, **told})
    written = capsys.readouterr().out
    assert "w: It announces an event" in written
    assert "$0.40 this month so far, about $12.00 by its end" in written


def test_the_work_goes_on_when_the_reader_has_left() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as pipe:
        console = output.Terminal(file=pipe)
        for _ in range(2):
            console.print("what nobody reads any more")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> tuple[Output, Terminal]:
    terminal = Terminal()
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("sys.stdout", terminal)
    return Output(as_json=False), terminal


def test_one_article_is_one_article() -> None:
    assert known({"known": 1, "eligible": 1}) == "1 article known, 1 can be posted now"
    assert known({"known": 1200, "eligible": 0}) == "1,200 articles known, 0 can be posted now"


def test_a_link_is_never_folded_or_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    link = f"https://blog.example.com/{'a-long-path/' * 9}"
    output, terminal = at_a_terminal(monkeypatch, 40)
    output.rows([("Text", f"Some words that need two lines before {link} and after it"), ("Post", link)])
    output.table(("slot", "post"), [("2026-11-23T09:00:00Z", link)])
    assert terminal.getvalue().count(link) == 3
    lines = terminal.getvalue().splitlines()
    assert lines[0].endswith("Some words that need two lines")
    assert "before" in lines[1]


def test_times_are_in_the_accounts_zone_and_in_words() -> None:
    told = in_zone("The next post is due on 2026-11-23T09:00:00Z.", ZoneInfo("Europe/Paris"))
    assert told == "The next post is due on Mon 23 Nov 2026, 10:00 CET."
