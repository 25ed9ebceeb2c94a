"""How a page presents the picture of its article: what it shows, and the sizes that it comes in."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from repost.base.html_tags import attributes_of, tags_of
from repost.base.patterns import pattern
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from repost.base.html_tags import Tag

LONGEST_ALT: Final = 1_000

_LONGEST_IMAGE: Final = 20_000
_MOST_IMAGES: Final = 300
_SOURCES: Final = ("src", "data-src", "data-lazy-src", "data-orig-file")
_SETS: Final = ("srcset", "data-srcset", "data-lazy-srcset")
_WIDTH: Final = pattern(r"([0-9]{2,5})w,?(.*)", re.DOTALL)
_SIZED: Final = pattern(r"(?:-[0-9]{2,5}x[0-9]{2,5}|-scaled|-rotated)?\.[A-Za-z]{2,5}\Z")
_NAME_LENGTHS: Final = range(3, 200)
_WEBP: Final = pattern(r"\.webp(?:[?#]|\Z)", re.IGNORECASE)
_WIDTHS: Final = range(600, 1601)
"""Pixels that are enough for any card, and few enough for what networks take."""


class PagePicture(Value, frozen=True):
    """A picture's address, what it shows or "", and its address in another form or ""."""

    url: str
    alt: str = ""
    spare: str = ""


def picture_in(markup: str, image: str, page: str) -> PagePicture:
    """The picture that is known as `image`, as the page at the address `page` shows it.

    If the page offers it in several sizes (srcset), the largest of up to 1,600 pixels is taken: the
    one that was uploaded may have megabytes, and nothing here can make it smaller. The spare one is for
    networks that don't take this: another format if this is WebP, else the smallest.
    """
    from repost.base.plain_text import plain_text
    from repost.feeds.parsed import web_link

    url, alt = image, ""
    others = {image: max(_WIDTHS)}
    for attributes in _shown(markup, _file_name(image)):
        alt = alt or plain_text(attributes.get("alt", ""), LONGEST_ALT)
        sizes = {
            width: address
            for name in _SETS
            for width, address in _candidates(attributes.get(name, ""))
            if width in _WIDTHS
        }
        sources = filter(None, map(attributes.get, _SOURCES))
        others |= {web_link(source, page): max(_WIDTHS) for source in sources}
        others |= {web_link(address, page): width for width, address in sizes.items()}
        if sizes and url == image:
            url = web_link(sizes[max(sizes)], page) or image
    return PagePicture(url, alt, _spare(url, others))


def _spare(url: str, others: Mapping[str, int]) -> str:
    """Which address of a picture, given with their widths, to try if a network doesn't take `url`."""
    others = {other: width for other, width in others.items() if other not in {"", url}}
    if _WEBP.search(url):
        kept = [other for other in others if not _WEBP.search(other)]
        return max(kept, key=lambda other: others[other], default="")
    smallest = min(others, key=lambda other: others[other], default="")
    return smallest if smallest and others[smallest] < max(_WIDTHS) else ""


def _candidates(srcset: str) -> Iterator[tuple[int, str]]:
    """The widths in pixels that a srcset names, each with its address."""
    address = ""
    for token in srcset.split():
        if address and (width := _WIDTH.fullmatch(token)):
            yield int(width[1]), address
            token = width[2]  # noqa: PLW2901 - without a space, the next address follows the comma
        address = token.lstrip(",")


def _shown(markup: str, name: str) -> Iterator[Mapping[str, str]]:
    """The attributes of the first images with this file name."""
    if len(name) in _NAME_LENGTHS:
        for tag in islice(_images(markup), _MOST_IMAGES):
            attributes = attributes_of(tag.attributes)
            if any(_file_name(attributes.get(source, "")) == name for source in _SOURCES):
                yield attributes


def _images(markup: str) -> Iterator[Tag]:
    """The images of a page, with those for readers without scripts."""
    for tag in tags_of(markup):
        if tag.name == "noscript":
            yield from (each for each in tags_of(tag.text[:_LONGEST_IMAGE]) if each.name == "img")
        elif tag.name == "img" and tag.end - tag.start <= _LONGEST_IMAGE:
            yield tag


def _file_name(url: str) -> str:
    """The name of a picture's file, without its extension and the size that WordPress scaled it to."""
    try:
        name = urlsplit(url).path.rpartition("/")[2]
    except ValueError:
        return ""
    return _SIZED.sub("", name) if len(name) in _NAME_LENGTHS else ""
