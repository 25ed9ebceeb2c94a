"""What the body of a page says of its things in microdata (https://schema.org), and in its times."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from repost.base.html_tags import attributes_of, tags_of
from repost.base.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.base.html_tags import Tag

_MOST_TAGS: Final = 20_000
_MOST_VALUES: Final = 500
_DEEPEST: Final = 50
_LONGEST_TEXT: Final = 2_000
_VALUES: Final = ("content", "datetime", "href", "src")
_OF_INTEREST: Final = pattern(r"\bitem(?:scope|prop)\b|\bdatetime\b", re.IGNORECASE)


class Item:
    """A thing on a page, and the thing that it is a property of."""

    def __init__(self, types: str = "", prop: str = "", parent: Item | None = None) -> None:
        self.kinds = frozenset(each.rpartition("/")[2] for each in types.split())
        self.parent = parent
        self._prop = prop
        self._values: dict[str, list[str]] = {}

    def texts(self, name: str) -> list[str]:
        """The values of a property; a thing is given by its name."""
        return self._values.get(name, [])

    def text(self, name: str) -> str:
        """The first of them, or ""."""
        return next(iter(self.texts(name)), "")

    def add(self, name: str, value: str) -> None:
        """Take in a value, within bounds."""
        values = self._values.setdefault(name, []) if len(self._values) < _MOST_VALUES else []
        if value and len(values) < _MOST_VALUES:
            values.append(value)
            if name == "name" and self.parent and self._prop:
                self.parent.add(self._prop, value)


class _Element:
    """An open element that begins a thing or is an article; `count` of its name are open since then."""

    def __init__(self, name: str, item: Item, *, is_article: bool = False) -> None:
        self.name = name
        self.item = item
        self.is_article = is_article
        self.count = 1
        self.time = ""


class Body:
    """What the body of a page says.

    `items` are its things; the first is the page itself, which has the properties outside any thing.
    `times` are the first ones in each article element that holds one.
    """

    def __init__(self, markup: str) -> None:
        self.items = [Item()]
        self.times: list[str] = []
        self._markup = markup
        self._open = [_Element("", self.items[0])]
        for tag in islice(tags_of(markup), _MOST_TAGS):
            at = next((at for at in range(len(self._open) - 1, 0, -1) if self._open[at].name == tag.name), 0)
            if not tag.closes:
                self._open[at].count += 1
                self._read(tag)
            elif at:
                self._open[at].count -= 1
                if not self._open[at].count:
                    del self._open[at:]

    def _read(self, tag: Tag) -> None:
        item, is_thing = self._open[-1].item, False
        if _OF_INTEREST.search(tag.attributes):
            attributes = attributes_of(tag.attributes)
            prop = attributes.get("itemprop", "")
            is_thing = "itemscope" in attributes and len(self.items) < _MOST_VALUES
            if is_thing:
                item = Item(attributes.get("itemtype", ""), prop, item)
                self.items.append(item)
            else:
                for name in prop.split():
                    item.add(name, self._value(tag, attributes))
            if tag.name == "time" and attributes.get("datetime"):
                self._note(attributes["datetime"])
        if (is_thing or tag.name == "article") and len(self._open) < _DEEPEST:
            self._open.append(_Element(tag.name, item, is_article=tag.name == "article"))

    def _note(self, time: str) -> None:
        article = next((each for each in self._open if each.is_article), None)
        if article and not article.time:
            article.time = time
            self.times.append(time)

    def _value(self, tag: Tag, attributes: Mapping[str, str]) -> str:
        from repost.base.plain_text import plain_text

        if value := next((attributes[name] for name in _VALUES if attributes.get(name)), ""):
            return value[:_LONGEST_TEXT]
        inner = self._markup[tag.end : tag.end + _LONGEST_TEXT]
        return plain_text(inner[: inner.find(f"</{tag.name}")], _LONGEST_TEXT)
