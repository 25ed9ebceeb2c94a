"""The names in feeds: of blogs, authors and categories, and words that are none."""

from __future__ import annotations

import pytest

from tests.parsing import article, parse, rss, sample


def test_the_categories_of_static_sites_are_those_of_the_posts() -> None:
    assert sample("hexo-atom.xml").articles[0].categories == ("Tech", "日本")
    for name in ("jekyll.xml", "pelican-atom.xml", "pelican-rss.xml"):
        assert sample(name).articles[2].categories == ("Tech", "c++", "föö")
    for name in ("nikola-rss.xml", "nikola-atom.xml"):
        assert sample(name).articles[2].categories == ("c++", "föö"), "its feeds give tags alone"
    for name in ("hugo.xml", "eleventy.json"):
        assert not any(article.categories for article in sample(name).articles), "its feeds give none"


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
