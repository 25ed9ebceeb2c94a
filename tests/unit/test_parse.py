"""From the bodies of feeds, as servers really send them and as they should not, to articles."""

from __future__ import annotations

import html
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.base.articles import Article, Blog
from repost.base.errors import FeedError
from repost.base.plain_text import plain_text
from repost.feeds.document import beginning, written_out
from repost.feeds.parse import parse_feed
from repost.feeds.titles import article_title
from repost.settings.values import zone
from tests.effort import costing_less_than
from tests.patience import LONGEST
from tests.servers import SAMPLES

if TYPE_CHECKING:
    from repost.feeds.parsed import ParsedFeed

URL: Final = "https://blog.example/feed/"
XML: Final = "application/rss+xml; charset=UTF-8"


def parse(text: str, url: str = URL) -> ParsedFeed:
    return parse_feed(text.encode(), "", url, seconds=LONGEST)


def rss(items: str, channel: str = "<title>Blog</title><link>https://blog.example</link>") -> ParsedFeed:
    return parse(
        '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
        f'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>{channel}{items}</channel></rss>'
    )


def article(fields: str) -> Article:
    """The one article of an RSS feed with one item."""
    (only,) = rss(f"<item><guid>https://blog.example/a/</guid>{fields}</item>").articles
    return only


def sample(name: str, content_type: str = XML) -> ParsedFeed:
    return parse_feed((SAMPLES / "feeds" / name).read_bytes(), content_type, URL)


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


def test_the_categories_of_static_sites_are_those_of_the_posts() -> None:
    assert sample("hexo-atom.xml").articles[0].categories == ("Tech", "日本")
    for name in ("jekyll.xml", "pelican-atom.xml", "pelican-rss.xml"):
        assert sample(name).articles[2].categories == ("Tech", "c++", "föö")
    for name in ("nikola-rss.xml", "nikola-atom.xml"):
        assert sample(name).articles[2].categories == ("c++", "föö"), "its feeds give tags alone"
    for name in ("hugo.xml", "eleventy.json"):
        assert not any(article.categories for article in sample(name).articles), "its feeds give none"


# --- formats


