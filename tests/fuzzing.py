"""Throws mutated samples and grown grammars at everything that reads from outside: `python -m tests.fuzzing`.

Each input is read in a process of its own, whose processor time and memory the kernel measures. Nothing may
raise what it isn't documented to raise, take 20 seconds or 200 MB.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import resource
import socket
import sys
import threading
import time
import traceback
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from repost.base import instants
from repost.base.articles import Article
from repost.base.errors import FeedError
from repost.base.html_tags import attributes_of, unescaped
from repost.base.names import name_key
from repost.base.plain_text import plain_text
from repost.feeds.dates import readings
from repost.feeds.liveness import still_there
from repost.feeds.parse import parse_feed
from repost.feeds.site import Site
from repost.feeds.walkers import sitemap
from repost.feeds.walkers.page_facts import facts_of
from repost.feeds.walkers.protocol import Place
from repost.web.addresses import Target
from repost.web.connection import Connection, Deadline
from repost.web.failures import ReplyLost
from repost.web.http import Reply
from repost.web.replies import later_instant

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES: Final = Path(__file__).parent / "samples"
NOW: Final = datetime(2026, 11, 23, 9, tzinfo=UTC)
URL: Final = "https://blog.example/a/"
ARTICLE: Final = Article("a", "A title", URL, NOW)
MOST_SECONDS: Final = 20
MOST_BYTES: Final = 200_000_000

Draw = random.Random


def page(body: bytes) -> None:
    """A web page, as the check before a post and as a walk read it."""
    reply = Reply(200, {"content-type": "text/html", "link": body[:500].decode("latin-1")}, body, URL)

    class Answering:
        def get(self, url: str, **_: Any) -> Reply:
            return Reply(reply.status, reply.headers, reply.body, url)

    still_there(ARTICLE, Answering(), NOW)
    facts_of(reply)


def feed(body: bytes) -> None:
    """A feed."""
    with suppress(FeedError):
        parse_feed(body, "", "https://blog.example/feed/", seconds=15)


def site_map(body: bytes) -> None:
    """A sitemap, with the pages that it lists."""

    class Visiting:
        may_ask = True

        def __init__(self) -> None:
            self.pages: dict[str, Any] = {}

        def ask(self, url: str, **_: Any) -> Reply:
            return Reply(200, {}, body if url.endswith(".xml") else b"<html>", url)

    place = Place(NOW, datetime(2026, 1, 1, tzinfo=UTC), "", frozenset({"blog.example/a"}))
    sitemap.page(Site(home="https://blog.example/"), place, Visiting())  # type: ignore[arg-type]  # all it asks for


def answer(body: bytes) -> None:
    """A reply as it comes over the wire."""
    ours, theirs = socket.socketpair()

    def send() -> None:
        try:
            theirs.sendall(body)
            theirs.close()
        except OSError:
            pass

    threading.Thread(target=send, daemon=True).start()
    line = Connection(Target.parse(URL), ours, Deadline(15, time.monotonic), 3_000_000)
    try:
        line.send_request("GET", "/", {}, None)
        line.read_reply()
    except ReplyLost:
        pass
    finally:
        line.close()


def text(body: bytes) -> None:
    """Texts, attributes and dates, wherever they come from."""
    whole = body.decode("utf-8", "replace")
    plain_text(whole, 500)
    name_key(plain_text(whole, 1_000))
    name_key(whole)
    attributes_of(f"<a {whole}>")
    unescaped(whole)
    for short in (whole[:100], whole[:6_000]):
        instants.foreign(short)
        instants.from_mail(short)
        readings(short)
        later_instant({"retry-after": short}, NOW, "retry-after")


READERS: Final[dict[str, Callable[[bytes], None]]] = {
    "page": page,
    "feed": feed,
    "site_map": site_map,
    "answer": answer,
    "text": text,
}

_DATES: Final = (
    *("2026-09-01", "9999-12-31", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-02-30"),
    *("Mon, 23 Nov 2026 09:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -1400", "1e999", "9" * 5_000, "20261123"),
)
_WORDS: Final = (
    *(
        "&#" + "9" * 5_000 + ";",
        "&#x110000;",
        "&amp;" * 20,
        "\u0300\u0316" * 20,
        "\uff9e\u0300" * 20,
        "\0",
        "é",
        "\U0001f600",
    ),
    *(
        "<",
        ">",
        "'",
        '"',
        "=",
        "/",
        " ",
        "\n",
        "&",
        ";",
        "]",
        "[",
        "{",
        "}",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "[a b=c]",
    ),
)
_HTML: Final = (
    *(
        "<meta ",
        "<meta property='og:title' content='",
        "<link rel=canonical href=",
        "<title>",
        "</title>",
        "<html lang='",
    ),
    *(
        "<script type='application/ld+json'>",
        "</script>",
        "<article>",
        "<time datetime='",
        "</time>",
        "<div>",
        "</div>",
    ),
    *(
        "<div itemscope itemtype='https://schema.org/BlogPosting'>",
        "<b itemprop='datePublished name author' content='",
    ),
    *(
        "<img src='/a.jpg' srcset='",
        " 800w,",
        "<p>",
        "</p>",
        "<!DOCTYPE html>",
        "<noscript>",
        "a=b ",
        "<?x",
        "</",
    ),
)
_JSON: Final = (
    *(
        '{"@type":"Event","name":"A title","endDate":"',
        '{"@graph":[',
        '{"@type":["BlogPosting"],"datePublished":"',
    ),
    *(
        '"},',
        "]}",
        "[",
        "]",
        "{",
        "}",
        '"a":',
        '"@id":"#a",',
        "1e999,",
        "null,",
        '"author":{"@id":"#a"},',
        "\n",
        "\\",
    ),
)
_XML: Final = (
    *(
        "<?xml version='1.0'?>",
        "<rss version='2.0'><channel>",
        "<item>",
        "</item>",
        "<guid>",
        "<pubDate>",
        "</pubDate>",
    ),
    *(
        "<urlset>",
        "<url>",
        "</url>",
        "<loc>https://blog.example/a/</loc>",
        "<lastmod>",
        "</lastmod>",
        "<sitemap>",
        "<loc>",
    ),
    *(
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<entry>",
        "<category term='",
        "<content:encoded>",
        "<!ENTITY a '",
    ),
    *("<link href='", "<description>", "&lt;p&gt;", "a='b' ", "<author><name>", "</channel></rss>"),
)
_HTTP: Final = (
    *(
        b"Content-Encoding: gzip\r\n",
        b"Content-Encoding: gzip, gzip\r\n",
        b"Content-Encoding: ,,,deflate,\r\n",
    ),
    *(
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Length: 7\r\n",
        b"Retry-After: 9\r\n",
        b"X: " + b"x" * 60_000 + b"\r\n",
    ),
)


def grown(draw: Draw, largest: int, *grammars: tuple[str, ...]) -> bytes:
    """A text of pieces, some of them again and again: what takes time by the square of its length is seen."""
    pieces = [piece for grammar in (*grammars, _WORDS, _DATES) for piece in grammar]
    left, found = draw.randrange(1, largest), list[str]()
    while left > 0:
        some = "".join(draw.choices(pieces, k=draw.randrange(1, 6)))
        times = draw.choice((1, 1, 1, 10, 1_000, left // len(some) + 1))
        found.append(some * min(times, left // len(some) + 1))
        left -= len(found[-1])
    return "".join(found).encode("utf-8", "replace")


def mutated(draw: Draw, body: bytes, largest: int) -> bytes:
    """A sample with bytes changed, pieces repeated, exchanged, or cut off."""
    mutant = bytearray(body)
    for _ in range(draw.randrange(1, 30)):
        at = draw.randrange(len(mutant) + 1)
        end = min(len(mutant), at + draw.randrange(1, 60))
        match draw.randrange(5):
            case 0:
                mutant[at:end] = draw.randbytes(draw.randrange(8))
            case 1:
                del mutant[at:end]
            case 2:
                mutant[at:at] = draw.choice((*_WORDS, *_DATES)).encode()
            case 3:
                again = bytes(mutant[at:end])
                mutant[at:at] = again * draw.choice((1, 10, min(100_000, largest // (len(again) + 1))))
            case _:
                other = draw.randrange(len(mutant) + 1)
                mutant[at:end] = mutant[other : other + 60]
        del mutant[largest:]
    return bytes(mutant)


def packed(draw: Draw, body: bytes) -> bytes:
    """A body compressed once or more, whole, torn, in many parts, or a bomb."""
    for _ in range(draw.randrange(4)):
        pack = draw.choice(
            (gzip.compress, zlib.compress, lambda some: gzip.compress(b"") * 1_000 + gzip.compress(some))
        )
        body = pack(draw.choice((body, body * 10, bytes(10_000_000)))[:20_000_000])
    return body if draw.random() < 0.7 else body[: draw.randrange(len(body) + 1)]


def made(draw: Draw, largest: int) -> tuple[str, bytes]:
    """The next input, and the name of what reads it."""
    samples = sorted((SAMPLES / "feeds").rglob("*.*"))
    name = draw.choice(list(READERS))
    match name:
        case "page":
            blocks = b"<script type=application/ld+json>" + grown(draw, largest // 2, _JSON) + b"</script>"
            return name, draw.choice((b"", blocks)) + grown(draw, largest, _HTML)
        case "feed" if draw.random() < 0.5:
            return name, mutated(draw, draw.choice(samples).read_bytes(), largest)
        case "feed":
            json = b'{"version":"https://jsonfeed.org/version/1.1","items":[' if draw.random() < 0.2 else b""
            return name, json + grown(draw, largest, _JSON if json else _XML)
        case "site_map":
            body = b"<urlset><url><loc>https://blog.example/a/</loc></url>" + grown(draw, largest, _XML)
            return name, packed(draw, body) if draw.random() < 0.3 else body
        case "answer":
            headers = b"".join(draw.choices(_HTTP, k=draw.randrange(4)))
            return name, b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n" + packed(
                draw, grown(draw, largest, _HTML)
            )
        case _:
            return name, grown(draw, largest, draw.choice((_HTML, _XML, _WORDS, _DATES)))


def run(name: str, body: bytes) -> str:
    """What was wrong with the reading of an input, or "": measured in a process of its own."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS + 5, MOST_SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        try:
            READERS[name](body)
        except BaseException:  # noqa: BLE001 - whatever it is, it is what is looked for
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _, status, used = os.wait4(child, 0)
    seconds, grew = used.ru_utime + used.ru_stime, (used.ru_maxrss - before) * 1024
    if status:
        return f"raised, or was killed (status {status}) after {seconds:.1f} s"
    if seconds > MOST_SECONDS:
        return f"took {seconds:.1f} s of processor"
    return f"took {grew / 1e6:.0f} MB" if grew > MOST_BYTES else ""


def main() -> int:
    """Run for a while; returns how many inputs went wrong, each of which is kept in a file."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--inputs", type=int, default=100)
    asked.add_argument("--largest", type=int, default=300_000, help="bytes")
    asked.add_argument("--seed", type=int, default=0, help="of the first input")
    asked.add_argument("--keep", type=Path, help="the folder for inputs that went wrong")
    options = asked.parse_args()
    wrong = 0
    for seed in range(options.seed, options.seed + options.inputs):
        name, body = made(random.Random(seed), options.largest)  # noqa: S311 - to be the same again
        if trouble := run(name, body):
            wrong += 1
            print(f"seed {seed}: {name} of {len(body):,} bytes {trouble}", flush=True)  # noqa: T201 - its report
            if options.keep:
                (options.keep / f"{seed}-{name}").write_bytes(body)
    return min(wrong, 100)


if __name__ == "__main__":
    sys.exit(main())
