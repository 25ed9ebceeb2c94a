"""The text of a body whose encoding is declared in up to three places, often wrongly."""

from __future__ import annotations

import codecs
import re
import sys
from typing import Final

from repost.base.patterns import pattern

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),  # no mark, but the first characters of an XML declaration
    (b"\0<\0?", "utf-16-be"),
)
# Python's other codecs have no place in a feed, and some take quadratic time (punycode, idna). Kept as
# text, like what no XML may contain: feeds in UTF-8, as most are, never need them compiled.
_ENCODINGS: Final = (
    r"(?i)utf-?(8|16|32)(-[lb]e)?|ascii|us-ascii|latin-?1|iso-?8859-\d{1,2}|(windows-|cp)125\d|koi8-[ru]|"
    r"mac-?roman|shift-?jis|sjis|cp932|euc-(jp|kr)|iso-2022-jp|gb2312|gbk|gb18030|big5(-hkscs)?|tis-620"
)
_SUPERSETS: Final = {"gb2312": "gb18030", "latin1": "cp1252", "latin-1": "cp1252", "iso-8859-1": "cp1252"}
_CHARSET: Final = pattern(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARATION: Final = pattern(rb"<\?xml[^<>]{1,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_NO_XML: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
# Without the surrogates, which no codec produces. Searching for each takes a tenth of one search for all.
_FORBIDDEN: Final = tuple(map(chr, (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF)))
_LONGEST_CODE: Final = 7  # digits of 1114111; Python makes no number of more than 4,300
_REFERENCE: Final = pattern(r"&#(?:([0-9]+)|[xX]([0-9a-fA-F]+));")


def text_of(body: bytes, content_type: str) -> str:
    """The text of a body, without the characters that XML forbids, even by number.

    The order is that of RFC 7303: a byte order mark, the charset of the Content-Type, the XML
    declaration; then UTF-8. A declaration that doesn't fit its body is ignored, and so is any for a body that
    has characters of several bytes in UTF-8: no text in another encoding is that by chance.
    """
    text = _decoded(body, content_type)
    if any(character in text for character in _FORBIDDEN):
        text = re.sub(_NO_XML, "", text)
    return _REFERENCE.sub(_allowed, text)


def _decoded(body: bytes, content_type: str) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.removeprefix(mark if b"<" not in mark else b"").decode(encoding, "replace")
    if not body.isascii() and (text := _utf_8(body)):
        return text
    declared = [match[1] for match in [_CHARSET.search(content_type)] if match]
    declared += [match[1].decode() for match in [_DECLARATION.match(body.lstrip()[:300])] if match]
    for name in [*declared, "utf-8"]:
        encoding = name.lower().replace("_", "-")
        if encoding == "utf-8" or re.fullmatch(_ENCODINGS, encoding):
            try:
                return body.decode(_SUPERSETS.get(encoding, encoding))
            except (UnicodeDecodeError, LookupError):
                continue
    return _mended(body)


def _utf_8(body: bytes) -> str:
    """The text of a body in UTF-8, whose last character may be cut off; "" if it isn't UTF-8."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return ""


def _mended(body: bytes) -> str:
    """Text that is not valid UTF-8: a broken byte here and there, or another encoding altogether."""
    text = body.decode("utf-8", "replace")
    torn = text.count("\ufffd")
    whole = len(re.findall("[^\x00-\x7f\ufffd]", text))
    return text if whole >= torn else body.decode("cp1252", "replace")


def _allowed(reference: re.Match[str]) -> str:
    digits = (reference[1] or reference[2]).lstrip("0")
    if not digits or len(digits) > _LONGEST_CODE:
        return ""
    code = int(digits, 10 if reference[1] else 16)
    return "" if code > sys.maxunicode or re.match(_NO_XML, chr(code)) else reference[0]
