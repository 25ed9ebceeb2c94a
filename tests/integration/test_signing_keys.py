"""The keys that sign tokens are made once, in Parameter Store, and stay as they are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.aws.stack import LocalStack


def test_everybody_gets_the_same_key_even_at_the_first_moment(stack: LocalStack) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: stack.parameters.signing_key("door"), range(8)))
    assert keys == {stack.parameters.signing_key("door")}
    assert stack.parameters.signing_key("pages") not in keys


def test_a_key_is_long_and_stored_encrypted(stack: LocalStack) -> None:
    key = stack.parameters.signing_key("door").reveal()
    assert len(key) >= 43
    found = stack.ssm.get_parameter(Name=f"{stack.path}/keys/door", WithDecryption=True)["Parameter"]
    assert (found["Type"], found["Value"]) == ("SecureString", key)
