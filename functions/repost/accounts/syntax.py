"""Mistakes in how a document is written: each is named, and mended in a copy so that the next one shows."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from repost.accounts.fields import field_at, parts
from repost.accounts.meant import meant
from repost.base.errors import SettingsError
from repost.base.quoting import quoted
from repost.settings.finding import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPECTED_TOML: Final = 'Expected lines such as network = "x".'
EXPECTED_JSON: Final = 'Expected an object such as {"network": "x"}.'
_MOST: Final = 50
_MOST_UNKNOWN: Final = 5  # lines of which nobody can tell what they mean
_DOUBLE: Final = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"
_SINGLE: Final = "\u2018\u2019\u201a\u201b\u2032"
_CURLY: Final = dict.fromkeys(map(ord, _DOUBLE), '"') | dict.fromkeys(map(ord, _SINGLE), "'")
_BLANK: Final = dict.fromkeys(map(ord, "\u00a0\u1680\u2007\u202f\u3000"), " ") | dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u2060\ufeff"), ""
)
_STRING: Final = r""""(?:[^"\\]|\\.)*"|'[^']*'"""
_SETTING: Final = rf"""\s*(?P<key>[\w.\-"'{_DOUBLE}{_SINGLE}]+)\s*(?P<sign>[=:])\s*(?P<value>.*?)\s*"""
_HEADER: Final = r"\s*\[{1,2}(?P<name>[^\[\]#]+)\]{,2}\s*(?P<more>.*)"


def mended_toml(parameter: str, text: str) -> tuple[dict[str, Any] | None, list[SettingsError]]:
    """The table of a text that is not quite TOML, or None if nobody can tell, and what is wrong with it."""
    lines = text.split("\n")
    mistakes: dict[int, SettingsError] = {}
    for _ in range(_MOST):
        try:
            table = tomllib.loads("\n".join(lines))
        except (ValueError, RecursionError) as error:
            place = re.search(r"at line (\d+)", str(error))
            filled = [number for number, line in enumerate(lines) if line.strip()]
            if not filled or not isinstance(error, tomllib.TOMLDecodeError):  # too deep, or too long a number
                break
            number = min(int(place[1]) - 1, filled[-1]) if place else filled[-1]
            if not lines[number].strip():  # the parser stops behind a line
                number = max((each for each in filled if each < number), default=number)
            mistake, mended = _in_line(parameter, lines, number, str(error))
            if mistake:
                mistakes.setdefault(number, mistake)
            if mended == lines:
                break
            lines = mended
        else:
            if _is_no_toml(mistakes):
                break
            return table, list(mistakes.values())
    unnamed = SettingsError(parameter, "", "is not valid TOML", EXPECTED_TOML)
    return None, [unnamed] if _is_no_toml(mistakes) else list(mistakes.values()) or [unnamed]


def _is_no_toml(mistakes: Mapping[int, SettingsError]) -> bool:
    """Whether a text is prose, or a page: of many lines nobody can tell what they mean."""
    return sum(each.advice == EXPECTED_TOML for each in mistakes.values()) > _MOST_UNKNOWN


def _in_line(
    parameter: str, lines: list[str], number: int, said: str
) -> tuple[SettingsError | None, list[str]]:
    """The mistake in a line, or None if there is nothing to report, and the lines without it."""
    line = lines[number]
    before, after = lines[:number], lines[number + 1 :]
    if (visible := _outside_strings(line, _BLANK)) != line:
        return None, [*before, visible, *after]
    header = re.fullmatch(_HEADER, line)
    if header and header["more"][:1] not in {"", "#"}:
        wrong = SettingsError(
            parameter,
            f"Line {number + 1}",
            "has more than one part",
            f"Put [{header['name']}] on a line of its own.",
        )
        return wrong, [*before, f"[{header['name']}]", *after]
    if header:
        return _in_header(parameter, lines, number, header["name"].strip(), said)
    setting = re.fullmatch(_SETTING, line)
    if not setting:
        items = _quoted_items(line)
        if items == line or not line.rstrip().endswith((",", "]")):
            return _unnamed(parameter, number), [*before, "", *after]
        advice = f"Put text in quotes: {items.strip(' ,]')}."
        return _unnamed(parameter, number, advice), [*before, items, *after]
    return _in_setting(parameter, lines, number, setting, said)


