"""From the bodies of feeds, as servers really send them and as they should not, to articles."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta

import pytest

from repost.base.articles import Blog
from repost.base.errors import FeedError
from repost.feeds.parse import parse_feed
from repost.settings.values import zone
from tests.effort import costing_less_than
from tests.parsing import URL, XML, article, parse, rss, sample
from tests.servers import SAMPLES

# --- recordings of real software


def test_wordpress_is_read_as_its_readers_see_it() -> None:
    feed = sample("wordpress/feed-p1.xml")
    assert feed.kind == "rss"
    assert feed.blog == Blog("A Blog & Its “Owner” <test>", "http://127.0.0.1:8091", "en-us")
    assert [a.title for a in feed.articles[:3]] == ["Same title", "Bold & & entity 118", ""]
    assert [a.title for a in feed.articles[4:]] == [
        "عنوان عربي 115",
        "日本語のタイトル 114",
        "Emoji 🎉👩\u200d👩\u200d👧 title 113",
        "“Curly quotes” — and dashes 112",
        "Ampersands & 111",
    ]
    first, second = feed.articles[:2]
    assert first.categories == ("R&D", "Ünïcode", "2025", "long-tag-with-dashes", "Q&A")
    assert first.published == datetime(2026, 11, 23, 1, 31, 10, tzinfo=UTC)
    assert (first.author, first.excerpt) == ("admin", "Hand-written excerpt 119 & more")
    assert second.guid == "http://127.0.0.1:8091/?p=122"
    assert second.link == "http://127.0.0.1:8091/2026/11/bold-entity-118/"
    assert second.excerpt.startswith("Body of post 118 with a link, ümlauts and 🎈. Lorem ipsum 118.")
    assert second.excerpt.endswith("Lorem ipsum 118.…")


def test_the_pages_of_wordpress_add_up() -> None:
    pages = [sample(f"wordpress/feed-p{page}.xml") for page in (1, 2, 3, 13)]
    assert [len(page.articles) for page in pages] == [9, 10, 10, 1], "the first has one behind a password"
    assert len({a.guid for page in pages for a in page.articles}) == 30
    assert pages[0].locked == {"http://127.0.0.1:8091/2026/10/with-password/"}


def test_a_valid_feed_without_articles_is_a_feed() -> None:
    assert sample("wordpress/feed-p14.xml").articles == ()


@pytest.mark.parametrize(
    ("name", "content_type", "kind", "blog"),
    [
        ("jekyll.xml", "text/xml", "atom", Blog("Jekyll & Co", "https://blog.example.org/", "")),
        ("hexo-atom.xml", "", "atom", Blog("Hexo & Co", "https://blog.example.org/", "")),
        ("hugo.xml", "application/xml", "rss", Blog("Hugo & Co", "https://blog.example.org/", "en-us")),
        ("pelican-atom.xml", "", "atom", Blog("Pelican & Co", "https://blog.example.org/", "")),
        ("pelican-rss.xml", "", "rss", Blog("Pelican & Co", "https://blog.example.org/", "")),
        ("nikola-rss.xml", "text/xml", "rss", Blog("Nikola & Co", "https://blog.example.org/", "en")),
        ("nikola-atom.xml", "", "atom", Blog("Nikola & Co", "https://blog.example.org/", "en")),
        (
            "eleventy.json",
            "application/json",
            "json",
            Blog("Eleventy & Co", "https://blog.example.org/", "en"),
        ),
    ],
)
def test_the_makers_of_static_sites_are_read_alike(
    name: str, content_type: str, kind: str, blog: Blog
) -> None:
    feed = sample(name, content_type)
    assert (feed.kind, feed.blog) == (kind, blog)
    titles = [a.title.rsplit(" ", 1)[0] for a in feed.articles[:6]]
    assert titles[0] in {"Quote “x” and \u2018y\u2019", "Quote \"x\" and 'y'"}
    assert titles[1:4] == ["日本語", "Emoji 🎉👩\u200d👩\u200d👧", "“Curly” — dashes"]
    assert titles[4] in {"Ampersands &", "Ampersands & <angles>"}
    assert titles[5] == "Plain title"
    assert {a.excerpt for a in feed.articles[:1]} == {"Body of post 29 with a link, ümlauts & 🎈."}
    # One of these sites was built in a zone with summer time: half past eight there.
    newest = datetime(2026, 9, 28, 8, 30, tzinfo=zone("Europe/London" if name == "hexo-atom.xml" else "UTC"))
    dates = [newest - timedelta(days=24 * n) for n in range(len(feed.articles))]
    assert [a.published for a in feed.articles] == [date.astimezone(UTC) for date in dates]
    assert all(a.link.startswith("https://blog.example.org/") for a in feed.articles)


# --- texts


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("L&amp;#8217;été", "L\u2019été"),
        ("<![CDATA[<b>Bold</b> &amp; more]]>", "Bold & more"),
        ("&lt;b&gt;Bold&lt;/b&gt;", "Bold"),
        ("Ampersands &#038; &lt;angles&gt; 5", "Ampersands & <angles> 5"),
        ("", ""),
        ("Protégé : un secret", "Protégé : un secret"),
    ],
)
def test_a_title_is_plain(title: str, plain: str) -> None:
    assert article(f"<title>{title}</title>").title == plain


def test_the_title_is_the_articles_own_and_not_that_of_its_picture() -> None:
    fields = "<media:content url='a.jpg'><media:title>Picture</media:title></media:content><title>Own</title>"
    assert article(fields).title == "Own"


def test_an_excerpt_is_the_summary_or_the_beginning_of_the_content() -> None:
    content = "<content:encoded>&lt;p&gt;The content&lt;/p&gt;</content:encoded>"
    assert article(f"<description>Summary</description>{content}").excerpt == "Summary"
    assert article(content).excerpt == "The content"


def test_the_trailer_of_wordpress_is_no_part_of_an_excerpt() -> None:
    trailer = (
        '<p>Cet article <a href="https://blog.example/a/">Titre</a> est apparu en premier sur '
        '<a href="https://blog.example">Blog</a>.</p>'
    )
    link = "<link>https://blog.example/a/</link>"
    body = html.escape(f"<p>Le début [&hellip;]</p>{trailer}")
    assert article(f"{link}<description>{body}</description>").excerpt == "Le début…"
    other = html.escape(
        '<p>Voir <a href="https://a.example/">ici</a> et <a href="https://b.example/">là</a></p>'
    )
    assert article(f"{link}<description>{other}</description>").excerpt == "Voir ici et là"
    both = html.escape(
        '<p><a href="https://blog.example/a/">Lire</a>, <a href="https://b.example/">là</a></p>'
    )
    assert article(f"{link}<description>{both}</description>").excerpt == "Lire, là"


@pytest.mark.parametrize(
    "fields",
    [
        '<enclosure url="https://blog.example/a.jpg" type="image/jpeg" length="1"/>',
        '<media:content url="https://blog.example/a.jpg" medium="image"/>',
        '<media:thumbnail url="https://blog.example/a.jpg"/>',
        (
            '<media:content url="https://0.gravatar.com/avatar/1f?s=96" medium="image"/>'
            '<media:content url="https://blog.example/a.jpg" medium="image"/>'
        ),
        (
            '<media:content url="https://secure.gravatar.com/avatar/1f" medium="image"/>'
            '<media:thumbnail url="https://blog.example/a.jpg"/>'
        ),
    ],
)
def test_an_image_comes_with_the_article(fields: str) -> None:
    assert article(fields).image == "https://blog.example/a.jpg"


def test_the_face_of_its_author_is_no_image_of_the_article() -> None:
    face = '<media:content url="https://1.gravatar.com/avatar/1f?s=96&amp;d=identicon" medium="image"/>'
    assert article(face).image == ""


def test_an_enclosure_that_is_no_picture_is_no_image() -> None:
    assert article('<enclosure url="https://blog.example/a.mp3" type="audio/mpeg" length="1"/>').image == ""


# --- dates


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ("<pubDate>Mon, 23 Nov 2026 02:31:10 +0100</pubDate>", datetime(2026, 11, 23, 1, 31, 10, tzinfo=UTC)),
        ("<pubDate>Mon, 23 Nov 2026 01:31:10 GMT</pubDate>", datetime(2026, 11, 23, 1, 31, 10, tzinfo=UTC)),
        ("<pubDate>2026-11-23T01:31:10Z</pubDate>", datetime(2026, 11, 23, 1, 31, 10, tzinfo=UTC)),
        ("<pubDate>2026-11-23</pubDate>", datetime(2026, 11, 23, tzinfo=UTC)),
        ("<pubDate>Tue, 01 Jan 2097 00:00:00 GMT</pubDate>", datetime(2097, 1, 1, tzinfo=UTC)),
        ("<dc:date>2026-11-23T01:31:10Z</dc:date>", datetime(2026, 11, 23, 1, 31, 10, tzinfo=UTC)),
        (
            "<atom:updated>2026-11-24T00:00:00Z</atom:updated><pubDate>2026-11-23T00:00:00Z</pubDate>",
            datetime(2026, 11, 23, tzinfo=UTC),
        ),
        (
            "<pubDate>no idea</pubDate><atom:updated>2026-11-24T00:00:00Z</atom:updated>",
            datetime(2026, 11, 24, tzinfo=UTC),
        ),
    ],
)
def test_a_date_is_utc_and_published_beats_updated(fields: str, published: datetime) -> None:
    assert article(fields).published == published


@pytest.mark.parametrize(
    "date",
    [
        "",
        "no idea",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "0000-00-00T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Mon, 99 Nov 2026 99:99:99 GMT",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_a_date_that_is_none_is_none(date: str) -> None:
    assert article(f"<pubDate>{date}</pubDate>").published is None


# --- malformed


@pytest.mark.parametrize(
    "title",
    [
        "Tom & Jerry",
        "Tom &nbsp;&amp; Jerry",
        "Tom &amp;\x0b Jerry",
        "Tom &#11;&amp;&#xD800;&#0; Jerry",
        "Tom & Jerry</b>",
    ],
)
def test_a_feed_that_is_not_well_formed_is_read_all_the_same(title: str) -> None:
    feed = rss(
        f"<item><guid>a</guid><title>{title}</title></item><item><guid>b</guid><title>Next</title></item>"
    )
    assert [a.title for a in feed.articles] == ["Tom & Jerry", "Next"]


def test_an_ampersand_that_nobody_escaped_takes_no_word_for_an_entity() -> None:
    found = article("<title>AT&T, R&D &nbsp;</title><link>https://blog.example/?a=1&b=2</link>")
    assert (found.title, found.link) == ("AT&T, R&D", "https://blog.example/?a=1&b=2")


@pytest.mark.parametrize("junk", ["\n\n  ", "Warning: <b>x</b> on line 3\n", "<!-- <rss> -->", "<?php ?>"])
def test_what_stands_before_a_feed_does_not_matter(junk: str) -> None:
    document = '<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title></channel></rss>'
    assert parse(junk + document).blog.title == "Blog"


def test_a_long_way_to_a_feed_costs_no_time() -> None:
    way = "\n" * 200_000 + "<!-- -->" * 20_000 + '<!DOCTYPE rss [<!ENTITY a "<p><html>">]>'
    document = '<rss version="2.0"><channel><title>Blog</title></channel></rss>'
    with costing_less_than(2):
        assert parse(way + document).blog.title == "Blog"


def test_a_feed_that_breaks_off_gives_what_came_before() -> None:
    body = (SAMPLES / "feeds/wordpress/feed-p1.xml").read_bytes()
    titles = [a.title for a in parse_feed(body[:6_000], XML, URL).articles]
    assert titles[:2] == ["Same title", "Bold & & entity 118"]


# --- no feed


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("Not Found", "is plain text, not a feed"),
        ("<!DOCTYPE html><html><body>Oops</body></html>", "is a web page, not a feed."),
        ("<!-- x --><HTML><head></head></HTML>", "is a web page, not a feed."),
        ("<!DOCTYPE HTML><title>x</title>", "is a web page, not a feed."),
        (
            '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>',
            "is XML (<urlset>)",
        ),
        ("<rss", "is too broken to read"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "is JSON, but not a JSON Feed"),
        ('{"version": "1", "items": []}', "is JSON, but not a JSON Feed"),
        ('[{"id": 1}]', "is JSON, but not a JSON Feed"),
        ("{oops", "is broken JSON"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_what_is_no_feed_is_called_by_its_name(body: str, says: str) -> None:
    with pytest.raises(FeedError) as error:
        parse(body, "https://blog.example/?key=secret")
    assert str(error.value).startswith("https://blog.example/ ")
    assert says in str(error.value)
    assert "secret" not in str(error.value)


def test_a_home_page_tells_where_its_feed_is() -> None:
    page = (SAMPLES / "feeds/wordpress/home.html").read_bytes()
    with pytest.raises(FeedError, match=r"the page names http://127\.0\.0\.1:8091/feed/ as its feed"):
        parse_feed(page, "text/html; charset=UTF-8", "http://127.0.0.1:8091/")
    relative = "<html><head><link href=feed.xml type='application/atom+xml' REL=alternate></head></html>"
    with pytest.raises(FeedError, match=r"the page names https://blog\.example/feed/feed\.xml as its feed"):
        parse(relative)


def test_an_article_behind_a_password_is_none_and_is_named() -> None:
    form = '<form action="https://blog.example/wp-login.php?action=postpass" method="post"></form>'
    locked = "<guid isPermaLink='false'>locked</guid><title>Protected: A</title>"
    locked += f"<content:encoded><![CDATA[{form}]]></content:encoded>"
    feed = rss(f"<item>{locked}</item><item><guid isPermaLink='false'>open</guid><title>B</title></item>")
    assert [article.guid for article in feed.articles] == ["open"]
    assert feed.locked == {"locked"}
