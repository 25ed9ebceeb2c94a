"""The one reader of a web page's head: what it says to robots, readers, networks and search engines."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from repost.base.html_tags import attributes_of, tags_of
from repost.base.languages import language_tag
from repost.base.names import host_key
from repost.base.patterns import pattern
from repost.base.plain_text import plain_text
from repost.base.value import Value
from repost.feeds.page_picture import LONGEST_ALT
from repost.feeds.parsed import web_link

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_HEAD: Final = 500_000
"""Characters of a page that are looked at."""

_MOST_TAGS: Final = 2_000
_LONGEST_CONTENT: Final = 5_000
_LONGEST_TITLE: Final = 1_000
_LINKED: Final = pattern(r"<([^<>]{1,2000})>\s*((?:;[^,<>]{1,500})*)")  # RFC 8288
_RELATION: Final = pattern(r"rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
_PICTURES: Final = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
_NO_PICTURE: Final = "s0.wp.com/i/blank.jpg"  # what Jetpack names where an article has none
# "max-image-preview: none" says nothing of the page.
_NOT_INDEXED: Final = pattern(r"(?:^|[\s,;]|(?<!preview):)(?<!preview: )(?:noindex|none)(?:$|[\s,;])")
_JOINT: Final = pattern(r"\s+(?:[|–—·•∙«»\u2039\u203a:~/\\→⋆-]|::|//)\s+|\s*\uff5c\s*")
_SHORTEST_LABEL: Final = 3  # "co" and "com" name no site
_SVG: Final = pattern(r"\.svgz?(?:[?#]|\Z)", re.IGNORECASE)
_FEED_TYPES: Final = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
}


class PageHead(Value, frozen=True):
    """What was found, "" for what wasn't; addresses are whole.

    Attributes
    ----------
    url : str
        Where the page was found.
    base : str
        What its relative addresses are resolved against.
    meta : mapping of tuples of str
        What its meta tags say, by their names in lower case.
    links : tuple of (relation, address, type)
        What it links to, in its headers and in its head.
    language : str
        A BCP 47 tag such as "fr" or "en-us" in lower case.
    titled : str
        What its title tag holds.
    json_ld : tuple of str
        Its blocks of JSON-LD.
    robots : str
        What robots are asked, in lower case.
    """

    url: str
    base: str
    meta: Mapping[str, tuple[str, ...]]
    links: tuple[tuple[str, str, str], ...] = ()
    language: str = ""
    titled: str = ""
    json_ld: tuple[str, ...] = ()
    robots: str = ""

    def all(self, name: str) -> tuple[str, ...]:
        """The contents of all meta tags with this name."""
        return self.meta.get(name, ())

    def say(self, *names: str) -> str:
        """The content of the first of these meta tags that isn't empty."""
        return next((value for name in names for value in self.all(name)), "")

    def linked(self, relation: str) -> str:
        """Where the first link of a relation leads."""
        return next((address for rel, address, _ in self.links if rel == relation and address), "")

    @property
    def canonical(self) -> str:
        """Its canonical address."""
        return web_link(self.linked("canonical"), self.base)

    @property
    def shortlink(self) -> str:
        """Its short address."""
        return self.linked("shortlink")

    @property
    def api(self) -> str:
        """The root of WordPress's REST API."""
        return web_link(self.linked("https://api.w.org/"), self.base)

    @property
    def feed(self) -> str:
        """The first feed that it names."""
        feeds = (at for rel, at, kind in self.links if rel == "alternate" and kind in _FEED_TYPES)
        return next((found for at in feeds if (found := web_link(at, self.base))), "")

    @property
    def is_not_indexed(self) -> bool:
        """Whether it asks not to be found."""
        return _NOT_INDEXED.search(self.robots) is not None

    @property
    def title(self) -> str:
        """The title of what is on it, without the name of the site."""
        return self.without_site(self.say("og:title", "twitter:title") or self.titled)

    def without_site(self, title: str) -> str:
        """A title in plain text, without the site's name before or after it: "Title" of "Title – Site"."""
        title = plain_text(title, _LONGEST_TITLE)
        host = host_key(host_of(self.url))
        names = {_bare(plain_text(self.say("og:site_name"), _LONGEST_TITLE)), _bare(host)}
        names |= {_bare(label) for label in host.split(".")[:-1] if len(label) > _SHORTEST_LABEL}
        for joint in _JOINT.finditer(title):
            start, end = title[: joint.start()], title[joint.end() :]
            for part, rest in ((end, start), (start, end)):
                if _bare(part) in names and _bare(rest):
                    return rest
        return title

    @property
    def image(self) -> str:
        """The picture that it wants to be shown by (https://ogp.me, or as X asks for it); none in SVG."""
        named = (value for name in _PICTURES for value in self.all(name))
        found = (link for value in named if (link := web_link(value, self.base)))
        return next((link for link in found if _NO_PICTURE not in link and not is_svg(link)), "")

    @property
    def image_alt(self) -> str:
        """What that picture shows."""
        alt = self.say("og:image:alt", "twitter:image:alt")
        return plain_text(alt, LONGEST_ALT) if self.image else ""