def _in_setting(
    parameter: str, lines: list[str], number: int, setting: re.Match[str], said: str
) -> tuple[SettingsError | None, list[str]]:
    before, after = lines[:number], lines[number + 1 :]
    key = setting["key"].translate(_CURLY).strip("\"'")
    keys = (*_table_at(lines, number), *key.split("."))
    if "overwrite" in said:
        wrong = SettingsError(parameter, ".".join(keys), "is set twice", "Keep one of the two.")
        return wrong, [*before, "", *after]
    problem, advice, value = _in_value(keys, setting["value"], setting["sign"])
    if setting["key"] != setting["key"].translate(_CURLY):
        problem, advice = "is in curly quotes", f"Use straight quotes, or none: {key}."
    mended = f"{key} = {value}" if value else ""
    if mended == lines[number]:
        return _unnamed(parameter, number), [*before, "", *after]
    if field_at(_inside(keys)) is None:  # refused as unknown, which shows no value: it may be a secret
        return None, [*before, mended, *after]
    return SettingsError(parameter, ".".join(keys), problem, advice), [*before, mended, *after]


def _unnamed(parameter: str, number: int, advice: str = EXPECTED_TOML) -> SettingsError:
    return SettingsError(parameter, f"Line {number + 1}", "is not valid TOML", advice)


