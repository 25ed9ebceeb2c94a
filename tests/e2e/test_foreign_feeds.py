"""Feeds as foreign content systems write them, through the handler: what is announced, chosen and said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from local.base.server import Request, Response, StandIn
from repost.feeds.archive import Archive
from tests.servers import SAMPLES
from tests.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack

CASES: Final = SAMPLES / "cases"
MONTHS: Final = {"10": "October", "12": "December"}
DATES: Final = (CASES / "dates.tsv").read_text().splitlines()[1:]


class ForeignBlog(StandIn):
    """A blog whose feed is `body`, its own address in place of each "@"; all its pages are alike."""

    body = b""
    content_type = "application/rss+xml; charset=utf-8"
    page = "<!doctype html><html><title>An article</title>"

    @property
    def feed(self) -> str:
        return f"{self.url}/feed/"

    def answer(self, request: Request) -> Response:
        if request.path == "/feed/":
            body = self.body.replace(b"@", self.url.encode())
            return Response(200, body, {"Content-Type": self.content_type})
        return Response(200, self.page.encode(), {"Content-Type": "text/html; charset=utf-8"})


class Foreign:
    """The blog, the world around it, and the account that speaks of it."""

    def __init__(self, world: World, blog: ForeignBlog) -> None:
        self.world = world
        self.blog = blog

    def settings(self, text: str = "", select: str = "") -> None:
        feed = f'network = "x"\nfeed = "{self.blog.feed}"\nschedule = {{ every = "1d", jitter = "0m" }}\n'
        select = f'[select]\nmin_age = "0m"\nmax_age = "none"\nevergreen = "ignore"\n{select}'
        # Short links, since X counts an address without a domain name in full.
        link = '[link]\nshortener = "is.gd"\n' if "[link]" not in text else ""
        self.world.stack.put_settings("main", f"{feed}{text}\n{link}{select}")
        self.world.stack.put_secret("main", self.world.keys.document)

    def case(self, name: str) -> None:
        self.blog.body = (CASES / name).read_bytes()

    def item(self, fields: str, *, channel: str = "<language>en</language>") -> None:
        """A feed with one item more than what is given alone."""
        self.blog.body = (
            f'<rss version="2.0"><channel><title>B</title><link>@/</link>{channel}'
            f"<item><title>Rye</title><link>@/rye/</link>{fields}</item></channel></rss>"
        ).encode()


@pytest.fixture
def foreign(stack: LocalStack) -> Iterator[Foreign]:
    with World(stack) as world, ForeignBlog() as blog:
        foreign = Foreign(world, blog)
        foreign.settings()
        yield foreign


@pytest.mark.parametrize("case", DATES)
def test_an_article_goes_out_with_the_date_that_its_feed_means(foreign: Foreign, case: str) -> None:
    text, right = case.split("\t")
    foreign.item(f"<pubDate>{text}</pubDate>")
    foreign.settings('[message]\ntemplate = "{title}, {date} {link}"')
    report = foreign.world.tick_main()
    assert report["state"] == "posted"
    year, month, day = right[:10].split("-")
    assert f"Rye, {int(day)} {MONTHS[month]} {year} " in report["text"]


def test_a_date_that_may_be_two_days_lets_nothing_out_and_its_owner_hears_of_it(foreign: Foreign) -> None:
    foreign.item("<pubDate>10/11/2026</pubDate>")
    report = foreign.world.tick_main()
    assert (report["state"], report["why_not"]) == ("empty", {"no date": 1})
    (note,) = report["notes"]
    assert note == (
        "The feed's “10/11/2026” may be either of two days: 1 article has no date, and can't be posted."
    )


def test_the_order_of_day_and_month_is_remembered_for_what_the_feed_shows_later(foreign: Foreign) -> None:
    foreign.item("<guid>a</guid><pubDate>31/10/2026</pubDate>")
    foreign.world.tick_main()
    foreign.item("<guid>b</guid><pubDate>10/11/2026</pubDate>")
    foreign.blog.body = foreign.blog.body.replace(b"rye", b"spelt").replace(b"Rye", b"Spelt")
    foreign.world.later(hours=24).tick_main()
    archive = Archive(foreign.world.stack.table, foreign.blog.feed)
    assert [f"{each.published:%m-%d}" for each in archive.published_between(None, foreign.world.now)] == [
        "10-31",
        "11-10",
    ]


def test_articles_without_a_date_are_known_and_counted_as_such(foreign: Foreign) -> None:
    foreign.case("12-no-dates.xml")
    for _ in range(2):
        report = foreign.world.tick_main()
        assert (report["known"], report["why_not"]) == (2, {"no date": 2})
        foreign.world.later(hours=24)
    stack = foreign.world.stack
    items = stack.dynamodb.scan(TableName=stack.table_name)["Items"]
    seen = [item["seen"]["S"] for item in items if item["sk"]["S"].startswith("POST#")]
    assert seen == ["2026-11-23T09:00:00Z"] * 2


def test_a_body_in_utf_8_is_read_as_such_whatever_its_header_says(foreign: Foreign) -> None:
    foreign.case("13-utf8.xml")
    body = foreign.blog.body.replace(b"https://b.example", b"@")
    foreign.blog.body = body.replace(b"</link></item>", b"</link><pubDate>2026-10-14</pubDate></item>")
    foreign.blog.content_type = "text/xml; charset=ISO-8859-1"
    titles = set()
    for _ in range(2):
        titles.add(foreign.world.tick_main()["title"])
        foreign.world.later(hours=24)
    assert titles == {"Café — déjà", "Привет мир"}


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("14-fragments.xml", {f"Note {number}" for number in (1, 2, 3)}),
        ("15-same-guid.xml", {f"Post {number} of many" for number in range(4)}),
    ],
)
def test_articles_with_one_page_or_one_guid_in_common_are_several(
    foreign: Foreign, name: str, titles: set[str]
) -> None:
    foreign.case(name)
    said = set()
    for _ in titles:
        report = foreign.world.tick_main()
        assert report["known"] == len(titles)
        said.add(report["title"])
        foreign.world.later(hours=24)
    assert said == titles


def test_every_author_of_an_article_lets_it_out_or_keeps_it_in(foreign: Foreign) -> None:
    foreign.case("16-two-authors.xml")
    for who in ("Ada*", "Bob*", "Ada Lovelace"):
        foreign.settings(select=f'never = ["author:{who}"]')
        assert foreign.world.tick_main()["why_not"] == {"listed in never": 1}
        foreign.world.later(hours=24)
    foreign.settings(select='authors = ["Carl"]')
    assert foreign.world.tick_main()["state"] == "empty"
    foreign.world.later(hours=24)
    foreign.settings('[message]\ntemplate = "{title} by {author} {link}"', select='authors = ["Ada*"]')
    report = foreign.world.tick_main()
    assert report["text"].startswith("Co-written by Ada Lovelace, Bob Ross ")


def test_the_language_of_its_page_serves_where_the_feed_names_none(foreign: Foreign) -> None:
    foreign.case("19-no-language.xml")
    foreign.blog.page = '<!doctype html><html lang="fr"><title>Le pain de seigle</title>'
    report = foreign.world.tick_main()
    assert report["text"].startswith("À relire sur Le fournil\N{NO-BREAK SPACE}: Le pain de seigle ")
    archive = Archive(foreign.world.stack.table, foreign.blog.feed)
    assert (archive.record().language, archive.record().blog.language) == ("fr", "")


def test_the_words_of_the_articles_tell_the_language_where_nothing_else_does(foreign: Foreign) -> None:
    foreign.item(
        "<pubDate>2026-10-14</pubDate><description>Le seigle est une céréale qui pousse dans les pays "
        "froids, et que nous avons oubliée.</description>",
        channel="",
    )
    report = foreign.world.tick_main()
    assert report["text"].startswith("À relire sur B\N{NO-BREAK SPACE}: Rye ")


def test_the_language_of_the_feed_comes_before_that_of_the_page(foreign: Foreign) -> None:
    foreign.item("<pubDate>2026-10-14</pubDate>", channel="<language>de</language>")
    foreign.blog.page = '<!doctype html><html lang="fr"><title>Seigle</title>'
    report = foreign.world.tick_main()
    assert " auf B: Rye " in report["text"]


def test_utm_goes_behind_a_parameter_whose_ampersand_was_escaped_twice(foreign: Foreign) -> None:
    foreign.case("21-link-038.xml")
    foreign.settings('[link]\nutm = true\nshortener = "none"\n[message]\ntemplate = "{title} {link}"')
    report = foreign.world.tick_main()
    assert f"{foreign.blog.url}/show?p=12&lang=fr&utm_" in report["link"]


def test_a_bad_tag_of_a_json_feed_leaves_the_article_known(foreign: Foreign) -> None:
    foreign.case("24-null-tag.json")
    foreign.blog.content_type = "application/json"
    report = foreign.world.tick_main()
    assert (report["state"], report["title"]) == ("posted", "Rye")
    archive = Archive(foreign.world.stack.table, foreign.blog.feed)
    assert [each.categories for each in archive.published_between(None, foreign.world.now)] == [("bread",)]
