"""Delivering to a webhook over HTTP: what is sent, how it is signed, and what each answer becomes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from local.base.server import Request, Response, json_response
from local.networks.webhook import REFUSALS, WebhookStandIn
from repost.base.errors import (
    CredentialsRefused,
    NetworkError,
    OutcomeUnknown,
    Rejected,
    RetryLater,
    SettingsError,
    Unexplained,
)
from repost.base.secret import Secret
from repost.networks.credentials import credentials_from
from repost.networks.protocol import Identity, Image, Post, Posted
from repost.networks.webhook.network import Webhook, WebhookCredentials, signature
from repost.web.http import Http
from repost.wording.facet import Facet
from tests.speaker import HELD, NOW, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator

HTTP = Http(allow_loopback=True)
CASES: dict[str, tuple[type[NetworkError], str]] = {
    "bad signature": (
        CredentialsRefused,
        (
            "The webhook's receiver does not accept the signature (“No matching signature found”): store the "
            "signing_secret that it knows."
        ),
    ),
    "too old": (
        CredentialsRefused,
        (
            "The webhook's receiver does not accept the signature (“Message timestamp too old”): store the "
            "signing_secret that it knows."
        ),
    ),
    "not allowed": (
        CredentialsRefused,
        "The webhook's receiver does not accept the signature: store the signing_secret that it knows.",
    ),
    "gone": (
        CredentialsRefused,
        (
            "The webhook's receiver is gone for good (“This endpoint was removed”): store the address of "
            "another as webhook_url."
        ),
    ),
    "not found": (
        RetryLater,
        (
            "The webhook's receiver is not at its address: webhook_url in the secret must be its exact "
            "address, and no redirect is followed."
        ),
    ),
    "moved": (
        RetryLater,
        (
            "The webhook's receiver is not at its address: webhook_url in the secret must be its exact "
            "address, and no redirect is followed."
        ),
    ),
    "takes no POST": (
        RetryLater,
        (
            "The webhook's receiver takes nothing at its address: webhook_url in the secret must be an "
            "address that takes POST."
        ),
    ),
    "bad request": (Unexplained, "The webhook's receiver refuses this post (“data.text is too short”)."),
    "too large": (Unexplained, "The webhook's receiver refuses this post."),
    "not processable": (
        Unexplained,
        "The webhook's receiver refuses this post (“data.link is not on our list”).",
    ),
    "too many requests": (
        RetryLater,
        "The webhook's receiver accepts no more posts for now (“Slow down”).",
    ),
    "teapot": (
        RetryLater,
        "The webhook's receiver did not accept the post, through no fault of the article.",
    ),
    "under way": (
        OutcomeUnknown,
        (
            "The webhook's receiver did not say whether it accepted the post (“A request with this "
            f"Idempotency-Key is being processed”): {HELD}"
        ),
    ),
    "request timeout": (
        OutcomeUnknown,
        f"The webhook's receiver did not say whether it accepted the post: {HELD}",
    ),
    "server error": (
        OutcomeUnknown,
        f"The webhook's receiver did not say whether it accepted the post: {HELD}",
    ),
    "bad gateway": (
        OutcomeUnknown,
        f"The webhook's receiver did not say whether it accepted the post: {HELD}",
    ),
    "unavailable": (RetryLater, "The webhook's receiver is out of order for now."),
}


@pytest.fixture
def receiver() -> Iterator[WebhookStandIn]:
    with WebhookStandIn(["ada"], lambda: NOW) as stand_in:
        yield stand_in


def speaker(server: WebhookStandIn, username: str = "ada") -> Speaker:
    return Speaker(Webhook(api=server.url), WebhookStandIn.secret(username))


def post(text: str = "Hello") -> Post:
    return Post(text, idempotency=Webhook().idempotency("0b9f-1", NOW))


def test_a_post_is_delivered_with_all_that_a_receiver_may_want(receiver: WebhookStandIn) -> None:
    said = replace(
        post("À relire : “Ça va” https://blog.example/?a=1&b=2 #été"),
        link="https://blog.example/?a=1&b=2",
        title="Ça va",
        summary="Un été.",
        image=Image("https://blog.example/été.jpg", "La plage"),
        language="fr",
        facets=(Facet(20, 49, "https://blog.example/?a=1&b=2"), Facet(50, 54, "#été")),
    )
    assert speaker(receiver).say(said) == Posted("msg_0b9f1", "https://hooks.example/posts/msg_0b9f1")
    [request] = receiver.requests
    assert request.method == "POST"
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.body) == {
        "type": "post",
        "timestamp": "2026-11-23T12:00:00+00:00",
        "data": {
            "text": said.text,
            "link": said.link,
            "title": "Ça va",
            "summary": "Un été.",
            "image": {"url": "https://blog.example/été.jpg", "alt": "La plage"},
            "language": "fr",
            "hashtags": ["#été"],
        },
    }


def test_what_a_post_lacks_is_null(receiver: WebhookStandIn) -> None:
    speaker(receiver).say()
    data = json.loads(receiver.requests[0].body)["data"]
    assert (data["link"], data["image"], data["language"], data["hashtags"]) == (None, None, None, [])


def test_a_signature_is_that_of_standard_webhooks() -> None:
    secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(Secret(secret.reveal().removeprefix("whsec_")), "a", "1", b"") == signature(
        secret, "a", "1", b""
    )


def test_a_receiver_can_tell_a_replay_by_its_time_and_a_repeat_by_its_id(receiver: WebhookStandIn) -> None:
    speaker(receiver).say()
    [first] = receiver.requests
    old = Request(first.method, first.url, first.headers, first.body)
    late = WebhookStandIn(["ada"], lambda: NOW + timedelta(minutes=6))
    assert late.answer(old) == REFUSALS["too old"]
    late._server.server_close()  # noqa: SLF001 - it was never started
    changed = Request(first.method, first.url, first.headers, first.body.replace(b"Hello", b"Hallo"))
    assert receiver.answer(changed) == REFUSALS["bad signature"]


def test_a_message_keeps_its_id_and_its_words_whenever_it_is_sent(receiver: WebhookStandIn) -> None:
    said = post()
    speaker(receiver).say(said)
    speaker(receiver).say(said, now=NOW + timedelta(minutes=2))
    first, second = receiver.requests
    assert first.body == second.body
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == "msg_0b9f1"
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert len(receiver.posts) == 1


@pytest.mark.parametrize("case", REFUSALS)
def test_every_refusal_says_what_is_to_be_done(receiver: WebhookStandIn, case: str) -> None:
    becomes, sentence = CASES[case]
    receiver.fail_next(REFUSALS[case])
    error = speaker(receiver).fail_to_say()
    assert (type(error), str(error)) == (becomes, sentence)
    assert len(receiver.requests) == 1


def test_a_limit_says_until_when(receiver: WebhookStandIn) -> None:
    receiver.fail_next(REFUSALS["too many requests"])
    error = speaker(receiver).fail_to_say()
    assert isinstance(error, RetryLater)
    assert error.until == NOW + timedelta(minutes=2)


@pytest.mark.parametrize(
    ("answer", "posted"),
    [
        (Response(204), Posted("", "")),
        (Response(200, b"ok"), Posted("", "")),
        (json_response(201, {"id": 7, "url": "javascript:alert(1)"}), Posted("", "")),
        (json_response(201, {"id": "7\u202e", "url": "https://a.example/ b"}), Posted("", "")),
        (json_response(201, {"id": "x" * 201}), Posted("", "")),
        (json_response(200, {"id": "7", "url": "https://a.example/7"}), Posted("7", "https://a.example/7")),
    ],
)
def test_any_2xx_means_that_it_is_out_whatever_else_is_said(
    receiver: WebhookStandIn, answer: Response, posted: Posted
) -> None:
    receiver.fail_next(answer)
    assert speaker(receiver).say() == posted


def test_a_check_asks_with_a_signature_and_changes_nothing(receiver: WebhookStandIn) -> None:
    identity = speaker(receiver).identity()
    assert identity == Identity(
        notes=("The receiver answers; only a real post will show whether it accepts posts.",)
    )
    [request] = receiver.requests
    assert (request.method, request.body) == ("OPTIONS", b"")


@pytest.mark.parametrize(
    ("case", "becomes"),
    [
        ("gone", CredentialsRefused),
        ("not found", RetryLater),
        ("moved", RetryLater),
        ("too many requests", RetryLater),
        ("unavailable", RetryLater),
    ],
)
def test_a_check_tells_what_a_post_would_meet(
    receiver: WebhookStandIn, case: str, becomes: type[NetworkError]
) -> None:
    receiver.fail_next(REFUSALS[case])
    assert type(speaker(receiver).fail_to_identify()) is becomes


def test_a_receiver_that_knows_no_options_is_one_that_answers(receiver: WebhookStandIn) -> None:
    receiver.fail_next(REFUSALS["takes no POST"])
    assert speaker(receiver).identity().notes


def test_what_was_delivered_can_not_be_taken_back(receiver: WebhookStandIn) -> None:
    assert not Webhook().deletes
    error = speaker(receiver).fail_to_delete("msg_1")
    assert isinstance(error, Rejected)
    assert str(error).endswith("can't be undone: delete the post where it went.")
    assert not receiver.requests


@pytest.mark.parametrize(
    ("url", "secret", "key"),
    [
        ("http://hooks.example/", "whsec_" + "A" * 44, "webhook_url"),
        ("https://me:pw@hooks.example/", "whsec_" + "A" * 44, "webhook_url"),
        ("hooks.example", "whsec_" + "A" * 44, "webhook_url"),
        ("https://hooks.example/", "whsec_" + "A" * 28, "signing_secret"),
        ("https://hooks.example/", "correct-horse-battery-staple-correct-horse", "signing_secret"),
        ("https://hooks.example/", "A" * 45, "signing_secret"),
    ],
)
def test_what_can_be_no_address_or_no_key_is_told_before_anything_is_sent(
    url: str, secret: str, key: str
) -> None:
    document = f'webhook_url = "{url}"\nsigning_secret = "{secret}"\n'
    with pytest.raises(SettingsError) as caught:
        credentials_from(document, "/repost/secrets/main", WebhookCredentials)
    assert caught.value.key == key
    assert caught.value.problem == "has the wrong form"
    assert secret not in str(caught.value)


@pytest.mark.parametrize("secret", ["A" * 32, "whsec_" + "+/aB" * 8, "A" * 42 + "==", "A" * 43 + "="])
def test_every_form_of_a_key_that_can_be_decoded_will_do(secret: str) -> None:
    document = f'webhook_url = "https://hooks.example/?a=1"\nsigning_secret = "{secret}"\n'
    found = credentials_from(document, "/repost/secrets/main", WebhookCredentials)
    assert signature(found.signing_secret, "a", "1", b"").startswith("v1,")


def test_a_text_has_as_many_characters_as_its_owner_wants() -> None:
    rules = Webhook(max_characters=120).text_rules(HTTP)
    assert rules.fits("x" * 120)
    assert not rules.fits("x" * 121)
