"""Posting to LinkedIn over HTTP: as whom, how readers see it, and what each answer becomes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.base.server import Response
from local.networks.linkedin import (
    PAGE,
    REFUSALS,
    LinkedInStandIn,
    duplicate_of,
    error,
    member_id,
    read_by_linkedin,
)
from repost.accounts.checks import findings
from repost.base.errors import (
    CredentialsRefused,
    NetworkError,
    OutcomeUnknown,
    QuotaExhausted,
    Rejected,
    RetryLater,
    Unexplained,
)
from repost.networks.linkedin.network import LinkedIn
from repost.networks.linkedin.text import TEXT, escaped
from repost.networks.protocol import Identity, Post, Posted
from tests.speaker import HELD, NOW, Speaker
from tests.unit.test_networks import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = settings("linkedin").linkedin.version
RENEW = "make a new one as docs/networks/linkedin.md says, and store it."
AUTHOR = ": linkedin.author in the settings must be its exact URN."
THIS_YEAR = "write a month of this year into linkedin.version in the settings, such as the last but one."
CASES: dict[str, tuple[type[NetworkError], str]] = {
    "expired token": (
        CredentialsRefused,
        f"The access token has expired (“The token used in the request has expired”): {RENEW}",
    ),
    "revoked token": (
        CredentialsRefused,
        (
            "The access token was revoked at LinkedIn (“The token used in the request has been revoked by "
            f"the user”): {RENEW}"
        ),
    ),
    "invalid token": (
        CredentialsRefused,
        f"LinkedIn does not accept the access token (“Invalid access token”): {RENEW}",
    ),
    "access denied": (
        CredentialsRefused,
        (
            "LinkedIn does not let the access token post as this author (“Not enough permissions to access: "
            "partnerApiPostsExternal.CREATE.20260901”): it needs w_member_social for a member and "
            f"w_organization_social for a company page whose administrator you are; {RENEW}"
        ),
    ),
    "forbidden": (
        QuotaExhausted,
        (
            "LinkedIn does not let the account post for now (“Access to this resource is forbidden”): if "
            "this goes on, make a new access token as docs/networks/linkedin.md says; Repost tries again in "
            "a day."
        ),
    ),
    "blocked on the way": (
        RetryLater,
        "Something in front of LinkedIn (a proxy or firewall) refused the request.",
    ),
    "version sunset": (
        RetryLater,
        (
            "LinkedIn does not understand this version of its API any more (“Requested version 20241101 is "
            f"not active”): {THIS_YEAR}"
        ),
    ),
    "version missing": (
        RetryLater,
        (
            "LinkedIn does not know this version of its API (“A version must be present. Please specify a "
            f"version.”): {THIS_YEAR}"
        ),
    ),
    "no such author": (RetryLater, f"LinkedIn knows no such author (“Invalid value for /author”){AUTHOR}"),
    "duplicate": (
        Rejected,
        (
            "LinkedIn has this very post already (“com.linkedin.content.common.exception."
            "BadRequestResponseException: Content is a duplicate of urn:li:share:7141138937766391808”)."
        ),
    ),
    "too long": (Unexplained, "LinkedIn refuses this post (“commentary is too long”)."),
    "no such place": (
        RetryLater,
        "LinkedIn did not accept the post, through no fault of the article (“No virtual resource found”).",
    ),
    "too many requests": (
        RetryLater,
        (
            "LinkedIn accepts no more posts for now (“Resource level throttle APPLICATION_AND_MEMBER DAY "
            "limit is reached”)."
        ),
    ),
    "server error": (
        OutcomeUnknown,
        f"LinkedIn did not say whether it accepted the post (“Internal Server Error”): {HELD}",
    ),
    "bad gateway": (OutcomeUnknown, f"LinkedIn did not say whether it accepted the post: {HELD}"),
    "gateway timeout": (
        OutcomeUnknown,
        f"LinkedIn did not say whether it accepted the post (“Request timed out”): {HELD}",
    ),
}


@pytest.fixture
def server() -> Iterator[LinkedInStandIn]:
    with LinkedInStandIn(["ada", "bob"], lambda: NOW) as stand_in:
        yield stand_in


def speaker(
    server: LinkedInStandIn, *, author: str = PAGE, more: str = "", version: str = VERSION
) -> Speaker:
    return Speaker(LinkedIn(author, "public", version, server.url), LinkedInStandIn.secret("ada") + more)


def test_a_post_is_out_with_the_article_as_its_card(server: LinkedInStandIn) -> None:
    link = "https://blog.example/old_post/?utm_source=linkedin#part_2"
    post = Post(f"Read (again): 100% [new] {link} #été_2026", link=link, title="A title", summary="More.")
    posted = speaker(server).say(post)
    [share] = server.posts
    assert posted == Posted(share.id, f"https://www.linkedin.com/feed/update/{share.id}/")
    assert share.text.replace("%5F", "_") == post.text
    assert share.raw["author"] == PAGE
    assert share.raw["content"] == {"article": {"source": link, "title": "A title", "description": "More."}}
    assert server.requests[0].headers["linkedin-version"] == VERSION


def test_without_an_author_the_member_speaks_whose_token_it_is(server: LinkedInStandIn) -> None:
    speaker(server, author="").say()
    assert server.posts[0].raw["author"] == f"urn:li:person:{member_id('ada')}"
    server.tells_members = False
    error = speaker(server, author="").fail_to_say("Another")
    assert isinstance(error, CredentialsRefused)
    assert "write who speaks into linkedin.author" in str(error)


def test_a_post_without_a_link_has_no_card(server: LinkedInStandIn) -> None:
    speaker(server).say()
    assert "content" not in server.posts[0].raw


@pytest.mark.parametrize("case", REFUSALS)
def test_every_refusal_of_linkedin_says_what_is_to_be_done(server: LinkedInStandIn, case: str) -> None:
    becomes, sentence = CASES[case]
    server.fail_next(REFUSALS[case])
    error = speaker(server).fail_to_say()
    assert type(error) is becomes
    assert str(error) == sentence
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "message",
    [
        "Image conversion failed",
        "The rich media recipe has no such version",
        "One or more of the assets is not owned by the author. All assets must be owned by the author",
        "Unauthorized content type",
    ],
)
def test_a_word_within_another_sentence_names_neither_the_version_nor_the_author(
    server: LinkedInStandIn, message: str
) -> None:
    server.fail_next(error(400, "INVALID_REQUEST", message))
    assert isinstance(speaker(server).fail_to_say(), Unexplained)


@pytest.mark.parametrize(
    "message",
    [
        'ERROR :: /author :: "urn:li:person:x" is not a valid urn\n',
        "Data Processing Exception while processing fields [/author]",
    ],
)
def test_the_author_is_blamed_by_the_name_of_its_field(server: LinkedInStandIn, message: str) -> None:
    server.fail_next(error(422, "", message))
    assert "linkedin.author" in str(speaker(server).fail_to_say())


def test_a_page_that_says_created_leaves_the_outcome_unknown(server: LinkedInStandIn) -> None:
    server.fail_next(Response(201, b"<html>Created</html>"))
    assert isinstance(speaker(server).fail_to_say(), OutcomeUnknown)


def test_a_version_that_is_over_is_refused_by_linkedin_itself(server: LinkedInStandIn) -> None:
    error = speaker(server, version="202410").fail_to_say()
    assert isinstance(error, RetryLater)
    assert "Requested version 20241001 is not active" in str(error)
    assert "linkedin.version" in str(error)


def test_after_a_lost_answer_a_duplicate_names_the_post_that_is_out(server: LinkedInStandIn) -> None:
    first = speaker(server).say("Hello")
    assert isinstance(speaker(server).fail_to_say("Hello"), Rejected)
    assert speaker(server).say(Post("Hello", resent=True)) == first
    server.fail_next(duplicate_of("something"))
    assert speaker(server).say(Post("Hello", resent=True)) == Posted("", "")


def test_created_means_created_though_the_post_is_not_named(server: LinkedInStandIn) -> None:
    for headers in ({}, {"x-restli-id": "../12"}):
        server.fail_next(Response(201, headers=headers))
        assert speaker(server).say() == Posted("", "")
    server.fail_next(Response(201, headers={"x-linkedin-id": "urn:li:ugcPost:12"}))
    assert speaker(server).say().remote_id == "urn:li:ugcPost:12"


def test_a_check_tells_whose_token_it_is_and_when_it_runs_out(server: LinkedInStandIn) -> None:
    end = datetime(2027, 1, 22, tzinfo=UTC)
    dated = speaker(server, author="", more='expires = "2027-01-22"')
    member = dated.identity()
    assert member == Identity("Ada", expires=end, key=member.key)
    assert member.key.startswith("urn:li:person:")
    page = "https://www.linkedin.com/company/1815/"
    assert speaker(server).identity() == Identity("Ada", page, key=PAGE)


def test_a_token_that_may_only_post_is_told_to_live(server: LinkedInStandIn) -> None:
    server.tells_members = False
    identity = speaker(server).identity()
    assert identity.handle == PAGE
    [note] = identity.notes
    assert note == (
        "LinkedIn accepts the access token, but without the scopes openid and profile it "
        "doesn't say whose it is."
    )
    assert isinstance(speaker(server, author="").fail_to_identify(), CredentialsRefused)


def test_a_post_is_taken_back_once_and_again(server: LinkedInStandIn) -> None:
    posted = speaker(server).say()
    for _ in range(2):
        speaker(server).delete(posted.remote_id)
    assert not server.posts


@pytest.mark.parametrize(
    ("case", "becomes"),
    [
        ("expired token", CredentialsRefused),
        ("access denied", Rejected),
        ("blocked on the way", RetryLater),
        ("too many requests", RetryLater),
        ("server error", RetryLater),
    ],
)
def test_why_linkedin_keeps_a_post(server: LinkedInStandIn, case: str, becomes: type[NetworkError]) -> None:
    server.fail_next(REFUSALS[case])
    assert type(speaker(server).fail_to_delete("urn:li:share:12")) is becomes


@pytest.mark.parametrize("remote_id", ["", "12", "urn:li:person:12", "urn:li:share:12/../13"])
def test_what_is_no_post_is_never_asked_to_be_deleted(server: LinkedInStandIn, remote_id: str) -> None:
    assert isinstance(speaker(server).fail_to_delete(remote_id), Rejected)
    assert not server.requests


@given(st.text("ab é\\|{}@[]()<>#*_~/:.\n", max_size=60))
def test_nothing_of_a_text_is_cut_off_or_changed(text: str) -> None:
    assert read_by_linkedin(escaped(text)) == text


@given(st.text("ab_~()*[]@{}|<>\\#?&=é", max_size=30))
def test_an_address_leads_to_the_same_place_and_cuts_nothing_off(path: str) -> None:
    from urllib.parse import unquote

    text = f"See https://blog.example/{path} #blog"
    assert unquote(read_by_linkedin(escaped(text))) == text


def test_a_text_that_would_be_too_long_once_escaped_does_not_fit() -> None:
    assert TEXT.fits("a" * 3000)
    assert not TEXT.fits("(" * 1501)


def test_a_company_page_has_no_connections_to_speak_to() -> None:
    wish = {"author": PAGE, "visibility": "connections"}
    [(key, _, expected)] = findings(settings("linkedin", linkedin=wish))
    assert key == "linkedin.visibility"
    assert "no connections" in expected