def test_rdf_is_read() -> None:
    feed = parse(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
             xmlns:dc="http://purl.org/dc/elements/1.1/">
           <channel rdf:about="https://blog.example/"><title>Blog</title><link>https://blog.example/</link>
             <dc:language>fr_FR</dc:language></channel>
           <item rdf:about="https://blog.example/a"><title>Été</title><link>https://blog.example/a</link>
             <dc:date>2026-09-01T10:00:00+02:00</dc:date><dc:subject>Livres</dc:subject>
             <dc:creator>Lison</dc:creator></item></rdf:RDF>"""
    )
    assert feed.kind == "rdf"
    assert feed.blog == Blog("Blog", "https://blog.example/", "fr-fr")
    (only,) = feed.articles
    assert (only.guid, only.title, only.author) == ("https://blog.example/a", "Été", "Lison")
    assert only.published == datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
    assert only.categories == ("Livres",)


def test_json_feed_is_read() -> None:
    feed = parse(
        """{"version": "https://jsonfeed.org/version/1.1", "title": "Blog", "language": "fr-FR",
            "home_page_url": "/", "next_url": "/feed.json?page=2", "authors": [{"name": "Lison"}], "items": [
            {"id": 7, "url": "/a", "title": "Tom &amp; Jerry", "image": "/a.jpg",
             "content_html": "<p>Text</p>",
             "date_published": "2026-09-01T10:00:00+02:00", "tags": ["Livres", "Livres", ""], "unknown": {}},
            {"id": "b", "url": "https://blog.example/b", "content_text": "Short", "date_published": "soon",
             "date_modified": "2026-09-02T10:00:00Z"},
            {"id": ["broken"]}, 5, {"title": "neither id nor url"}]}"""
    )
    assert feed.blog == Blog("Blog", "https://blog.example/", "fr-fr")
    assert feed.next_url == "https://blog.example/feed.json?page=2"
    assert feed.articles == (
        Article(
            guid="7",
            title="Tom & Jerry",
            link="https://blog.example/a",
            published=datetime(2026, 9, 1, 8, 0, tzinfo=UTC),
            categories=("Livres",),
            authors=("Lison",),
            excerpt="Text",
            image="https://blog.example/a.jpg",
        ),
        Article(
            guid="b",
            title="",
            link="https://blog.example/b",
            published=datetime(2026, 9, 2, 10, 0, tzinfo=UTC),
            authors=("Lison",),
            excerpt="Short",
        ),
    )


def test_atom_says_where_its_older_articles_are() -> None:
    for relation in ("next", "prev-archive"):
        feed = parse(
            '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="/self"/>'
            f'<link rel="{relation}" href="/feed/2"/></feed>'
        )
        assert feed.next_url == "https://blog.example/feed/2"
    assert parse('<feed xmlns="http://www.w3.org/2005/Atom"/>').next_url == ""


def test_the_language_of_an_atom_feed_is_that_of_its_root() -> None:
    feed = parse('<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>B</title></feed>')
    assert feed.blog.language == "fr"
    assert rss("", "<title>B</title><language>klingon, mostly</language>").blog.language == ""


def test_a_doctype_of_html_before_a_feed_makes_no_page_of_it() -> None:
    feed = parse(
        "<!DOCTYPE html>\n<rss><channel><item><guid>a</guid><title>Rye</title></item></channel></rss>"
    )
    assert [each.title for each in feed.articles] == ["Rye"]


def test_the_channel_definition_format_is_read() -> None:
    feed = parse(
        """<?xml version="1.0"?><!DOCTYPE Channel SYSTEM "http://www.w3c.org/Channel.dtd">
        <CHANNEL HREF="https://blog.example/"><TITLE>Bakery</TITLE>
        <ITEM HREF="/rye" LASTMOD="2026-10-14T10:00"><TITLE>Rye</TITLE><ABSTRACT>Bread</ABSTRACT></ITEM>
        <ITEM><A HREF="/spelt"/><TITLE>Spelt</TITLE></ITEM></CHANNEL>"""
    )
    assert feed.blog == Blog("Bakery", "https://blog.example/", "")
    assert [(each.title, each.link, each.excerpt) for each in feed.articles] == [
        ("Rye", "https://blog.example/rye", "Bread"),
        ("Spelt", "https://blog.example/spelt", ""),
    ]
    assert feed.articles[0].published == datetime(2026, 10, 14, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        *((5, ()), ("bread, rye", ("bread", "rye")), ({"a": 1}, ()), (None, ())),
        *(([None, "bread", 5, {}, ["x"]], ("bread",)), (["bread", "rye"], ("bread", "rye"))),
    ],
)
def test_a_bad_tag_of_a_json_feed_costs_that_tag(value: object, right: tuple[str, ...]) -> None:
    item = {"id": "1", "url": "/one", "title": "Rye", "tags": value}
    feed = parse(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}))
    assert [(each.title, each.categories) for each in feed.articles] == [("Rye", right)]


@pytest.mark.parametrize("value", [5, 0.5, True, None, [], {}, [None], {"name": 5}, [{"name": None}, 5]])
def test_no_bad_value_of_a_json_feed_costs_its_item_or_the_feed(value: object) -> None:
    names = """url title content_html content_text summary image banner_image date_published date_modified
        author authors tags external_url"""
    item = {"id": "https://blog.example/a"} | dict.fromkeys(names.split(), value)
    names = "title home_page_url next_url language author authors"
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item]} | dict.fromkeys(
        names.split(), value
    )
    assert [each.guid for each in parse(json.dumps(feed)).articles] == ["https://blog.example/a"]


def test_half_an_emoji_or_a_line_break_in_json_costs_nothing_else() -> None:
    text = '{"version": "https://jsonfeed.org/version/1", "user_comment": NaN, "items": [%s]}'
    feed = parse(text % '{"id": 1, "title": "Bread \\ud83d"}, {"id": 2, "title": "At\nhome \\ud83c\\udf5e"}')
    assert [(each.guid, each.title) for each in feed.articles] == [("1", "Bread"), ("2", "At home 🍞")]


def test_a_comma_behind_the_last_value_costs_no_feed_and_no_word() -> None:
    feed = parse(
        '{"version": "https://jsonfeed.org/version/1", '
        '"items": [{"id": 1, "title": "A \\" [a,] {b,}", "tags": ["x", ], }, {"id": 2},\n]}'
    )
    assert [(each.guid, each.title) for each in feed.articles] == [("1", 'A " [a,] {b,}'), ("2", "")]
    with costing_less_than(1), suppress(FeedError):
        parse('{"version": "jsonfeed.org/version/1", "items": [' + '"\\' * 1_000_000)


def test_an_id_of_a_json_feed_that_is_an_address_stands_in_for_a_missing_link() -> None:
    items = [{"id": "https://blog.example/a"}, {"id": "2", "external_url": "https://other.example/"}]
    items.append({"id": "https://blog.example/c", "url": "/d"})
    feed = parse(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}))
    links = ["https://blog.example/a", "https://other.example/", "https://blog.example/d"]
    assert [each.link for each in feed.articles] == links


def test_json_feeds_that_write_a_date_as_a_number_or_an_author_as_a_text_are_read() -> None:
    item = {"id": "a", "date_published": 1791972000, "author": "Ada"}
    [found] = parse(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [item]})).articles
    assert (found.published, found.authors) == (datetime(2026, 10, 14, 10, tzinfo=UTC), ("Ada",))


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


def test_an_author_is_a_name_and_never_an_e_mail_address() -> None:
    assert article("<dc:creator>Lison</dc:creator>").author == "Lison"
    assert article("<author>lison@blog.example (Lison)</author>").author == "Lison"
    assert article("<author>Lison &lt;lison@blog.example&gt;</author>").author == "Lison"
    assert article("<author>lison@blog.example</author>").author == ""
    assert article("<author>lison@blog.example, Bob</author>").author == "Bob"
    two = "lison@blog.example (Lison), bob@blog.example (Bob)"
    assert article(f"<author>{two}</author>").author == "Lison, Bob"
    assert article("<dc:creator>https://blog.example/lison</dc:creator>").author == ""
    atom = "<author><name>Lison</name><email>lison@blog.example</email></author>"
    feed = parse(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a</id>{atom}</entry></feed>')
    assert feed.articles[0].author == "Lison"


def test_all_authors_count() -> None:
    several = "<dc:creator>Ada</dc:creator><dc:creator>Bob Ross</dc:creator><dc:creator>Ada</dc:creator>"
    assert article(several).authors == ("Ada", "Bob Ross")
    assert article("<author>ada@blog.example (Ada)</author><dc:creator>Bob</dc:creator>").authors == (
        "Ada",
        "Bob",
    )
    assert article("<author>Ada &lt;a@blog.example&gt;</author><dc:creator>Ada</dc:creator>").authors == (
        "Ada",
    )
    atom = "<author><name>Ada</name></author><author><name>Bob</name><uri>https://b.example/</uri></author>"
    feed = parse(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a</id>{atom}</entry></feed>')
    assert feed.articles[0].authors == ("Ada", "Bob")
    of_the_blog = parse(f'<feed xmlns="http://www.w3.org/2005/Atom">{atom}<entry><id>a</id></entry></feed>')
    assert of_the_blog.articles[0].authors == ("Ada", "Bob")


def test_words_that_say_there_is_no_title_are_none() -> None:
    for title in (
        "Untitled",
        "(no title)",
        "Sans titre",
        "Ohne Titel",
        "Untitled 3",
        "無題",
        "null",
        "…",
        "Post title",
    ):
        assert article(f"<title>{title}</title>").title == ""
    assert article("<title>Untitled, or the whale</title>").title == "Untitled, or the whale"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        *(("X - Home", "X"), ("Home | X", "X"), ("X » Feed", "X"), ("X – Accueil", "X"), ("X (RSS)", "X")),
        *(("Stories by Ada on Medium", "Ada"), ("Ada - Medium", "Ada"), ("DEV Community: Ada", "Ada")),
        *(("Flux RSS du magazine", "magazine"), ("RSS feed for X", "X"), ("X RSS Feed", "X")),
        *(("Latest posts on X", "X"), ("Posts on X", "X"), ("Recent content in Posts on X", "X")),
        *(("Derniers articles de X", "X"), ("Neueste Beiträge von X", "X"), ("Home - Blog - X", "X")),
        *(("Page 2 – X", "X"), ("Seite 3 – X", "X"), ("Page 2 of the diary", "Page 2 of the diary")),
        *(
            ("News | X", "X"),
            ("X’s letter | Substack", "X’s letter"),
            ("X\uff5cブログ", "X"),
        ),
        *(("Tag: rye - X", "X"), ("Category: Rye | X", "X"), ("Latest stories published on X", "X")),
        *(("Posts by Ada", "Ada"), ("Latest from X", "X"), ("新着記事 - X", "X"), ("X — блог", "X")),
        *(("My WordPress Blog", ""), ("The Feed", "The Feed"), ("My RSS feed", "My RSS feed")),
        *(("RSS Feed", ""), ("Home", ""), ("Accueil", ""), ("My Site", ""), ("feed.xml", "")),
        *(
            (name, name)
            for name in ("Feed the Birds", "Home Cooking", "Feedback", "Rye - bread and more", "Blog")
        ),
        *(
            (name, name)
            for name in ("Latest news from the farm", "RSS: a history", "de Volkskrant", "Medium Rare")
        ),
    ],
)
def test_a_blog_is_called_by_its_name_and_not_by_what_its_feed_is(title: str, name: str) -> None:
    assert rss("", f"<title>{title}</title>").blog.title == name


def test_categories_come_once_and_without_what_is_no_name() -> None:
    tags = "".join(
        f"<category>{name}</category>" for name in ("R&amp;D", "R&amp;D", " ", "http://a.example/kind")
    )
    assert article(tags).categories == ("R&D",)
    entry = '<entry><id>a</id><category term="x-y" label="X Y"/></entry>'
    feed = parse(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>')
    assert feed.articles[0].categories == ("X Y",)


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


# --- identities and links


def test_a_guid_is_kept_as_it_is_and_the_link_stands_in_for_a_missing_one() -> None:
    items = (
        '<item><guid isPermaLink="false">tag:a,2026:1 &amp; 2</guid><link>/a</link></item>'
        "<item><link>https://blog.example/b</link></item>"
        "<item><title>Neither</title></item>"
    )
    assert [(a.guid, a.link) for a in rss(items).articles] == [
        ("tag:a,2026:1 & 2", "https://blog.example/a"),
        ("https://blog.example/b", "https://blog.example/b"),
    ]


def test_a_guid_that_is_a_permalink_is_the_link_as_well() -> None:
    assert article("").link == "https://blog.example/a/"


def test_the_first_of_two_articles_with_one_guid_counts() -> None:
    items = "<item><guid>a</guid><title>First</title></item><item><guid>a</guid><title>Second</title></item>"
    assert [a.title for a in rss(items).articles] == ["First"]


def test_a_guid_of_all_articles_tells_none_apart_but_their_addresses_do() -> None:
    feed = parse_feed((SAMPLES / "cases/15-same-guid.xml").read_bytes().replace(b"@", b""), XML, URL)
    assert [each.guid for each in feed.articles] == [f"https://blog.example/p{n}/" for n in range(4)]
    twice = "".join(
        f"<item><guid>a</guid><title>One</title><link>/a{query}</link></item>"
        for query in ("", "?utm_source=x", "b")
    )
    assert [each.guid for each in rss(twice).articles] == ["a"], "it is one article, listed three times"


def test_articles_without_any_guid_of_their_own_on_one_page_are_told_apart_by_their_titles() -> None:
    def titles(*items: str, guid: str = "") -> list[str]:
        listed = (f"<item>{guid}<title>{title}</title><link>/notes/</link></item>" for title in items)
        return [each.title for each in rss("".join(listed)).articles]

    assert titles("Rye", "Spelt", "Oats") == ["Rye", "Spelt", "Oats"]
    assert titles("Rye", "Spelt", "Rye", guid="<guid>N/A</guid>") == ["Rye", "Spelt"]
    others = "".join(f"<item><guid>{n}</guid><title>Bread {n}</title></item>" for n in range(4))
    twice = "".join(
        f"<item><guid>a</guid><title>{title}</title><link>/a</link></item>" for title in ("A", "B")
    )
    assert [each.guid for each in rss(twice + others).articles] == ["a", *"0123"], (
        "one is mended, and no other"
    )


def test_articles_on_one_page_are_told_apart_by_their_fragments() -> None:
    feed = parse_feed(
        (SAMPLES / "cases/14-fragments.xml").read_bytes().replace(b"@", b"https://blog.example"), XML, URL
    )
    links = [f"https://blog.example/2026/10/14.html#n{n}" for n in (1, 2, 3)]
    assert [each.link for each in feed.articles] == [each.guid for each in feed.articles] == links


@pytest.mark.parametrize("sign", ["&amp;", "&#038;", "&#38;", "&#x26;", "&#X026;"])
def test_an_ampersand_that_was_escaped_twice_is_one(sign: str) -> None:
    only = article(f"<link><![CDATA[https://blog.example/show?p=12{sign}lang=fr&copy=1]]></link>")
    assert only.link == "https://blog.example/show?p=12&lang=fr&copy=1"


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("/2026/a", "https://blog.example/2026/a"),
        ("//other.example/a", "https://other.example/a"),
        ("HTTPS://Blog.Example/Été 1?a=b&amp;c#d", "https://blog.example/%C3%89t%C3%A9%201?a=b&c#d"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("mailto:a@blog.example", ""),
        ("https://lison:secret@blog.example/a", ""),
        ("https://[::", ""),
        ("https://blog.example/" + "x" * 2_000, ""),
    ],
)
def test_a_link_is_a_whole_address_of_the_web_or_none(link: str, absolute: str) -> None:
    (only,) = rss(f'<item><guid isPermaLink="false">a</guid><link>{link}</link></item>').articles
    assert only.link == absolute


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ("<link>/x</link><atom:link rel='alternate' hreflang='de' href='/de/x'/>", "/x"),
        ("<atom:link rel='alternate' type='application/json' href='/x.json'/><link>/x</link>", "/x"),
        ("<atom:link rel='alternate' hreflang='de' href='/de/x'/>", "/de/x"),
        ("<link></link><guid>https://blog.example/x</guid>", "/x"),
        ("<link/>https://blog.example/x<description>Words</description>", "/x"),
        ("<link>\nhttps://blog.example/x\n<description>Words</description>", "/x"),
        ("<link>blog.example/x</link>", "/x"),
        ("<link>www.blog.example/x</link>", "https://www.blog.example/x"),
        ("<guid>12</guid>", ""),
        ("<guid>/x</guid>", "/x"),
        ("<guid isPermaLink='false'>https://blog.example/?p=1</guid>", ""),
    ],
)
def test_the_page_of_an_article_is_found_where_its_link_is_badly_made(fields: str, link: str) -> None:
    [only] = rss(f"<item>{fields}<title>Rye</title></item>").articles
    assert only.link == (f"https://blog.example{link}" if link.startswith("/") else link)


def test_a_relative_link_is_meant_from_xml_base() -> None:
    feed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example/blog/">'
        '<entry><id>a</id><link href="a.html"/></entry></feed>'
    )
    assert feed.articles[0].link == "https://other.example/blog/a.html"


def test_the_link_before_feedburner_is_the_link() -> None:
    fields = (
        "<link>https://feeds.example/~r/a</link>"
        "<feedburner:origLink>https://blog.example/real</feedburner:origLink>"
    )
    assert article(fields).link == "https://blog.example/real"


# --- encodings


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param("Été €".encode(), "", id="nothing declared"),
        pytest.param("Été €".encode(), "text/xml", id="text/xml without charset"),
        pytest.param("Été €".encode(), "text/xml; charset=idna", id="a codec that is no encoding"),
        pytest.param("Été €".encode(), "text/xml; charset=us-ascii", id="a charset that can't be"),
        pytest.param(
            "Été €".encode("cp1252"), "text/xml; charset=ISO-8859-1", id="Windows under a false name"
        ),
        pytest.param("Été €".encode("cp1252"), "text/xml; charset=utf-8", id="Windows that says UTF-8"),
        pytest.param("Été €".encode("gb18030"), "text/xml; charset=GB2312", id="GB 18030 as GB 2312"),
        pytest.param("Été €".encode("iso-8859-15"), "application/xml; charset=iso-8859-15", id="Latin 9"),
    ],
)
def test_accents_arrive_whatever_was_declared(body: bytes, content_type: str) -> None:
    before, after = b'<rss version="2.0"><channel><title>', b"</title></channel></rss>"
    assert parse_feed(before + body + after, content_type, URL).blog.title == "Été €"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "shift_jis", "euc-jp"])
def test_the_declaration_of_the_document_counts_too(encoding: str) -> None:
    name = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16"}.get(encoding, encoding)
    document = '<rss version="2.0"><channel><title>日本語</title></channel></rss>'
    text = f'<?xml version="1.0" encoding="{name}"?>{document}'
    assert parse_feed(text.encode(encoding), "application/xml", URL).blog.title == "日本語"


@pytest.mark.parametrize(
    ("charset", "encoding", "title"),
    [
        ("Shift_JIS", "cp932", "第①回 髙島"),
        ("x-sjis", "cp932", "第①回"),
        ("EUC-KR", "cp949", "똠방각하"),
        ("ks_c_5601-1987", "cp949", "펲시콜라"),
        ("GBK", "gb18030", "㐀中"),
        ("Big5", "big5hkscs", "啲嘢"),
        ("windows-874", "cp874", "“ไทย”"),
        ("ISO-8859-9", "cp1254", "“ışık”"),
        ("macintosh", "mac-roman", "café"),
        ("x-mac-cyrillic", "mac-cyrillic", "Привет мир"),
        ("IBM866", "cp866", "Привет мир"),
        ("win-1251", "cp1251", "Привет мир"),
        ("latin2", "iso8859-2", "Žluťoučký kůň"),
    ],
)
def test_a_name_of_an_encoding_means_what_it_does_on_the_web(charset: str, encoding: str, title: str) -> None:
    body = f'<rss version="2.0"><channel><title>{title}</title></channel></rss>'.encode(encoding)
    assert parse_feed(body, f"text/xml; charset={charset}", URL).blog.title == title


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("before", ["", "\n"])
def test_an_encoding_of_two_or_four_bytes_needs_no_mark_and_no_name(encoding: str, before: str) -> None:
    body = f'{before}<rss version="2.0"><channel><title>日本語</title></channel></rss>'.encode(encoding)
    assert parse_feed(body, "", URL).blog.title == "日本語"


@pytest.mark.parametrize("name", ["utf-16", "UTF-16LE", "utf-32"])
@pytest.mark.parametrize("title", ["Ete", "Etes", "Été"])
def test_utf_8_that_calls_itself_an_encoding_of_two_or_four_bytes_is_read(name: str, title: str) -> None:
    document = f'<rss version="2.0"><channel><title>{title}</title></channel></rss>'
    body = f'<?xml version="1.0" encoding="{name}"?>{document}'.encode()
    for content_type in ("text/xml", f"text/xml; charset={name}"):
        assert parse_feed(body, content_type, URL).blog.title == title


@pytest.mark.parametrize(("encoding", "charset"), [("shift_jis", "shift_jis"), ("utf-8", "iso-8859-1")])
def test_one_torn_byte_does_not_spoil_a_long_text_in_any_encoding(encoding: str, charset: str) -> None:
    title = "これは日本語で書かれた長い題名のある記事です"
    body = f'<rss version="2.0"><channel><title>{title}'.encode(encoding) + b"\x81</title></channel></rss>"
    assert parse_feed(body, f"text/xml; charset={charset}", URL).blog.title == f"{title}\ufffd"


def test_one_torn_byte_does_not_spoil_all_others() -> None:
    body = '<rss version="2.0"><channel><title>Été à la plage'.encode() + b"\xe9</title></channel></rss>"
    assert parse_feed(body, "", URL).blog.title == "Été à la plage\ufffd"


def test_utf_8_wins_over_any_declaration_of_another_encoding() -> None:
    body = (SAMPLES / "cases/13-utf8.xml").read_bytes()
    for content_type in ("text/xml; charset=ISO-8859-1", "text/xml; charset=windows-1251", "text/xml"):
        for prolog in (b"UTF-8", b"ISO-8859-1", b"windows-1252"):
            feed = parse_feed(body.replace(b"UTF-8", prolog), content_type, URL)
            assert [each.title for each in feed.articles] == ["Café — déjà", "Привет мир"]


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


# --- hostile


def test_entities_never_multiply() -> None:
    bombs = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{bombs}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        '<rss version="2.0"><channel><item><guid>a</guid><title>&e9;&x;</title></item></channel></rss>'
    )
    assert parse(text).articles[0].title in {"&e9;&x;", ""}


def test_the_entities_that_a_feed_defines_are_written_out_as_far_as_they_are_small() -> None:
    prolog = """<!DOCTYPE rss [<!ENTITY name "Ada"><!ENTITY who '&name; &amp; Bob'>
        <!ENTITY file SYSTEM "a.txt"> <!ENTITY markup "<b>x</b>"> <!ENTITY % list "y">]>"""
    item = "<item><guid>a</guid><title>By &who;</title><description><![CDATA[&name;]]></description></item>"
    (only,) = parse(f"{prolog}<rss><channel>{item}</channel></rss>").articles
    assert (only.title, only.excerpt) == ("By Ada & Bob", "&name;")
    large = f'<!DOCTYPE rss [<!ENTITY e "{"x" * 1_000}">]>'
    text = written_out("&e;" * 5_000, large)
    assert len(text) < 1_000_000 + 3 * 5_000


def test_a_large_feed_is_read_up_to_what_can_be_used() -> None:
    long = f"<description><![CDATA[<item/>{'word ' * 100_000}]]></description>"
    items = "".join(f"<item><guid>{n}</guid><title>T</title>{long}</item>" for n in range(30))
    complete = '<fh:complete xmlns:fh="http://purl.org/syndication/history/1.0"/>'
    feed = rss(complete + items)
    assert [each.guid for each in feed.articles] == [str(n) for n in range(20)]
    assert not feed.whole


def test_every_text_has_a_bound() -> None:
    (only,) = rss(
        f"<item><guid>{'g' * 3_000}</guid><link>https://blog.example/a</link><title>{'t' * 1_000_000}</title>"
        f"<description>{'d ' * 10_000}</description><dc:creator>{'c' * 1_000}</dc:creator>"
        + "".join(f"<category>{n} {'x' * 200}</category>" for n in range(200))
        + "</item>"
    ).articles
    assert only.guid == "https://blog.example/a"
    assert [len(only.title), len(only.excerpt) <= 500, len(only.author)] == [1_000, True, 200]
    assert len(only.categories) == 50
    assert max(map(len, only.categories)) == 100


def test_there_is_a_bound_to_the_number_of_articles() -> None:
    whole = f"<rss><channel>{'<item/>' * 10_000}</channel></rss>"
    assert beginning(whole) == whole
    assert beginning(whole.replace("</channel>", "<item/></channel>")) == whole
    items = ",".join(f'{{"id": {n}}}' for n in range(10_001))
    feed = parse(f'{{"version": "https://jsonfeed.org/version/1", "items": [{items}]}}')
    assert len(feed.articles) == 10_000


def test_there_is_a_bound_to_the_number_of_tags() -> None:
    with pytest.raises(FeedError, match="has more than 400,000 tags"):
        rss("<item>" + "<a/>" * 400_001 + "</item>")
    many = f"<item><guid>a</guid></item><item><guid>b</guid>{'<a/>' * 400_001}</item>"
    assert [each.guid for each in rss(many).articles] == ["a"], "those before it are read"
    text = f"<item><guid>a</guid><description><![CDATA[{'<b>x</b>' * 210_000}]]></description></item>"
    assert len(rss(text).articles) == 1


JSON_FEED: Final = "https://jsonfeed.org/version/1"


def test_there_is_a_bound_to_the_number_of_attributes_and_of_values_in_json() -> None:
    many = " ".join(f'a{n}="1"' for n in range(1_001))
    with pytest.raises(FeedError, match="more attributes in its tags than any feed"):
        rss(f"<item {many}>a</item>")
    with pytest.raises(FeedError, match="more attributes in its tags than any feed"):
        rss("<item>" + '<a b="1" c="2" d="3"/>' * 134_000 + "</item>")
    for value in ("[]", "{}", '"a"'):
        values = ",".join([value] * 200_001)
        items = f'"items": [{{"id": "1", "tags": [{values}]}}, {{"id": "2"}}]'
        assert [each.guid for each in parse(f'{{"version": "{JSON_FEED}", {items}}}').articles] == ["2"]
        with pytest.raises(FeedError, match="more than 200,000 values besides its articles"):
            parse(f'{{"version": "{JSON_FEED}", "title": [{values}], "items": []}}')


def test_no_number_of_vocabularies_takes_the_time_of_a_feed() -> None:
    items = "".join(f'<a{n}:b xmlns:a{n}="http://a/{n}">c</a{n}:b>' for n in range(20_000))
    with costing_less_than(3), pytest.raises(FeedError, match="more attributes"):
        rss(f"<item><guid>a</guid>{items}</item>")
    usual = '<content type="xhtml"><h:p xmlns:h="http://www.w3.org/1999/xhtml">c</h:p></content>' * 1_500
    assert rss(f"<item><guid>a</guid>{usual}</item>").articles


@pytest.mark.parametrize(
    "categories",
    [
        "".join(f"<category><![CDATA[c{number}]]></category>" for number in range(50_000)),
        "".join(f"<dc:subject>c{number}</dc:subject>" for number in range(50_000)),
        "".join(f'<category term="c{number}"/>' for number in range(50_000)),
        "<media:keywords>" + ",".join(f"c{number}" for number in range(50_000)) + "</media:keywords>",
    ],
    ids=["elements", "subjects", "terms", "keywords"],
)
def test_no_number_of_categories_costs_a_feed(categories: str) -> None:
    items = "<item><guid>a</guid><category>Tech</category>%s</item>"
    items += "<item><guid>b</guid><category>Rye</category></item>"
    with costing_less_than(5):
        first, second = rss(items % categories).articles
    assert first.categories[0] == "Tech"
    assert second.categories == ("Rye",)


def test_a_feed_whose_characters_take_four_bytes_is_read_up_to_a_quarter_of_the_length() -> None:
    words = "word " * 200_000
    items = "".join(f"<item><guid>{n}</guid><description>{words}</description></item>" for n in range(6))
    assert len(rss(items).articles) == 6
    assert len(rss(items + "<item><guid>\U0001f600</guid></item>").articles) == 3


def test_there_is_a_bound_to_the_length_of_lists_in_json() -> None:
    with pytest.raises(FeedError, match="has more than 1,000,000 values"):
        parse(f'{{"version": "{JSON_FEED}", "items": [{"1," * 1_000_001}1]}}')


def test_a_character_reference_of_any_length_is_no_trouble() -> None:
    number = "&#" + "9" * 5_000 + ";"
    feed = rss(f"<item><guid>a</guid><title>A {number}B</title><description>{number}</description></item>")
    assert feed.articles[0].title == "A B"


def test_a_feed_that_takes_for_ever_is_given_up() -> None:
    text = f'<rss version="2.0"><channel><item><author>{"a" * 500_000}</author></item></channel></rss>'
    # Without a limit it is a matter of minutes.
    with costing_less_than(5), pytest.raises(FeedError, match=r"takes longer than 0\.3 seconds to read"):
        parse_feed(text.encode(), "", URL, seconds=0.3)


def test_elements_in_elements_without_end_are_no_trouble() -> None:
    assert rss("<item><guid>a</guid>" + "<b>" * 20_000 + "</b>" * 20_000 + "</item>").articles[0].guid


def test_no_file_and_no_address_is_ever_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def no_network(*_: object, **__: object) -> None:
        pytest.fail("the parser went to the network")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    for body in ("https://blog.example/feed/", "/etc/passwd", "file:///etc/passwd"):
        with pytest.raises(FeedError, match="is plain text, not a feed"):
            parse(body)


PIECES = """
    <rss|version='2.0' > <channel> <item> </item> <title> </title> <guid> a & &amp; &#x1F; &#xD800; <![CDATA[
    ]]> <link> http://[ \x00 <feed|xmlns='http://www.w3.org/2005/Atom'> <entry> <id> <updated> 2026 { } [ ]
    " : ,
