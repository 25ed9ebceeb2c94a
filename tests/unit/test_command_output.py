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
