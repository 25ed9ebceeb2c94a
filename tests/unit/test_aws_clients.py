"""The session that all AWS clients share."""

from __future__ import annotations

import pytest

from repost.aws import clients


@pytest.mark.parametrize(
    ("function", "source"), [("repost", "explicit"), (None, "env")], ids=["on Lambda", "elsewhere"]
)
def test_on_lambda_no_credentials_are_looked_for_but_those_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, function: str | None, source: str
) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "here",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_SESSION_TOKEN": "token",
        "AWS_LAMBDA_FUNCTION_NAME": function,
    }.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    clients.session.cache_clear()
    try:
        found = clients.session().get_credentials()
    finally:
        clients.session.cache_clear()
    assert found is not None
    assert (found.access_key, found.secret_key, found.token) == ("here", "secret", "token")
    assert found.method == source
