"""What each network says of an account's credentials, without anything going out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from local.base.server import Fault, Response
from local.networks.bluesky import BlueskyStandIn, Resident
from local.networks.bluesky_answers import LOGIN_REFUSALS
from local.networks.mastodon import MastodonStandIn, Member
from local.networks.mastodon_answers import REFUSALS as MASTODON_REFUSALS
from local.networks.oauth1 import Keys
from local.networks.x import XStandIn
from local.networks.x_answers import REFUSALS as X_REFUSALS
from repost.base.errors import CredentialsRefused, NetworkError, QuotaExhausted, RetryLater
from repost.networks.bluesky.network import Bluesky
from repost.networks.mastodon.network import Mastodon
from repost.networks.protocol import Identity, Network
from repost.networks.x.network import X
from tests.speaker import NOW, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.base.server import StandIn

KEYS = Keys.of("ada")
MEMBER = Member("ada", "token-of-ada-1815")
RESIDENT = Resident("ada.bsky.example", "abcd-efgh-ijkl-mnop")


@pytest.fixture
def x() -> Iterator[XStandIn]:
    with XStandIn([KEYS], lambda: NOW) as stand_in:
        yield stand_in


@pytest.fixture
def mastodon() -> Iterator[MastodonStandIn]:
    with MastodonStandIn([MEMBER], lambda: NOW) as stand_in:
        yield stand_in


@pytest.fixture
def bluesky() -> Iterator[BlueskyStandIn]:
    with BlueskyStandIn([RESIDENT], lambda: NOW) as stand_in:
        yield stand_in


def identity(network: Network[Any], document: str) -> Identity:
    return Speaker(network, document).identity()


def refusal(
    network: Network[Any], document: str, server: StandIn, *answers: Response | Fault
) -> NetworkError:
    server.faults.clear()
    server.fail_next(*answers)
    return Speaker(network, document).fail_to_identify()


def test_x_tells_whose_keys_they_are_what_they_may_and_how_much_was_posted(x: XStandIn) -> None:
    network = X(x.url)
    found = identity(network, KEYS.document)
    assert found == Identity("@ada", "https://x.com/ada", ("read", "post", "delete"), posts=0, key=found.key)
    assert found.key.isdecimal()
    Speaker(network, KEYS.document).say()
    assert identity(network, KEYS.document).posts == 1


def test_an_app_at_x_that_may_only_read_is_told_before_anything_is_posted(x: XStandIn) -> None:
    x.read_only = True
    with pytest.raises(CredentialsRefused, match=r"^The app at X may only read: give it"):
        identity(X(x.url), KEYS.document)


def test_where_x_does_not_say_what_the_keys_may_they_may_read_for_all_we_know(x: XStandIn) -> None:
    x.fail_next(Response(200, b'{"data": {"id": "1", "username": "ada"}}'))
    assert identity(X(x.url), KEYS.document) == Identity("@ada", "https://x.com/ada", ("read",), key="1")


@pytest.mark.parametrize(
    ("case", "becomes"),
    [
        ("unauthorized", CredentialsRefused),
        ("credits depleted", QuotaExhausted),
        ("not enrolled", CredentialsRefused),
        ("suspended", CredentialsRefused),
        ("locked", CredentialsRefused),
        ("too many requests", RetryLater),
        ("server error", RetryLater),
        ("blocked on the way", RetryLater),
    ],
)
def test_what_x_refuses_of_a_post_it_refuses_of_a_check(
    x: XStandIn, case: str, becomes: type[NetworkError]
) -> None:
    assert type(refusal(X(x.url), KEYS.document, x, X_REFUSALS[case])) is becomes


def test_a_mastodon_server_tells_whose_token_it_is_and_its_scopes(mastodon: MastodonStandIn) -> None:
    found = identity(Mastodon(mastodon.url), MEMBER.document)
    assert found == Identity(
        "@ada@127.0.0.1", f"{mastodon.url}/@ada", ("read", "post", "delete"), posts=0, key=found.key
    )
    assert found.key.isdecimal()


def test_a_token_that_may_not_write_is_told_before_anything_is_posted() -> None:
    reader = replace(MEMBER, access_token="reader-1815", scopes=frozenset({"read"}))
    with (
        MastodonStandIn([reader], lambda: NOW) as server,
        pytest.raises(CredentialsRefused, match=r"does not let Repost post: make one with the scopes"),
    ):
        identity(Mastodon(server.url), reader.document)
    writer = replace(MEMBER, access_token="writer-1815", scopes=frozenset({"write:statuses"}))
    with (
        MastodonStandIn([writer], lambda: NOW) as server,
        pytest.raises(CredentialsRefused, match=r"does not let Repost see whose it is .*: make one with"),
    ):
        identity(Mastodon(server.url), writer.document)


def test_an_older_mastodon_server_tells_no_scopes() -> None:
    with MastodonStandIn([MEMBER], lambda: NOW, tells_scopes=False) as server:
        assert identity(Mastodon(server.url), MEMBER.document).may == ("read",)


def test_a_mastodon_server_that_does_not_answer_about_scopes_has_told_enough(
    mastodon: MastodonStandIn,
) -> None:
    mastodon.fail_next(Fault(accepted=True), Fault("cut"))
    assert identity(Mastodon(mastodon.url), MEMBER.document).handle == "@ada@127.0.0.1"


@pytest.mark.parametrize(
    ("case", "becomes"),
    [
        ("invalid token", CredentialsRefused),
        ("disabled", CredentialsRefused),
        ("suspended", CredentialsRefused),
        ("too many requests", RetryLater),
        ("moved", RetryLater),
        ("server error", RetryLater),
    ],
)
def test_what_a_mastodon_server_refuses_of_a_post_it_refuses_of_a_check(
    mastodon: MastodonStandIn, case: str, becomes: type[NetworkError]
) -> None:
    error = refusal(Mastodon(mastodon.url), MEMBER.document, mastodon, MASTODON_REFUSALS[case])
    assert type(error) is becomes


def test_bluesky_tells_who_is_logged_in_and_how_much_was_posted(bluesky: BlueskyStandIn) -> None:
    network = Bluesky(bluesky.url)
    found = identity(network, RESIDENT.document)
    assert (found.handle, found.url) == ("@ada.bsky.example", "https://bsky.app/profile/ada.bsky.example")
    assert (found.may, found.posts, found.key[:8]) == (("read", "post", "delete"), 0, "did:plc:")


def test_a_bluesky_server_that_knows_no_profiles_tells_enough(bluesky: BlueskyStandIn) -> None:
    bluesky.knows_profiles = False
    assert identity(Bluesky(bluesky.url), RESIDENT.document).posts is None
    bluesky.fail_next(Fault(accepted=True), Fault("cut"))
    assert identity(Bluesky(bluesky.url), RESIDENT.document).handle == "@ada.bsky.example"


@pytest.mark.parametrize(
    ("case", "becomes"),
    [
        ("wrong password", CredentialsRefused),
        ("code by mail", CredentialsRefused),
        ("taken down", CredentialsRefused),
        ("too many logins", RetryLater),
        ("no such server", RetryLater),
        ("login failed", RetryLater),
    ],
)
def test_what_bluesky_refuses_of_a_login_it_refuses_of_a_check(
    bluesky: BlueskyStandIn, case: str, becomes: type[NetworkError]
) -> None:
    assert type(refusal(Bluesky(bluesky.url), RESIDENT.document, bluesky, LOGIN_REFUSALS[case])) is becomes


def test_a_check_publishes_nothing_and_repeats_nothing(
    x: XStandIn, mastodon: MastodonStandIn, bluesky: BlueskyStandIn
) -> None:
    for network, document, server in (
        (X(x.url), KEYS.document, x),
        (Mastodon(mastodon.url), MEMBER.document, mastodon),
        (Bluesky(bluesky.url), RESIDENT.document, bluesky),
    ):
        assert isinstance(refusal(network, document, server, Fault("cut")), RetryLater)
        assert len(server.requests) == 1
        identity(network, document)
        assert {request.method for request in server.requests} <= {"GET", "POST"}
    assert not [*x.posts, *mastodon.posts, *bluesky.posts]