"""
SOUP = st.lists(st.sampled_from([piece.replace("|", " ") for piece in PIECES.split()]), max_size=25).map(
    "".join
)
BYTES = st.one_of(st.binary(max_size=200), SOUP.map(str.encode))


@given(
    BYTES,
    st.sampled_from(["", "text/xml", "text/html; charset=punycode", "application/json; charset=utf-16"]),
)
def test_whatever_comes_in_is_a_feed_or_a_feed_error(body: bytes, content_type: str) -> None:
    with suppress(FeedError):
        articles = parse_feed(body, content_type, URL).articles
        assert len({a.guid for a in articles}) == len(articles)


TITLE = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Cf"], exclude_characters="<>&[]"), max_size=60
)


@given(st.lists(TITLE, max_size=4))
def test_titles_survive_rss_and_json_feed_alike(titles: list[str]) -> None:
    import json
    import unicodedata

    items = "".join(
        f"<item><guid>{n}</guid><title>{html.escape(t)}</title></item>" for n, t in enumerate(titles)
    )
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": str(n), "title": t} for n, t in enumerate(titles)],
    }
    plain = (plain_text(html.escape(unicodedata.normalize("NFC", t)), 1_000) for t in titles)
    expected = [article_title(title) for title in plain]
    assert [a.title for a in rss(items).articles] == expected
    assert [a.title for a in parse(json.dumps(document)).articles] == expected


def test_the_maker_of_a_feed_is_known() -> None:
    assert sample("wordpress/feed-p1.xml").generator == "https://wordpress.org/?v=6.1.9"
    assert sample("jekyll.xml").generator == "Jekyll"
    assert rss("").generator == ""


@pytest.mark.parametrize(
    ("namespace", "element", "whole"),
    [
        ("http://purl.org/syndication/history/1.0", "<fh:complete/>", True),
        ("http://purl.org/syndication/history/1.0", "<fh:archive/>", False),
        ("http://other.example/", "<fh:complete/>", False),
    ],
)
def test_a_feed_may_say_that_it_holds_every_article(namespace: str, element: str, *, whole: bool) -> None:
    feed = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="{namespace}"><title>A</title>{element}</feed>'
    )
    assert parse(feed).whole is whole


def test_an_article_behind_a_password_is_none_and_is_named() -> None:
    form = '<form action="https://blog.example/wp-login.php?action=postpass" method="post"></form>'
    locked = "<guid isPermaLink='false'>locked</guid><title>Protected: A</title>"
    locked += f"<content:encoded><![CDATA[{form}]]></content:encoded>"
    feed = rss(f"<item>{locked}</item><item><guid isPermaLink='false'>open</guid><title>B</title></item>")
    assert [article.guid for article in feed.articles] == ["open"]
    assert feed.locked == {"locked"}
