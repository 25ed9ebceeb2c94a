"""Mistakes in how a value is written: what is wrong with it, and how it is written right."""

from __future__ import annotations

import re
import tomllib
from typing import Final

from repost.accounts.decoding import fits
from repost.accounts.fields import field_at, parts
from repost.accounts.meant import from_toml, meant
from repost.base.quoting import in_full, quoted, shortened
from repost.base.value import Value
from repost.settings.finding import did_you_mean
from repost.settings.web_addresses import is_web_address, meant_address

DOUBLE: Final = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"
SINGLE: Final = "\u2018\u2019\u201a\u201b\u2032"
CURLY: Final = dict.fromkeys(map(ord, DOUBLE), '"') | dict.fromkeys(map(ord, SINGLE), "'")
STRING: Final = r""""(?:[^"\\]|\\.)*"|'[^']*'"""
_ALONE: Final = rf"(?P<value>{STRING}|\[[^\]]*\]|true|false|-?\d[\d._]*)"
_COMMENT: Final = rf"{_ALONE}\s*(?P<sign>;(?=\s*\S)|//|--|/\*).*"
_ANOTHER: Final = rf"{_ALONE}\s*[,;]?\s*(?P<rest>(?P<key>[\w.-]+)\s*=\s*.+)"


class Wrong(Value, frozen=True):
    """A problem, the advice, and the value as TOML; `rest` is what belongs on a line of its own.

    `is_guess` says that the advice proposes the value.
    """

    problem: str
    advice: str
    value: str
    rest: str = ""
    is_guess: bool = False


def wrong_value(keys: tuple[str, ...], value: str, sign: str) -> Wrong:
    """What is wrong with the value of a setting."""
    bare = re.sub(rf"({STRING}|[^\"'#])(\s+#.*)?$", r"\1", value).strip()
    straight = bare.translate(CURLY)
    if straight != bare:
        is_list = straight.startswith("[") and _is_toml(straight)
        straight = straight if is_list else _toml(keys, straight.strip("\"' "))
        return Wrong("is in curly quotes", f"Use straight quotes: {shortened(straight)}.", straight)
    if more := _followed(bare):
        return more
    if sign != "=":
        mended = bare if _is_toml(bare) else _toml(keys, bare)
        return Wrong(f'is set with "{sign}"', f'Use "=": {keys[-1]} = {shortened(mended)}.', mended)
    if bare[:1] in {"[", "("} or (bare.startswith("{") and "=" not in bare and ":" not in bare):
        return wrong_list(keys, bare)
    if not bare:
        return Wrong("has no value", "Write one, or remove the line.", "")
    if bare[:1] in {'"', "'"} or bare[-1:] in {'"', "'"}:
        return _quotes(keys, bare)
    mended = _toml(keys, bare)
    problem = f"is {shown(bare)} without quotes" if mended.startswith('"') else f"is {shown(bare)}"
    return Wrong(problem, did_you_mean(shortened(mended)), mended, is_guess=True)


def _followed(bare: str) -> Wrong | None:
    """What is wrong with what follows a value on its line."""
    if another := re.fullmatch(_ANOTHER, bare):
        problem = f"is followed by {another['key']}"
        advice = f"Put {another['key']} on a line of its own."
        return Wrong(problem, advice, another["value"], another["rest"])
    if comment := re.fullmatch(_COMMENT, bare):
        problem = f'is followed by "{comment["sign"]}"'
        return Wrong(problem, 'Comments start with "#".', comment["value"])
    if bare[-1:] in {";", ","} and _is_toml(bare[:-1]):
        return Wrong(f'ends with "{bare[-1]}"', "Remove it.", bare[:-1])
    return None


