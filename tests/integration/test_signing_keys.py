"""The keys that sign tokens are made once, in Parameter Store, and stay as they are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.world import NOW

if TYPE_CHECKING:
    from local.aws.stack import LocalStack


def test_everybody_gets_the_same_key_even_at_the_first_moment(stack: LocalStack) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: stack.parameters.signing_key("door", NOW), range(8)))
    assert keys == {stack.parameters.signing_key("door", NOW)}
    assert stack.parameters.signing_key("pages", NOW) not in keys


def test_a_key_is_long_and_stored_encrypted(stack: LocalStack) -> None:
    key = stack.parameters.signing_key("door", NOW).reveal()
    assert len(key) >= 43
    found = stack.ssm.get_parameter(Name=f"{stack.path}/keys/door", WithDecryption=True)["Parameter"]
    assert (found["Type"], found["Value"]) == ("SecureString", key)


def test_a_key_that_the_owner_deletes_is_replaced_within_five_minutes(stack: LocalStack) -> None:
    key = stack.parameters.signing_key("door", NOW)
    stack.ssm.delete_parameter(Name=f"{stack.path}/keys/door")
    assert stack.parameters.signing_key("door", NOW + timedelta(minutes=4)) == key
    assert stack.parameters.signing_key("door", NOW + timedelta(minutes=5)) != key