_READ: Final = frozenset({"html", "base", "title", "script", "link", "meta"})


def head_of(markup: str, url: str, headers: Mapping[str, str] | None = None) -> PageHead:
    """The head of the page at `url`, with what the headers say that came with it."""
    headers = headers or {}
    links = _links_in(headers.get("link", ""), url)
    meta: dict[str, list[str]] = {}
    language, title, base, blocks = "", "", "", list[str]()
    wanted = (tag for tag in tags_of(markup[:LONGEST_HEAD]) if tag.name in _READ and not tag.closes)
    for tag in islice(wanted, _MOST_TAGS):
        attributes = attributes_of(tag.attributes)
        match tag.name:
            case "html":
                language = language or attributes.get("lang", "") or attributes.get("xml:lang", "")
            case "base":
                base = base or web_link(attributes.get("href", ""), url)
            case "title":
                title = title or tag.text
            case "script" if "ld+json" in attributes.get("type", "").lower():
                blocks.append(tag.text)
            case "link":
                at, kind = attributes.get("href", "").strip(), attributes.get("type", "").strip().lower()
                links += [
                    (rel, _whole(at, base or url), kind) for rel in attributes.get("rel", "").lower().split()
                ]
            case "meta":
                content = attributes.get("content", "").strip()[:_LONGEST_CONTENT]
                names = (attributes.get(key, "") for key in ("property", "name", "http-equiv"))
                name = next(filter(None, names), "").strip().lower()
                if name and content:
                    meta.setdefault(name, []).append(content)
    said = {name: tuple(values) for name, values in meta.items()}
    named = (language, *said.get("og:locale", ()), *said.get("content-language", ()))
    return PageHead(
        url=url,
        base=base or url,
        meta=said,
        links=tuple(links),
        language=next((known for name in named if (known := language_tag(name))), ""),
        titled=title,
        json_ld=tuple(blocks),
        robots=", ".join((headers.get("x-robots-tag", ""), *said.get("robots", ()))).lower(),
    )


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def is_svg(address: str) -> bool:
    """Whether a picture is a drawing, which no network takes."""
    return _SVG.search(address) is not None


def host_of(address: str) -> str:
    """The host of an address, or ""."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _links_in(header: str, url: str) -> list[tuple[str, str, str]]:
    links = []
    for address, parameters in _LINKED.findall(header[:10_000]):
        for quoted, bare in _RELATION.findall(parameters):
            links += [(relation, _whole(address, url), "") for relation in (quoted or bare).lower().split()]
    return links


def _whole(address: str, base: str) -> str:
    try:
        return urljoin(base, address) if address else ""
    except ValueError:
        return ""
