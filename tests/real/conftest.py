"""Real servers, each up once for all tests, and a proxy before each that loses what a test wants lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from local.real.bluesky import RealBluesky
from local.real.mastodon import RealMastodon
from local.real.proxy import Proxy
from repost.base.articles import Article, Blog
from repost.networks.protocol import Post
from repost.settings.types import Message
from repost.wording.composition import compose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.networks.protocol import Network
    from repost.wording.limits import TextRules

BLOG = Blog("Carnet", "https://blog.example.com/", "fr")
TITLES = (
    "Une soirée d'été",
    "R&D <b>+ “Ça va” 100% & l'œuvre",
    "👩‍👩‍👧‍👦 Familles 🏳️‍🌈 & drapeaux 🇫🇷",
    "Why @someone said #that on https://else.example.com/x and ASP.NET",
    "日本語のタイトル、とても長い。" * 30,
    "العنوان بالعربية و English معا",
    "a" * 700,
    "&amp; *gras* _souligné_ `code` :smile: {x}",
)


@pytest.fixture(scope="session")
def bluesky_server() -> Iterator[RealBluesky]:
    with RealBluesky() as server:
        yield server


@pytest.fixture(scope="session")
def mastodon_server() -> Iterator[RealMastodon]:
    with RealMastodon() as server:
        yield server


@pytest.fixture
def bluesky_proxy(bluesky_server: RealBluesky) -> Iterator[Proxy]:
    with Proxy(bluesky_server.url) as proxy:
        yield proxy


@pytest.fixture
def mastodon_proxy(mastodon_server: RealMastodon) -> Iterator[Proxy]:
    with Proxy(mastodon_server.url) as proxy:
        yield proxy


def post_of(network: Network[Any], rules: TextRules, title: str) -> Post:
    """An old article as it is said on a network, never twice with the same link."""
    published = now() - timedelta(days=60)
    article = Article("1", title, "", published, categories=("Médias sociaux", "C++"), excerpt="Un résumé.")
    return post_from(network, rules, article, BLOG)


def post_from(network: Network[Any], rules: TextRules, article: Article, blog: Blog) -> Post:
    """An article of a blog as it is said on a network, with a link of its own that nobody had before."""
    link = f"https://blog.example.com/{uuid4()}/?utm_source={network.name}&utm_medium=social"
    wording = compose(article, blog, Message(), link=link, language=None, now=now(), rules=rules)
    return Post(
        text=wording.text,
        link=link,
        language="fr-fr",
        title=article.title,
        summary=article.excerpt,
        facets=(*((wording.link,) if wording.link else ()), *wording.hashtags),
        idempotency=network.idempotency(str(uuid4()), now()),
    )


def now() -> datetime:
    """The real time: these servers go by it."""
    return datetime.now(UTC)
