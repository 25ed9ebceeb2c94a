"""What an account keeps of its articles when its blog is read from another feed, under other GUIDs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.aws.items import Write
from repost.base import instants
from repost.base.articles import Article
from repost.feeds.archive import Archive
from repost.history.another_feed import carry_over
from repost.history.records import share_key
from tests.claims import NOW, REST, SLOT, claim_of, take

if TYPE_CHECKING:
    from local.aws.stack import LocalStack
    from repost.history.account_state import AccountState
    from repost.history.claims import History

FEEDS: Final = {"https://blog.example/rss": "old", "https://blog.example/atom": "new"}
"""The feed before and the one after, each with the GUID that it gives the one article."""


def know_it_by_both(stack: LocalStack) -> None:
    """Let the archives of both feeds know the article."""
    for feed, guid in FEEDS.items():
        article = Article(guid, "How bread rises", "https://blog.example/rises/", NOW - REST)
        Archive(stack.table, feed).remember([article], NOW)


def test_what_was_carried_over_is_carried_over_once_more_in_vain(
    stack: LocalStack, history: History, state: AccountState
) -> None:
    know_it_by_both(stack)
    blocked = {"guid": "old", "blocked": "by a person"}
    stack.table.update(Write(share_key(state.account, "old"), set=blocked))
    for _ in range(2):
        carry_over(stack.table, state.account, *FEEDS)
        assert history.shares(state.account, "x", ["new"])["new"].blocked


def test_what_both_feeds_have_shared_rests_since_the_later_time(
    stack: LocalStack, history: History, state: AccountState
) -> None:
    know_it_by_both(stack)
    lately, before = NOW - timedelta(hours=1), NOW - REST
    known = {"old": {"last": lately, "pending": before}, "new": {"last": before}}
    for count, (guid, times) in enumerate(known.items()):
        written = {name: instants.written(at) for name, at in times.items()}
        shared = {"guid": guid, "count": count, **written}
        stack.table.update(Write(share_key(state.account, guid), set=shared))
    carry_over(stack.table, state.account, *FEEDS)
    share = history.shares(state.account, "x", ["new"])["new"]
    assert (share.last, share.count) == (lately, 1)


def test_what_is_being_sent_for_the_first_time_as_the_feed_changes_rests_in_the_other_feed(
    stack: LocalStack, history: History, state: AccountState
) -> None:
    know_it_by_both(stack)
    assert take(history, state, claim_of("old"))
    carry_over(stack.table, state.account, *FEEDS)
    share = history.shares(state.account, "x", ["new"])["new"]
    assert (share.last, share.pending) == (SLOT, False)
