"""The examples of docs/wording.md say what they show."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from repost.accounts.documents import read_accounts
from repost.base.articles import Article, Blog
from repost.networks.x.text import TEXT as X
from repost.settings.types import Message
from repost.wording.composition import compose
from repost.wording.placeholders import PLACEHOLDERS
from repost.wording.repetition import Past, Said

PAGE = (Path(__file__).parents[2] / "docs" / "wording.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n((?:(?!```).)*)```\n+```text\n(.*?)```", PAGE, re.DOTALL)
[FOR_NETWORKS] = re.findall(r"```toml\n((?:(?!```).)*\[on\..*?)```", PAGE, re.DOTALL)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BLOG = Blog(title="Le Carnet", link="https://carnet.example/", language="fr")
ARTICLE = Article(
    guid="1",
    title="Sauvegarder un serveur sans y penser",
    link="https://carnet.example/sauvegarder/",
    published=datetime(2026, 9, 12, tzinfo=UTC),
    categories=("Serveurs", "Linux", "R&D", "C++"),
    authors=("Lison",),
    excerpt="Une copie qu'on ne teste pas n'est pas une sauvegarde. Lire la suite",
)


@pytest.mark.parametrize(("toml", "text"), EXAMPLES)
def test_an_example_says_what_it_shows(toml: str, text: str) -> None:
    message = msgspec.convert(tomllib.loads(toml)["message"], Message)
    past = Past()
    for number, line in enumerate(text.splitlines()):
        now = NOW + timedelta(hours=number)
        found = compose(ARTICLE, BLOG, message, link=ARTICLE.link, language=None, now=now, rules=X, past=past)
        assert found.text.replace("\n", "⏎").replace("\u00a0", " ") == line
        past = Past(account=(*past.account, Said(now, found.fingerprint)))


def test_there_are_examples_and_every_placeholder_is_explained() -> None:
    assert len(EXAMPLES) == 5
    for name in PLACEHOLDERS:
        assert f"`{{{name}}}`" in PAGE


def test_the_defaults_for_several_networks_are_what_each_account_has() -> None:
    feed = 'feed = "https://carnet.example/feed/"'
    accounts = read_accounts(
        {
            "/repost/settings/defaults": FOR_NETWORKS,
            "/repost/settings/here": f'network = "x"\n{feed}',
            "/repost/settings/there": (
                f'network = "mastodon"\n{feed}\n[mastodon]\nserver = "https://mastodon.example"'
            ),
        },
        "/repost",
    )
    here, there = (account.settings.message for account in accounts.ready)
    assert here == Message(before="À relire :")
    assert there == Message(
        before="À relire :", content="title-and-excerpt", hashtags="categories-and-tags", max_hashtags=4
    )
