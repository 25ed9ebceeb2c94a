"""What a Mastodon server shows of an account's own posts."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from repost.base import instants
from repost.base.errors import RetryLater
from repost.base.patterns import pattern
from repost.networks.likeness import same_link, says, written_forms
from repost.networks.protocol import Post, Posted
from repost.web.replies import table_in, text_in, web_address_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

_PAGE: Final = 40
_CLOCKS: Final = timedelta(days=1)
"""How slow the clock of a self-hosted server may be; an equal post of that day counts as this one."""
_ID: Final = pattern(r"[0-9A-Za-z_-]{1,64}")


def found(post: Post, read: Callable[[str], object], since: datetime, *, most_pages: int) -> Posted | None:
    """The post among those that its account made since then, or None if it isn't there.

    A post with the same link counts as well, whatever its text: the article is out then.

    Parameters
    ----------
    read : callable
        The JSON value at a path of the API; raises what becomes of any other answer.

    Raises
    ------
    RetryLater
        If not all of the posts could be read.
    """
    account = text_in(read("/api/v1/accounts/verify_credentials"), "id")
    if not is_id(account):
        raise RetryLater("The Mastodon server does not say whose access token this is.")
    query = {"limit": str(_PAGE), "exclude_reblogs": "true"}
    for _ in range(most_pages):
        page = read(f"/api/v1/accounts/{account}/statuses?{urlencode(query)}")
        if not isinstance(page, list):
            raise RetryLater("The Mastodon server does not show the account's posts.")
        dates = [_created(status) for status in page]
        if not all("content" in status for status in page):
            raise RetryLater("The Mastodon server does not show what the account's posts say.")
        for status, date in zip(page, dates, strict=True):
            if date >= since - _CLOCKS and (posted := posted_as(status)) and _is(status, post):
                return posted
        if not page or min(dates) < since - _CLOCKS:
            return None
        query["max_id"] = text_in(page[-1], "id")
    raise RetryLater(f"The account has made more than {most_pages * _PAGE} posts on its server since.")


def is_id(text: str) -> bool:
    """Whether a text is the id of a status or an account."""
    return _ID.fullmatch(text) is not None


def posted_as(status: object) -> Posted | None:
    """A status as a post, or None if it isn't one."""
    remote_id = text_in(status, "id")
    if not is_id(remote_id):
        return None
    author = web_address_in(table_in(status, "account"), "url", "uri")
    return Posted(remote_id, web_address_in(status, "url", "uri"), author=author)


def html_text(content: str) -> str:
    """The visible text of a status's HTML, without line breaks and paragraphs."""
    return "".join(part if isinstance(part, str) else part[0] for part in _parts(content))


def _created(status: object) -> datetime:
    created = instants.foreign(text_in(status, "created_at"))
    if created is None:
        raise RetryLater("The Mastodon server does not say when its posts were made.")
    return created


def _is(status: Mapping[str, Any], post: Post) -> bool:
    parts = _parts(text_in(status, "content"))
    addresses = [part[1] for part in parts if not isinstance(part, str)]
    if post.link and any(same_link(post.link, address) for address in addresses):
        return True
    forms = [part if isinstance(part, str) else {part[0], *written_forms(part[1])} for part in parts]
    return says(forms, post.text)


def _parts(content: str) -> list[str | tuple[str, str]]:
    """The text of a status: words, and links as their text and address; tags and mentions are words."""
    parser = _Content()
    parser.feed(content)
    parser.close()
    return parser.parts


class _Content(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str | tuple[str, str]] = []
        self._href: str | None = None
        self._shown = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._end_link()
            self._href = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()

    def handle_data(self, data: str) -> None:
        if self._href is None:
            self.parts.append(data)
        else:
            self._shown += data

    def close(self) -> None:
        super().close()
        self._end_link()

    def _end_link(self) -> None:
        if self._href is not None:
            is_word = self._shown.lstrip().startswith(("#", "@"))
            self.parts.append(self._shown if is_word else (self._shown, self._href))
        self._href, self._shown = None, ""
