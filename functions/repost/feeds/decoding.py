"""The text of a body whose encoding is declared in up to three places, often wrongly."""

from __future__ import annotations

import codecs
import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from repost.base.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Without a mark: which of the first four bytes are zero, as all text of the web begins with ASCII.
_ZEROES: Final[Mapping[tuple[bool, ...], str]] = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
}
# Python's other codecs have no place in a feed, and some take quadratic time (punycode, idna). Kept as
# text, like what no XML may contain: feeds in UTF-8, as most are, never need them compiled.
_ENCODINGS: Final = r"(?i)utf-?8|iso-?8859-\d{1,2}|(windows-|cp)125\d|koi8-[ru]|euc-jp|iso-2022-jp|gb18030"
# What these names mean on the web (https://encoding.spec.whatwg.org/#names-and-labels): a little more than
# the standards of that name have.
_MEANT: Final = {
    "cp1252": "latin1 latin-1 iso-8859-1 iso8859-1 ascii us-ascii",
    "cp1254": "iso-8859-9 latin5",
    "cp874": "tis-620 windows-874 iso-8859-11",
    "cp932": "shift-jis shiftjis sjis x-sjis ms932 cp932 windows-31j",
    "cp949": "euc-kr euckr ks-c-5601-1987 ksc5601 cp949 windows-949",
    "gb18030": "gb2312 gbk x-gbk",
    "big5hkscs": "big5 x-big5 big5-hkscs",
    "euc-jp": "x-euc-jp",
    "mac-roman": "macintosh macroman mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian maccyrillic",
    "cp866": "866 cp866 ibm866",
    "cp1251": "x-cp1251 win-1251 windows1251 cp-1251",
    "koi8-r": "koi koi8 koi8r",
    "iso8859-2": "latin2 latin-2 l2 iso88592",
    "iso8859-8": "iso-8859-8-i iso-8859-8-e logical visual",
    "iso8859-15": "latin9 latin-9 l9",
}
_WHOLE: Final = 20  # characters of an encoding that fits, for one that doesn't
_CHARSET: Final = pattern(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARATION: Final = pattern(rb"<\?xml[^<>]{1,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_META: Final = pattern(rb"<meta\s[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_LONGEST_WAY: Final = 4_096  # bytes of a page before its encoding
_NO_XML: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
# Without the surrogates, which no codec produces. Searching for each takes a tenth of one search for all.
_FORBIDDEN: Final = tuple(map(chr, (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF)))
_LONGEST_CODE: Final = 7  # digits of 1114111; Python makes no number of more than 4,300
_REFERENCE: Final = pattern(r"&#(?:([0-9]+)|[xX]([0-9a-fA-F]+));")


def text_of(body: bytes, content_type: str) -> str:
    """The text of a body, without the characters that XML forbids, even by number.

    The order is that of RFC 7303: a byte order mark, the charset of the Content-Type, the XML declaration,
    the one in the head of a page; then UTF-8. A declaration that doesn't fit its body is ignored, and so is
    any for a body that has characters of several bytes in UTF-8: no text in another encoding is that by
    chance. Text of two or four bytes a character shows itself: whoever only says so, as programs in .NET do,
    has written UTF-8. A broken byte here and there spoils nothing else.
    """
    text = _decoded(body, content_type)
    if any(character in text for character in _FORBIDDEN):
        text = re.sub(_NO_XML, "", text)
    return _REFERENCE.sub(_allowed, text)


def _decoded(body: bytes, content_type: str) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.removeprefix(mark).decode(encoding, "replace")
    if encoding := _ZEROES.get(tuple(byte == 0 for byte in body[:4]), ""):
        return body.decode(encoding, "replace")
    declared = [match[1] for match in [_CHARSET.search(content_type)] if match]
    declared += [match[1].decode() for match in [_DECLARATION.match(body.lstrip()[:300])] if match]
    declared += [match[1].decode() for match in [_META.search(body, 0, _LONGEST_WAY)] if match]
    for name in [*declared, "utf-8"] if body.isascii() else ["utf-8", *declared]:
        if (codec := _codec(name.lower().replace("_", "-"))) and (text := _fitting(body, codec)):
            return text
    return _mended(body)


def _codec(name: str) -> str:
    """Python's name for an encoding of the web; "" for any other."""
    meant = next((codec for codec, names in _MEANT.items() if name in names.split()), "")
    return meant or (name if re.fullmatch(_ENCODINGS, name) else "")


def _fitting(body: bytes, codec: str) -> str:
    """The text of a body in an encoding, whose last character may be cut off; "" if it isn't in that."""
    with suppress(LookupError):
        decoder = codecs.getincrementaldecoder(codec)
        with suppress(UnicodeError):
            return decoder().decode(body)
        text = decoder("replace").decode(body)
        return text if _whole(text) >= _WHOLE * text.count("\ufffd") else ""
    return ""


def _whole(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd")


def _mended(body: bytes) -> str:
    """Text that is not valid UTF-8: a broken byte here and there, or another encoding altogether."""
    text = body.decode("utf-8", "replace")
    return text if _whole(text) >= text.count("\ufffd") else body.decode("cp1252", "replace")


def _allowed(reference: re.Match[str]) -> str:
    digits = (reference[1] or reference[2]).lstrip("0")
    if not digits or len(digits) > _LONGEST_CODE:
        return ""
    code = int(digits, 10 if reference[1] else 16)
    return "" if code > sys.maxunicode or re.match(_NO_XML, chr(code)) else reference[0]


def unzipped(body: bytes, most_bytes: int) -> bytes:
    """What a body holds that a server stores as gzip, up to so many bytes; any other body as it is."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    import zlib

    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(body, most_bytes)
    except zlib.error:
        return b""
