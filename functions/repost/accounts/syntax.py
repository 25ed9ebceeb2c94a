"""Mistakes in how a document is written: each is named, and mended in a copy so that the next one shows."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from repost.accounts.decoding import fits
from repost.accounts.fields import field_at, names_at
from repost.accounts.meant import from_toml
from repost.accounts.syntax_values import (
    CURLY,
    DOUBLE,
    SINGLE,
    STRING,
    Wrong,
    wrong_list,
    wrong_value,
)
from repost.base.errors import SettingsError
from repost.base.quoting import quoted, shortened
from repost.settings.finding import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EXPECTED_TOML: Final = 'Expected lines such as network = "x".'
COMMENTS: Final = 'Comments start with "#".'
_MOST: Final = 50
_MOST_TRIES: Final = 4  # at a line
_MOST_UNKNOWN: Final = 5  # lines of which nobody can tell what they mean
_BLANK: Final = dict.fromkeys(map(ord, "\u00a0\u1680\u2007\u202f\u3000"), " ") | dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u2060\ufeff"), ""
)
_KEY: Final = rf"""[\w.\-"'{DOUBLE}{SINGLE}]+"""
_SETTING: Final = rf"\s*(?P<key>{_KEY})\s*(?P<sign>[:=]=|=>|->|[=:])\s*(?P<value>.*?)\s*"
_SPACED: Final = r"\s*(?P<key>[\w-]+(?:[ \t]+[\w-]+)+)\s*[=:]\s*(?P<value>.*?)\s*"
_UNSIGNED: Final = r"\s*(?P<key>[\w-]+)[ \t]+(?P<value>\S.*?)\s*"
_HEADER: Final = r"\s*\[{1,2}(?P<name>[^\[\]#]+)\]{,2}\s*(?P<more>.*)"
_LIKE_HEADER: Final = r"[(<{\[]* ?/? ?(?P<name>[\w.-]+) ?/? ?[)>}\]]* ?:?"
_COMMENT: Final = r"\s*(?P<sign>;|//|--|/\*|%|<!--)"


def mended_toml(parameter: str, text: str) -> tuple[dict[str, Any] | None, list[SettingsError]]:
    """The table of a text that is not quite TOML, or None if nobody can tell, and what is wrong with it."""
    lines = text.split("\n")
    mistakes: dict[int, SettingsError] = {}
    tries = Counter[int]()
    for _ in range(_MOST):
        try:
            table = tomllib.loads("\n".join(lines))
        except (ValueError, RecursionError) as error:
            if not isinstance(error, tomllib.TOMLDecodeError):  # too deep, or too long a number
                break
            number = _place(lines, str(error))
            if number is None:
                break
            mistake, mended = _in_line(parameter, lines, number, str(error))
            tries[number] += 1
            if tries[number] > _MOST_TRIES:  # each may double what is escaped in it
                mended = [*lines[:number], "", *lines[number + 1 :]]
            if mistake:
                mistakes.setdefault(number, mistake)
            if mended == lines:
                break
            lines = mended
        else:
            if _is_no_toml(mistakes):
                break
            return table, [mistakes[number] for number in sorted(mistakes)]
    unnamed = SettingsError(parameter, "", "is not valid TOML", EXPECTED_TOML)
    named = [mistakes[number] for number in sorted(mistakes)]
    return None, [unnamed] if _is_no_toml(mistakes) else named or [unnamed]


def _place(lines: Sequence[str], said: str) -> int | None:
    """Which line an error of the parser is about; None if there is none. A mended line may hold several."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if not filled:
        return None
    if place := re.search(r"at line (\d+)", said):
        left, number = int(place[1]), -1
        while left > 0 and number + 1 < len(lines):
            number += 1
            left -= 1 + lines[number].count("\n")
        number = min(number, filled[-1])
    else:
        openers = (each for each in filled if lines[each].count('"""') % 2 or lines[each].count("'''") % 2)
        number = next(openers, filled[-1])
    if not lines[number].strip():  # the parser stops behind a line
        number = max((each for each in filled if each < number), default=number)
    return number


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
    opened = _open_list(lines, number)
    if comment := re.match(_COMMENT, line):
        wrong = SettingsError(parameter, f"Line {number + 1}", f'starts with "{comment["sign"]}"', COMMENTS)
        return wrong, [*before, "", *after]
    header, setting = re.fullmatch(_HEADER, line), re.fullmatch(_SETTING, line)
    if opened is not None and (setting or (header and names_at(header["name"].strip().split(".")))):
        keys = _keys_of(lines, opened)
        wrong = SettingsError(parameter, ".".join(keys), "has no closing bracket", 'Put "]" at its end.')
        end = max(each for each in range(number) if lines[each].strip())
        return wrong, [*lines[:end], f"{lines[end]} ]", *lines[end + 1 :]]
    if header and header["more"][:1] not in {"", "#"}:
        wrong = SettingsError(
            parameter,
            f"Line {number + 1}",
            "has more than one part",
            f"Put [{header['name']}] on a line of its own.",
        )
        return wrong, [*before, f"[{header['name']}]", *after]
    if header and opened is None:
        return _in_header(parameter, lines, number, header["name"].strip(), said)
    if setting:
        return _in_setting(parameter, lines, number, setting, said)
    return _in_other_line(parameter, lines, number)


def _in_other_line(parameter: str, lines: list[str], number: int) -> tuple[SettingsError | None, list[str]]:
    """The same for a line that is neither a table's name nor a setting."""
    line = lines[number]
    before, after = lines[:number], lines[number + 1 :]
    table = _table_at(lines, number)
    like = re.fullmatch(_LIKE_HEADER, line.strip())
    if like and names_at(like["name"].split(".")):
        right = f"[{like['name']}]"
        wrong = SettingsError(
            parameter, f"Line {number + 1}", f"is {quoted(line.strip())}", did_you_mean(right)
        )
        return wrong, [*before, right, *after]
    if spaced := re.fullmatch(_SPACED, line):
        key = re.sub(r"[ \t]+", "_", spaced["key"])
        if any(field_at(keys) is not None for keys in (_inside((*table, key)), (key,))):
            wrong = SettingsError(parameter, quoted(spaced["key"]), "has a space in it", did_you_mean(key))
            return wrong, [*before, f"{key} = {spaced['value']}", *after]
    unsigned = re.fullmatch(_UNSIGNED, line)
    if unsigned and field_at(_inside((*table, unsigned["key"]))) is not None:
        mended = f"{unsigned['key']} = {unsigned['value']}"
        wrong = SettingsError(
            parameter, ".".join((*table, unsigned["key"])), 'has no "="', did_you_mean(mended)
        )
        return wrong, [*before, mended, *after]
    opened = _open_list(lines, number)
    items = wrong_list((), line).value
    if opened is None or items == line:
        return _unnamed(parameter, number), [*before, "", *after]
    comma = "" if items.rstrip().endswith((",", "]")) else ","
    advice = f"Put text in quotes: {shortened(items.strip(' ,]'))}."
    return _unnamed(parameter, number, advice), [*before, f"{items}{comma}", *after]


def _in_setting(
    parameter: str, lines: list[str], number: int, setting: re.Match[str], said: str
) -> tuple[SettingsError | None, list[str]]:
    before, after = lines[:number], lines[number + 1 :]
    key = setting["key"].translate(CURLY).strip("\"'")
    keys = (*_table_at(lines, number), *key.split("."))
    if "overwrite" in said:
        wrong = SettingsError(parameter, ".".join(keys), "is set twice", "Keep one of the two.")
        return wrong, [*before, "", *after]
    bare, table = setting["value"], names_at(_inside(keys))
    if table and (not bare or bare.startswith("{")):
        return _in_table(parameter, lines, number, keys)
    bullets, rest = _bullets(after) if not bare else ([], after)
    found = Wrong("is a list with dashes", "", f"[{', '.join(bullets)}]") if bullets else None
    if found:
        items = wrong_list(_inside(keys), found.value).value or found.value
        found = Wrong(found.problem, f"Write {keys[-1]} = {shortened(items)}.", items)
    after = rest
    found = found or wrong_value(_inside(keys), bare, setting["sign"])
    if setting["key"] != setting["key"].translate(CURLY):
        found = Wrong("is in curly quotes", f"Use straight quotes, or none: {key}.", found.value)
    mended = f"{key} = {found.value}" if found.value else ""
    if found.rest:
        mended += f"\n{found.rest}"
    if mended == lines[number]:
        return _unnamed(parameter, number), [*before, "", *after]
    annotation = field_at(_inside(keys))
    if annotation is None:  # refused as unknown, which shows no value: it may be a secret
        return None, [*before, mended, *after]
    if found.is_guess and not fits(annotation, from_toml(found.value)):
        return None, [*before, mended, *after]  # refused as a value, with what was expected
    return SettingsError(parameter, ".".join(keys), found.problem, found.advice), [*before, mended, *after]


def _in_table(
    parameter: str, lines: list[str], number: int, keys: tuple[str, ...]
) -> tuple[SettingsError, list[str]]:
    """A table written as in YAML, `schedule:`, or in braces over several lines."""
    name = ".".join(keys)
    problem = "is a table that starts on the line of its name"
    wrong = SettingsError(parameter, name, problem, f"Write [{name}] on a line of its own.")
    body = list(lines)
    body[number] = f"[{name}]" if name not in map(_header_of, lines) else ""
    if lines[number].rstrip().endswith("{"):
        end = next((each for each in range(number + 1, len(lines)) if "}" in lines[each]), len(lines) - 1)
        for each in range(number + 1, end + 1):
            body[each] = lines[each].rstrip().rstrip("},").rstrip()
    elif "{" in lines[number]:
        inside = lines[number].partition("{")[2].rpartition("}")[0]
        body[number] = "\n".join([body[number], *inside.split(",")])
    return wrong, body


def _unnamed(parameter: str, number: int, advice: str = EXPECTED_TOML) -> SettingsError:
    return SettingsError(parameter, f"Line {number + 1}", "is not valid TOML", advice)


def _inside(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys without the table of a network, such as [on.mastodon], that holds them."""
    return keys[2:] if keys[0] == "on" else keys


def _in_header(
    parameter: str, lines: list[str], number: int, name: str, said: str
) -> tuple[SettingsError, list[str]]:
    first = next((at for at in range(number) if _header_of(lines[at]) == name), None)
    dotted = [at for at in range(number) if re.match(rf"\s*{re.escape(name)}\s*\.", lines[at])]
    if first is None and dotted and "declare" in said:
        keys = [lines[at].partition(".")[2].strip() for at in dotted]
        key = re.split(r"[\s=]", keys[0])[0]
        wrong = SettingsError(
            parameter, f"[{name}]", f"comes after {name}.{key}", f"Put {key} below it, without “{name}.”."
        )
        body = ["" if at in dotted else line for at, line in enumerate(lines)]
        body[number] = "\n".join([body[number], *keys])
        return wrong, body
    if first is None or "declare" not in said:
        wrong = _unnamed(parameter, number, f"Expected the name of a table in brackets: [{name}].")
        right = name.strip("/ ")
        mended = f"[{right if names_at(right.split('.')) else name}]"
        if mended != f"[{name}]":
            wrong = _unnamed(parameter, number, did_you_mean(mended))
        return wrong, [*lines[:number], "" if lines[number] == mended else mended, *lines[number + 1 :]]
    end = next((at for at in range(number + 1, len(lines)) if _header_of(lines[at])), len(lines))
    wrong = SettingsError(parameter, f"[{name}]", "appears twice", "Put its keys together.")
    block = lines[number + 1 : end]
    return wrong, [*lines[: first + 1], *block, *lines[first + 1 : number], *lines[end:]]


def _bullets(lines: list[str]) -> tuple[list[str], list[str]]:
    """The entries of a list as in YAML that begins here, and the lines without it, as many as before."""
    items = []
    for line in lines:
        item = re.fullmatch(r"\s*-\s+(.+?)\s*", line)
        if not item:
            break
        items.append(item[1])
    return items, [*[""] * len(items), *lines[len(items) :]]


def _open_list(lines: Sequence[str], number: int) -> int | None:
    """The line of a setting whose list is still open at the start of a line."""
    for at in range(number - 1, -1, -1):
        setting = re.fullmatch(_SETTING, lines[at])
        if setting and setting["value"].startswith("["):
            within = re.sub(STRING, "", "\n".join([setting["value"], *lines[at + 1 : number]]))
            return at if within.count("[") > within.count("]") else None
        if _header_of(lines[at]):
            return None
    return None


def _keys_of(lines: Sequence[str], number: int) -> tuple[str, ...]:
    setting = re.fullmatch(_SETTING, lines[number])
    return (*_table_at(lines, number), *(setting["key"].split(".") if setting else ()))


def _outside_strings(line: str, table: dict[int, Any]) -> str:
    return "".join(
        part if number % 2 else part.translate(table)
        for number, part in enumerate(re.split(rf"({STRING})", line))
    )


def _table_at(lines: Sequence[str], number: int) -> tuple[str, ...]:
    """The keys of the table that a line belongs to."""
    name = next(filter(None, map(_header_of, reversed(lines[:number]))), "")
    return tuple(name.split(".")) if name else ()


def _header_of(line: str) -> str:
    header = re.fullmatch(_HEADER, line.partition("\n")[0])
    return header["name"].strip() if header and header["more"][:1] in {"", "#"} else ""
