"""Posting to Slack over HTTP: what a webhook says, how readers see it, and what each answer becomes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.base.server import Fault
from local.networks.slack import REFUSALS, SlackStandIn, read_by_slack, said
from repost.base.errors import (
    CredentialsRefused,
    NetworkError,
    OutcomeUnknown,
    Rejected,
    RetryLater,
    SettingsError,
    Unexplained,
)
from repost.networks.credentials import credentials_from
from repost.networks.protocol import Identity, Posted
from repost.networks.slack.network import Slack, SlackCredentials
from repost.networks.slack.text import TEXT, escaped
from repost.web.http import Http
from repost.wording.cleaning import disarm
from tests.speaker import HELD, NOW, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator

HTTP = Http(allow_loopback=True)
ANOTHER = "make another on your app's page, under Incoming Webhooks, and store its address."
ADMINISTRATOR = "An administrator of the Slack workspace does not let the webhook post there"
AGAIN = "then store the webhook_url again so that Repost goes on."
CASES: dict[str, tuple[type[NetworkError], str]] = {
    "invalid token": (
        CredentialsRefused,
        (
            "Slack does not accept the webhook's address (“invalid_token”): copy it again from your app's "
            "page, under Incoming Webhooks, and store it."
        ),
    ),
    "prohibited": (
        CredentialsRefused,
        f"{ADMINISTRATOR} (“action_prohibited”): settle that with them, {AGAIN}",
    ),
    "general denied": (
        CredentialsRefused,
        f"{ADMINISTRATOR} (“posting_to_general_channel_denied”): settle that with them, {AGAIN}",
    ),
    "no channel": (
        CredentialsRefused,
        (
            "The webhook's channel no longer exists on Slack (“channel_not_found”): make a webhook for "
            "another, and store its address."
        ),
    ),
    "no service": (CredentialsRefused, f"The webhook no longer exists on Slack (“no_service”): {ANOTHER}"),
    "no team": (CredentialsRefused, f"The webhook no longer exists on Slack (“no_team”): {ANOTHER}"),
    "archived": (
        CredentialsRefused,
        (
            "The channel of the webhook at Slack is archived (“channel_is_archived”): take it out of the "
            f"archive, {AGAIN}"
        ),
    ),
    "invalid payload": (Unexplained, "Slack refuses this post (“invalid_payload”)."),
    "no text": (Unexplained, "Slack refuses this post (“no_text”)."),
    "too long": (Unexplained, "Slack refuses this post (“msg_too_long”)."),
    "too large": (Unexplained, "Slack refuses this post."),
    "rate limited": (RetryLater, "Slack accepts no more posts for now (“rate_limited”)."),
    "rate limited in JSON": (RetryLater, "Slack accepts no more posts for now (“ratelimited”)."),
    "blocked on the way": (
        RetryLater,
        "Something in front of Slack (a proxy or firewall) refused the request.",
    ),
    "no Slack there": (RetryLater, "Something in front of Slack (a proxy or firewall) refused the request."),
    "teapot": (RetryLater, "Slack did not accept the post, through no fault of the article."),
    "rollup error": (
        OutcomeUnknown,
        f"Slack did not say whether it accepted the post (“rollup_error”): {HELD}",
    ),
    "unavailable": (OutcomeUnknown, f"Slack did not say whether it accepted the post: {HELD}"),
}


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with SlackStandIn(["ada"], lambda: NOW) as stand_in:
        yield stand_in


def speaker(server: SlackStandIn, username: str = "ada") -> Speaker:
    return Speaker(Slack(api=server.url), SlackStandIn.secret(username))


def test_a_post_is_plain_text_with_a_preview_of_its_link(slack: SlackStandIn) -> None:
    assert speaker(slack).say("R&D *here*: https://blog.example/?a=1&b=2") == Posted("", "")
    assert json.loads(slack.requests[0].body) == {
        "text": "R&amp;D *here*: https://blog.example/?a=1&amp;b=2",
        "mrkdwn": False,
        "unfurl_links": True,
        "unfurl_media": True,
    }
    assert slack.texts("ada") == ["R&D *here*: https://blog.example/?a=1&b=2"]


def test_a_preview_that_is_not_wanted_is_not_made(slack: SlackStandIn) -> None:
    Speaker(Slack(link_preview=False, api=slack.url), SlackStandIn.secret("ada")).say()
    assert (slack.posts[0].raw["unfurl_links"], slack.posts[0].raw["unfurl_media"]) == (False, False)


@pytest.mark.parametrize(
    "text", ["<!channel> <!here|here> <@U123> <#C123> <https://evil.example|click>", "a &lt; b &amp; c", "&&"]
)
def test_whatever_the_words_are_readers_see_them_as_they_stand(slack: SlackStandIn, text: str) -> None:
    speaker(slack).say(text)
    assert slack.texts("ada") == [text]


@given(st.text(max_size=40))
def test_no_sign_of_any_text_is_live(text: str) -> None:
    assert read_by_slack(escaped(text)) == text


@pytest.mark.parametrize("text", ["see https://evil.example/x", "ASP.NET", "me@evil.example"])
def test_words_of_the_feed_make_no_links(text: str) -> None:
    disarmed = disarm(text, TEXT.live_sign)
    assert "://" not in disarmed
    assert ".e" not in disarmed
    assert ".N" not in disarmed


def test_the_length_counts_what_is_sent() -> None:
    rules = Slack().text_rules(HTTP)
    assert rules.fits("é" * 4000)
    assert not rules.fits("é" * 4001)
    assert rules.fits("<" * 1000)
    assert not rules.fits("<" * 1001)
    assert not rules.has_hashtags


@pytest.mark.parametrize("case", REFUSALS)
def test_every_refusal_says_what_is_to_be_done(slack: SlackStandIn, case: str) -> None:
    becomes, sentence = CASES[case]
    slack.fail_next(REFUSALS[case])
    found = speaker(slack).fail_to_say()
    assert (type(found), str(found)) == (becomes, sentence)
    assert len(slack.requests) == 1


def test_a_limit_says_until_when(slack: SlackStandIn) -> None:
    slack.fail_next(REFUSALS["rate limited"])
    found = speaker(slack).fail_to_say()
    assert isinstance(found, RetryLater)
    assert found.until == NOW + timedelta(seconds=30)


def test_a_wrong_end_of_the_address_is_told_apart_from_a_webhook_that_is_gone(slack: SlackStandIn) -> None:
    wrong = Speaker(Slack(api=slack.url), SlackStandIn.secret("ada").replace('"\n', 'x"\n'))
    assert "invalid_token" in str(wrong.fail_to_say())
    assert "no_service" in str(speaker(slack, "mallory").fail_to_say())


def test_an_ok_that_arrives_only_half_is_one_and_another_word_is_none(slack: SlackStandIn) -> None:
    slack.fail_next(Fault("half", accepted=True))
    assert speaker(slack).say() == Posted("", "")
    slack.fail_next(said(200, "well"))
    assert isinstance(speaker(slack).fail_to_say(), OutcomeUnknown)


def test_a_check_sends_nothing_to_say(slack: SlackStandIn) -> None:
    assert speaker(slack).identity() == Identity(
        may=("post",), notes=("Slack does not tell which channel the webhook is for.",)
    )
    assert not slack.posts


@pytest.mark.parametrize(
    ("case", "becomes"),
    [
        ("invalid token", CredentialsRefused),
        ("prohibited", CredentialsRefused),
        ("no service", CredentialsRefused),
        ("archived", CredentialsRefused),
        ("rate limited", RetryLater),
        ("blocked on the way", RetryLater),
        ("unavailable", RetryLater),
        ("invalid payload", RetryLater),
    ],
)
def test_a_check_tells_what_a_post_would_meet(
    slack: SlackStandIn, case: str, becomes: type[NetworkError]
) -> None:
    slack.fail_next(REFUSALS[case])
    assert type(speaker(slack).fail_to_identify()) is becomes


def test_what_was_said_can_not_be_taken_back(slack: SlackStandIn) -> None:
    assert not Slack().deletes
    error = speaker(slack).fail_to_delete("1")
    assert isinstance(error, Rejected)
    assert str(error).endswith("can't delete its posts on Slack: delete it there.")
    assert not slack.requests


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/services/T1/B1/x",
        "https://hooks.slack.com.evil.example/services/T1/B1/x",
        "http://hooks.slack.com/services/T1/B1/x",
        "https://hooks.slack.com/triggers/T1/1/x",
        "https://hooks.slack.com/services/T1/B1",
    ],
)
def test_what_is_no_webhook_of_slack_is_told_before_anything_is_sent(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^webhook_url in /p has the wrong form\. Expected the addr"):
        credentials_from(f'webhook_url = "{url}"', "/p", SlackCredentials)
