"""Settings for the accounts of one network alone."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.accounts.documents import read_accounts
from repost.settings.networks import NetworkName
from tests.unit.test_settings import LEAST, MAIN, mistake, read, settings

DEFAULTS = "/repost/settings/defaults"
THERE = LEAST.replace('"x"', '"mastodon"') + '[mastodon]\nserver = "https://mastodon.example"'


def test_they_hold_on_that_network_and_nowhere_else() -> None:
    defaults = (
        '[message]\nbefore = "All:"\n[on.mastodon]\nmessage = {before = "There:"}\nlink = {utm = false}'
    )
    accounts = read(LEAST, defaults=defaults, there=THERE).ready
    assert [(each.settings.message.before, each.settings.link.utm) for each in accounts] == [
        ("All:", True),
        ("There:", False),
    ]


def test_what_an_account_says_itself_goes_before_the_defaults_of_its_network() -> None:
    defaults = '[on.x.message]\nbefore = "Defaults:"\nafter = "Read!"'
    found = settings(LEAST + '[message]\nbefore = "Mine:"', defaults=defaults).message
    assert (found.before, found.after) == ("Mine:", "Read!")
    found = settings(LEAST + '[message]\nbefore = "Mine:"\n[on.x.message]\nbefore = "On X:"').message
    assert found.before == "On X:"


def test_they_replace_what_cannot_stand_beside_them() -> None:
    defaults = (
        '[schedule]\nevery = "4h"\n[message]\nbefore = "All:"\n'
        '[on.x]\nschedule = {at = ["09:00"]}\nmessage = {template = "{title}"}'
    )
    found = settings(LEAST, defaults=defaults)
    assert len(found.schedule.at) == 1
    assert (found.message.before, found.message.template) == (None, "{title}")
    assert (
        mistake(LEAST + '[on.x.message]\nbefore = "a"\ntemplate = "{title}"').key == "on.x.message.template"
    )


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("[on.mastodn.message]", 'Unknown key on.mastodn in MAIN. Did you mean "mastodon"?'),
        ('on = "x"', 'on in MAIN is "x". Expected tables such as [on.mastodon.message].'),
        ('[on]\nx = "short"', 'on.x in MAIN is "short". Expected a table of settings.'),
        ('[on.x]\nnetwork = "mastodon"', "on.x.network in MAIN can't be set for one network. Remove it."),
        ("[on.x.on.mastodon]", "on.x.on in MAIN can't be set for one network. Remove it."),
        ("[on.x.message]\nbefor = 1", 'Unknown key on.x.message.befor in MAIN. Did you mean "before"?'),
        ("[on.x.message]\nbefore = 1", 'on.x.message.before in MAIN is 1. Did you mean "1"?'),
        (
            '[on.x.message]\nafter = "{titel}"',
            "on.x.message.after in MAIN contains {titel}, which is not a placeholder. Did you mean {title}?",
        ),
        ("[on.bluesky.link]\nutm = 3", "on.bluesky.link.utm in MAIN is 3. Expected true or false."),
    ],
)
def test_a_mistake_is_named_by_parameter_and_whole_key(document: str, sentence: str) -> None:
    own = read(f"{LEAST.split('[')[0]}{document}").broken["main"]
    assert str(own) == sentence.replace("MAIN", MAIN)
    shared = read_accounts({MAIN: LEAST, DEFAULTS: document}, "/repost").broken
    assert str(shared["main"]) == sentence.replace("MAIN", DEFAULTS)


@given(st.sampled_from(get_args(NetworkName)), st.sampled_from(get_args(NetworkName)), st.text(max_size=20))
def test_a_table_for_another_network_changes_nothing(here: str, other: str, text: str) -> None:
    least = LEAST.replace('"x"', f'"{here}"')
    table = "".join(
        f"\\U{ord(sign):08x}" for sign in text.replace("{", "").encode("utf-8", "ignore").decode()
    )
    alone, both = (
        read_accounts({MAIN: document}, "/repost")
        for document in (least, f'{least}[on.{other}.message]\nafter = "{table}"')
    )
    if alone.broken:
        assert both.broken
        return
    expected = alone.ready[0].settings.message.after if here != other else text.replace("{", "")
    assert both.ready[0].settings.message.after == expected