def _inside(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys without the table of a network, such as [on.mastodon], that holds them."""
    return keys[2:] if keys[0] == "on" else keys


def _in_header(
    parameter: str, lines: list[str], number: int, name: str, said: str
) -> tuple[SettingsError, list[str]]:
    first = next((at for at in range(number) if _header_of(lines[at]) == name), None)
    if first is None or "declare" not in said:
        wrong = _unnamed(parameter, number, f"Expected the name of a table in brackets: [{name}].")
        mended = f"[{name}]"
        return wrong, [*lines[:number], "" if lines[number] == mended else mended, *lines[number + 1 :]]
    end = next((at for at in range(number + 1, len(lines)) if _header_of(lines[at])), len(lines))
    wrong = SettingsError(parameter, f"[{name}]", "appears twice", "Put its keys together.")
    block = lines[number + 1 : end]
    return wrong, [*lines[: first + 1], *block, *lines[first + 1 : number], *lines[end:]]


def _in_value(keys: tuple[str, ...], value: str, sign: str) -> tuple[str, str, str]:
    """What is wrong with a value, the advice, and the value as TOML."""
    bare = re.sub(rf"({_STRING}|[^\"'#])(\s+#.*)?$", r"\1", value).strip()
    straight = bare.translate(_CURLY)
    if straight != bare:
        is_list = straight.startswith("[") and _is_toml(straight)
        straight = straight if is_list else _toml(keys, straight.strip("\"' "))
        return "is in curly quotes", f"Use straight quotes: {straight}.", straight
    if bare.startswith("["):
        items = _quoted_items(bare)
        return f"is {_shown(bare)}, with text that isn't in quotes", did_you_mean(items), items
    if sign == ":":
        mended = bare if _is_toml(bare) else _toml(keys, bare)
        return 'is set with ":"', f'Use "=": {keys[-1]} = {mended}.', mended
    if bare[-1:] in {";", ","} and _is_toml(bare[:-1]):
        return f'ends with "{bare[-1]}"', "Remove it.", bare[:-1]
    if not bare:
        return "has no value", "Write one, or remove the line.", ""
    if bare[:1] in {'"', "'"} or bare[-1:] in {'"', "'"}:
        which = "closing" if bare[0] in "\"'" else "opening"
        mended = _toml(keys, bare.strip("\"'"))
        return f"has no {which} quote", did_you_mean(mended), mended
    mended = _toml(keys, bare)
    problem = f"is {_shown(bare)} without quotes" if mended.startswith('"') else f"is {_shown(bare)}"
    return problem, did_you_mean(mended), mended


def _toml(keys: tuple[str, ...], text: str) -> str:
    """A bare value as TOML: what the setting takes it for, or text."""
    if re.fullmatch(r"-?\d+,\d+", text):
        return text.replace(",", ".")
    annotation = field_at(_inside(keys))
    guess = quoted(text) if str in parts(annotation) else meant(annotation, text) or quoted(text)
    return guess if _is_toml(guess) else quoted(text)


def _is_toml(value: str) -> bool:
    try:
        tomllib.loads(f"a = {value}")
    except (ValueError, RecursionError):
        return False
    return True


def _quoted_items(text: str) -> str:
    """A list, or a line of one, whose bare words are in quotes."""
    return re.sub(rf"{_STRING}|[^\s\[\],\"'#][^\[\],\"'#]*", _quoted_item, text.translate(_CURLY))


def _quoted_item(item: re.Match[str]) -> str:
    word = item[0].strip()
    return item[0] if _is_toml(word) else quoted(word)


def _outside_strings(line: str, table: dict[int, Any]) -> str:
    return "".join(
        part if number % 2 else part.translate(table)
        for number, part in enumerate(re.split(rf"({_STRING})", line))
    )


def _table_at(lines: list[str], number: int) -> tuple[str, ...]:
    """The keys of the table that a line belongs to."""
    name = next(filter(None, map(_header_of, reversed(lines[:number]))), "")
    return tuple(name.split(".")) if name else ()


def _header_of(line: str) -> str:
    header = re.fullmatch(_HEADER, line)
    return header["name"].strip() if header and header["more"][:1] in {"", "#"} else ""


def _shown(text: str) -> str:
    return quoted(text)[1:-1].replace('\\"', '"')


_JSON: Final = (
    (r"//[^\n]*|#[^\n]*|/\*[\s\S]*?\*/", "has a comment", "JSON allows none: remove it, or write TOML."),
    (r",(?=\s*[}\]])", "has a comma too many", "JSON allows none before a closing bracket."),
    (rf"[{_DOUBLE}]", "has curly quotes", 'Use straight quotes: ".'),
)
"""What people write that JSON doesn't allow: a pattern outside its strings, and what to report."""


def mended_json(parameter: str, text: str) -> tuple[dict[str, Any] | None, list[SettingsError]]:
    """The same for JSON."""
    import json

    mistakes: list[SettingsError] = []
    for pattern, problem, advice in _JSON:
        text, lines = _without(pattern, text)
        mistakes += (SettingsError(parameter, f"Line {line}", problem, advice) for line in lines)
    try:
        table = json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        problem = f"is not valid JSON: {error.msg}"
        mistakes.append(SettingsError(parameter, f"Line {error.lineno}", problem, EXPECTED_JSON))
    except (ValueError, RecursionError):
        mistakes.append(SettingsError(parameter, "", "is not valid JSON", EXPECTED_JSON))
    else:
        return table, mistakes
    return None, mistakes


def _without(pattern: str, text: str) -> tuple[str, list[int]]:
    """A text of JSON without what a pattern finds outside its strings, and the lines where that was."""
    pieces: list[str] = []
    lines: list[int] = []
    end = 0
    for found in re.finditer(rf'"(?:[^"\\\n]|\\.)*"|(?P<wrong>{pattern})', text):
        if wrong := found["wrong"]:
            lines.append(text.count("\n", 0, found.start()) + 1)
            kept = wrong.translate(_CURLY)
            pieces += text[end : found.start()], kept if kept != wrong else re.sub(r"[^\n]", " ", wrong)
            end = found.end()
    return "".join([*pieces, text[end:]]), lines
