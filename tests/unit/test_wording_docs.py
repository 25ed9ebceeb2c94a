"""The examples of docs/wording.md say what they show."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from repost.articles import Article, Blog
from repost.said import Past, Said
from repost.settings.types import Message
from repost.wording import PLACEHOLDERS, X, compose

PAGE = (Path(__file__).parents[2] / "docs" / "wording.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```\n+```text\n(.*?)```", PAGE, re.DOTALL)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BLOG = Blog(title="Le Carnet", link="https://carnet.example/", language="fr")
ARTICLE = Article(
    guid="1",
    title="Sauvegarder un serveur sans y penser",
    link="https://carnet.example/sauvegarder/",
    published=datetime(2026, 9, 12, tzinfo=UTC),
    categories=("Serveurs", "Linux", "R&D", "C++"),
    author="Lison",
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
