"""Each network has a page for its owner, whose examples work as they stand there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from repost.accounts.documents import read_accounts
from repost.networks.registry import network
from repost.settings.networks import NetworkName

PAGES = Path(__file__).parents[2] / "docs" / "networks"
NETWORKS: tuple[NetworkName, ...] = get_args(NetworkName)


def examples(name: str) -> tuple[str, str]:
    """The settings and the secret that a page shows."""
    page = (PAGES / f"{name}.md").read_text("utf-8")
    settings, secret, *_ = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    return settings, secret


@pytest.mark.parametrize("name", NETWORKS)
def test_the_settings_on_a_networks_page_are_those_of_an_account_on_it(name: NetworkName) -> None:
    settings, _ = examples(name)
    # What is commented out works as well.
    for document in (settings, re.sub(r"^# (?=[\[a-z])", "", settings, flags=re.MULTILINE)):
        accounts = read_accounts({"/repost/settings/main": document}, "/repost")
        assert not accounts.broken
        [account] = accounts.ready
        assert account.settings.network == name


@pytest.mark.parametrize("name", NETWORKS)
def test_the_secret_on_a_networks_page_has_the_keys_that_the_network_needs(name: NetworkName) -> None:
    settings, secret = examples(name)
    [account] = read_accounts({"/repost/settings/main": settings}, "/repost").ready
    kind = network(account.settings).credentials
    needed = {field for field, default in _defaults(kind).items() if default}
    assert tomllib.loads(secret).keys() == needed


def _defaults(kind: type[object]) -> dict[str, bool]:
    """Each key of a kind of credentials, and whether it must be given."""
    from msgspec.structs import fields

    return {field.name: field.required for field in fields(kind)}  # type: ignore[arg-type] # they are structs


@pytest.mark.parametrize("name", NETWORKS)
def test_a_networks_page_says_what_happens_when_an_outcome_is_unknown(name: NetworkName) -> None:
    page = (PAGES / f"{name}.md").read_text("utf-8")
    settings, _ = examples(name)
    [account] = read_accounts({"/repost/settings/main": settings}, "/repost").ready
    is_held = "(../operating.md#settle-a-post-whose-outcome-is-unknown)" in page
    assert is_held is not network(account.settings).reads_back


@pytest.mark.parametrize("name", NETWORKS)
def test_a_networks_page_ends_with_a_look_at_the_post_signed_out(name: NetworkName) -> None:
    page = (PAGES / f"{name}.md").read_text("utf-8")
    heading, text = page.rpartition("\n## ")[2].split("\n", 1)
    assert heading == "Look at your post signed out"
    assert text.strip()


def test_the_page_of_facebook_says_that_the_app_must_be_published() -> None:
    page = (PAGES / "facebook.md").read_text("utf-8")
    needs = page.partition("## What you need")[2].partition("\n## ")[0]
    assert "**Publish it**" in needs
    assert "privacy policy" in needs
    assert "can stay in development mode" not in page