def _quotes(keys: tuple[str, ...], bare: str) -> Wrong:
    """What is wrong with the quotes of a value."""
    if bare.startswith(('"""', "'''")):
        mended = _toml(keys, bare.strip("\"'"))
        return Wrong(f"has no closing {bare[:3]}", f"Put {bare[:3]} at its end.", mended)
    several = from_toml(f"[{bare}]")
    if isinstance(several, list) and len(several) > 1:
        if field_at((*keys, 0)) is None:
            return Wrong("has several values", "Expected one.", in_full(str(several[0])))
        listed = _fitting(keys, f"[{bare}]")
        return Wrong("is not in square brackets", did_you_mean(shortened(listed)), listed)
    mended = _toml(keys, bare.strip("\"'"))
    if bare[0] == bare[-1] and len(bare) > 1:
        inner = bare[1:-1]
        mended = in_full(inner)
        is_quote = bare[0] in inner
        problem = "contains a quote that ends it too early" if is_quote else "contains a backslash"
        return Wrong(problem, did_you_mean(shortened(mended)), mended, is_guess=True)
    which = "closing" if bare[0] in "\"'" else "opening"
    return Wrong(f"has no {which} quote", did_you_mean(shortened(mended)), mended, is_guess=True)


def wrong_list(keys: tuple[str, ...], text: str) -> Wrong:
    """What is wrong with a list, or with a line of one: words without quotes, or no commas between."""
    bare = text.translate(CURLY)
    if keys and bare[:1] in {"(", "{"}:
        bare = f"[{bare.strip('(){} ')}]"
    between = re.sub(rf"({STRING})\s+(?=[\"'])", r"\1, ", bare)
    whole = re.sub(r"""(["'])([^"',\]]+)\]$""", r"\1\2\1]", bare) if keys and not _is_toml(bare) else bare
    if not keys:
        return Wrong("", "", re.sub(rf"{STRING}|[^\s\[\],\"'#][^\[\],\"'#]*", _quoted_item, bare))
    for problem, mended in (
        ("is not in square brackets" if bare != text.translate(CURLY) else "", bare),
        ("has no comma between its entries", between),
        ("has an entry without a closing quote", whole),
    ):
        if problem and _is_toml(mended):
            return Wrong(problem, did_you_mean(shortened(_fitting(keys, mended))), _fitting(keys, mended))
    items = re.sub(rf"{STRING}|[^\s\[\],\"'#][^\[\],\"'#]*", _quoted_item, bare)
    if not _is_toml(items):
        return Wrong("has a quote or a bracket too few", 'Expected a list, such as ["…", "…"].', "[]")
    problem = f"is {shown(text)}, with text that isn't in quotes"
    return Wrong(problem, did_you_mean(shortened(_fitting(keys, items))), _fitting(keys, items))


def _fitting(keys: tuple[str, ...], items: str) -> str:
    """A list in TOML, each of its texts as the setting takes it, if that is clear."""
    annotation, values = field_at((*keys, 0)), from_toml(items)
    if annotation is None or not isinstance(values, list):
        return items
    written = [in_full(each) if fits(annotation, each) else meant(annotation, each) for each in values]
    return f"[{', '.join(filter(None, written))}]" if all(written) else items


def _toml(keys: tuple[str, ...], text: str) -> str:
    """A bare value as TOML: what the setting takes it for, or text."""
    if re.fullmatch(r"-?\d+,\d+", text):
        return text.replace(",", ".")
    annotation = field_at(keys)
    if keys == ("feed",) and not is_web_address(text):
        text = meant_address(text) or text
    guess = in_full(text) if str in parts(annotation) else meant(annotation, text) or in_full(text)
    return guess if _is_toml(guess) else in_full(text)


def _is_toml(value: str) -> bool:
    try:
        tomllib.loads(f"a = {value}")
    except (ValueError, RecursionError):
        return False
    return True


def _quoted_item(item: re.Match[str]) -> str:
    word = item[0].strip()
    return item[0] if _is_toml(word) else in_full(word)


def shown(text: str) -> str:
    return quoted(text)[1:-1].replace('\\"', '"')
