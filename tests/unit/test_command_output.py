"""What the command writes: nothing in it speaks to the terminal but the command itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.cli.output import Output

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
