"""Every refusal of every network that has a table of them: what the account does, and what it does next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from local.base.server import Fault, Response
from local.networks import bluesky_answers, facebook, linkedin, mastodon_answers, x_answers
from tests.world import Entry, World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.aws.stack import LocalStack
    from repost.settings.networks import NetworkName

STOPPED: Final = ("stopped", "stopped")
"""The account is silent until its secret changes."""
EXHAUSTED: Final = ("exhausted", "exhausted")
"""It is silent until a day has come."""
LATER: Final = ("not_sent", "posted")
"""The slot is lost, and no article: the next slot goes on."""
NEXT: Final = ("posted", "posted")
"""Another article goes out in the very same slot."""
FOUND: Final = ("unknown", "not_sent")
"""It is looked for, and was not out; its article is free."""
HELD: Final = ("unknown", "posted")
"""Its article waits for a person; the account goes on with others."""

GOES_WELL: Final = Fault(accepted=True)

# What the account does when a post is refused so, and a slot later; where there is none, what comes before.
X: Final = {
    "unauthorized": STOPPED,
    "credits depleted": EXHAUSTED,
    "duplicate": NEXT,
    "no access": EXHAUSTED,
    "not permitted": NEXT,
    "read-only app": STOPPED,
    "not enrolled": STOPPED,
    "suspended": STOPPED,
    "locked": STOPPED,
    "signature not recognised": LATER,
    "looks automated": LATER,
    "daily limit": LATER,
    "blocked on the way": LATER,
    "too many requests": LATER,
    "rate limit of old": LATER,
    "usage capped": EXHAUSTED,
    "server error": FOUND,
    "over capacity": FOUND,
}
MASTODON: Final = {
    "invalid token": STOPPED,
    "revoked token": STOPPED,
    "token at takahe": STOPPED,
    "no token": STOPPED,
    "token of an app": STOPPED,
    "scopes": STOPPED,
    "disabled": STOPPED,
    "unconfirmed": STOPPED,
    "pending": STOPPED,
    "suspended": STOPPED,
    "not allowed": LATER,
    "blocked on the way": LATER,
    "too long": NEXT,
    "invalid": NEXT,
    "blank": NEXT,
    "hollo's bad request": NEXT,
    "too many requests": LATER,
    "not found": LATER,
    "moved": LATER,
    "race": FOUND,
    "server error": FOUND,
    "bad gateway": FOUND,
}
LINKEDIN: Final = {
    "expired token": STOPPED,
    "revoked token": STOPPED,
    "invalid token": STOPPED,
    "access denied": STOPPED,
    "forbidden": EXHAUSTED,
    "blocked on the way": LATER,
    "version sunset": LATER,
    "version missing": LATER,
    "no such author": LATER,
    "duplicate": NEXT,
    "too long": NEXT,
    "no such place": LATER,
    "too many requests": LATER,
    "server error": HELD,
    "bad gateway": HELD,
    "gateway timeout": HELD,
}
FACEBOOK: Final = {
    "invalid token": STOPPED,
    "expired token": STOPPED,
    "password changed": STOPPED,
    "app removed": STOPPED,
    "no session": STOPPED,
    "no permission": STOPPED,
    "no capability": STOPPED,
    "app throttled": LATER,
    "user throttled": LATER,
    "page throttled": LATER,
    "too many posts": LATER,
    "calls too fast": LATER,
    "blocked": EXHAUSTED,
    "said before": NEXT,
    "duplicate": NEXT,
    "no such page": LATER,
    "no such version": LATER,
    "link not read": NEXT,
    "own link": NEXT,
    "page identity": EXHAUSTED,
    "invalid parameter": NEXT,
    "blocked on the way": LATER,
    "unknown error": FOUND,
    "service error": FOUND,
    "too many requests": LATER,
    "bad gateway": FOUND,
}
BLUESKY: Final = {
    "expired token": LATER,
    "invalid token": LATER,
    "no token": LATER,
    "deactivated": STOPPED,
    "taken down": STOPPED,
    "too long": NEXT,
    "bad address": NEXT,
    "another record": FOUND,
    "no such blob": NEXT,
    "no such account": LATER,
    "too many requests": LATER,
    "blocked on the way": LATER,
    "too large": NEXT,
    "server error": FOUND,
    "upstream": FOUND,
}
LOGIN: Final = {
    "wrong password": STOPPED,
    "code by mail": STOPPED,
    "taken down": STOPPED,
    "too many logins": LATER,
    "no such server": LATER,
    "login failed": LATER,
}
Table = tuple["NetworkName", "Mapping[str, Response]", "Mapping[str, tuple[str, str]]", int, int]
TABLES: Final[dict[str, Table]] = {
    "x": ("x", x_answers.REFUSALS, X, 0, 1),
    # The server is asked first how long a text may be, once in a turn.
    "mastodon": ("mastodon", mastodon_answers.REFUSALS, MASTODON, 1, 1),
    "bluesky": ("bluesky", bluesky_answers.POST_REFUSALS, BLUESKY, 1, 2),
    "login at bluesky": ("bluesky", bluesky_answers.LOGIN_REFUSALS, LOGIN, 0, 2),
    "linkedin": ("linkedin", linkedin.REFUSALS, LINKEDIN, 0, 1),
    "facebook": ("facebook", facebook.REFUSALS, FACEBOOK, 0, 1),
}
"""Network, answers, table, and how many requests go well before one that is refused, and in a second try."""


@pytest.fixture
def world(stack: LocalStack) -> Iterator[World]:
    with World(stack, *(Entry(f"p{number}", 40 + number) for number in range(4))) as world:
        yield world


@pytest.mark.parametrize("name", TABLES)
def test_what_an_account_does_when_its_post_is_refused_and_a_slot_later(world: World, name: str) -> None:
    network, answers, table, before, once_more = TABLES[name]
    assert table.keys() == answers.keys()
    server = world.network(network)
    accounts = {case: f"a{number:02}" for number, case in enumerate(table)}
    for case, account in accounts.items():
        # All speak of the same articles as the same person, each with words and links of its own.
        words = f'[message]\nbefore = "{account}:"\n[link]\nutm_campaign = "{account}"'
        own = f'[select]\nspacing = "0m"\n{words}'
        world.account(account, own, network=network)
        again = [GOES_WELL] * once_more if table[case] is NEXT else []
        server.fail_next(*[GOES_WELL] * before, answers[case], *again)
    first = world.tick()
    assert not server.faults
    second = world.later(hours=6).tick()
    seen = {case: (first[account]["state"], second[account]["state"]) for case, account in accounts.items()}
    assert seen == table
    held = {case for case, account in accounts.items() if second[account]["held"]}
    assert held == {case for case, outcome in table.items() if outcome is HELD}
