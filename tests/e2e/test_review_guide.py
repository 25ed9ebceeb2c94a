"""docs/review.md: its commands work in their order as written, and it quotes the pages and the chat."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from repost.pages.acts import act_words
from repost.pages.words import ENGLISH
from repost.review.notice import notice
from repost.review.policy import REASONS
from tests.desk import Desk
from tests.e2e.test_digest import Chat
from tests.fleet import Fleet
from tests.world import at_first_sight

if TYPE_CHECKING:
    import pytest

    from local.aws.stack import LocalStack

GUIDE = (Path(__file__).parents[2] / "docs" / "review.md").read_text("utf-8")
PEOPLE = ("ada", "bob", "eve", "joe")
WEBHOOK = "https://hooks.slack.com/services/T0/B0/planted-guide-webhook"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def commands() -> list[list[str]]:
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("./repost ")]
    return [shlex.split(line, comments=True)[1:] for line in lines]


def test_a_team_reviews_as_the_guide_says(
    fleet_stack: LocalStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("repost.cli.group_commands.hidden", lambda _: WEBHOOK)
    fleet_stack.secrets.append(WEBHOOK)
    [review] = blocks("toml")
    with Chat() as chat, Fleet(fleet_stack, *PEOPLE, articles=9) as fleet:
        fleet.endpoints["digest"] = chat.url
        desk = Desk(fleet)
        rules = f'network = "mastodon"\nfeed = "{fleet.blog.feed}"\n{at_first_sight(review)}\n'
        Path("field.toml").write_text(rules + fleet.mastodon.settings, "utf-8")
        for name in ("group put", "group chat"):
            [command] = [each for each in commands() if " ".join(each).startswith(name)]
            assert desk.run(*command).code == 0
        fleet.turn()
        fleet.later(minutes=15).turn()
        posts = {
            each["account"]: each for each in fleet.ask("waiting", account=None, group="field")["waiting"]
        }
        assert set(posts) == set(PEOPLE)
        assert "posts wait for a review." in chat.texts[0]
        ids = {name: f"{name}/{post['slot']}/{post['attempt']}" for name, post in posts.items()}
        for command in (
            each for each in commands() if each[0] in {"review", "lessons"} and "--local" not in each
        ):
            typed = [_as_it_is(each, ids, posts["eve"]["link"]) for each in command]
            said = desk.run(*typed)
            assert said.code == 0, (typed, said)
        assert "Say what it does" in desk.run("lessons", "--group", "field").out
        states = {name: _state(fleet, name) for name in PEOPLE}
        assert states == {"ada": "held", "bob": "approved", "eve": "edited", "joe": "declined"}


def _as_it_is(word: str, ids: dict[str, str], link: str) -> str:
    """A word of a command with the ID or the link that there is today."""
    name = word.partition("/")[0]
    return ids[name] if "/" in word and name in ids else word.replace("https://blog.example.com/bench", link)


def _state(fleet: Fleet, name: str) -> str:
    slots = fleet.stack.table.last_in(f"ACCOUNT#{name}", "SLOT#", "SLOT#~", 1)
    return str(slots[0]["state"])


def test_the_guide_names_every_button_and_reason_as_the_pages_do() -> None:
    words = act_words(ENGLISH)
    for action in ("approve", "edit", "decline", "never", "take_back"):
        assert f"| **{words.buttons[action].label}** |" in GUIDE
    for reason, sentence in REASONS.items():
        assert f"| `{reason}` | {sentence} |" in GUIDE


def test_the_chats_notice_is_quoted_as_it_is() -> None:
    first = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    text = notice(3, first, zone=ZoneInfo("Europe/Paris"), group="field", drops=True, language=None, most=50)
    assert "".join(f"> {line}\n" for line in text.splitlines()) in GUIDE
