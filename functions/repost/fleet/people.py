"""A file of people, as a spreadsheet or HR's system saves it: who they are, and every mistake in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, get_args

from repost.accounts.documents import NAME_ADVICE, is_account_name
from repost.base.names import name_key
from repost.base.patterns import pattern
from repost.base.quoting import quoted
from repost.base.tables import read_table
from repost.base.value import Value
from repost.feeds.dates import chosen, order_of, readings
from repost.fleet.roster import MOST_VOICES
from repost.settings.finding import did_you_mean, expected
from repost.settings.networks import OTHER_NAMES, NetworkName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from repost.settings.finding import Finding

# Columns by what they hold: English, French, German, Spanish and Italian.
_COLUMNS: Final[Mapping[str, str]] = {
    "account": "account|username|user|compte|identifiant|utilisateur|konto|benutzer|cuenta|usuario|utente",
    "group": "group|team|department|groupe|équipe|service|gruppe|abteilung|grupo|equipo|gruppo|reparto",
    "network": "network|social network|réseau|réseau social|netzwerk|red|red social|rete|rete sociale",
    "server": "server|instance|serveur|servidor",
    "author": "author|linkedin author|urn",
    "chat": "chat|channel|canal|kanal|canale",
    "language": "language|lang|langue|sprache|idioma|lingua",
    "timezone": "timezone|time zone|fuseau horaire|fuseau|zeitzone|zona horaria|fuso orario",
    "hours": "hours|working hours|horaires|heures|arbeitszeit|arbeitszeiten|horario|orario",
    "categories": "categories|catégories|kategorien|categorías|categorie",
    "consent": "consent|consentement|accord|einwilligung|zustimmung|consentimiento|consenso",
    "mail": "mail|email|e-mail|courriel|adresse mail|adresse e-mail|e-mail-adresse|correo|correo electrónico",
    "handle": "handle|network handle|pseudo|pseudonyme|profil|profile|perfil|profilo",
}
_VOICE: Final = ("voice", "voix", "stimme", "voz", "voce", "template")
_NAMES: Final[Mapping[str, str]] = {
    name_key(name): column for column, names in _COLUMNS.items() for name in names.split("|")
} | {
    name: "voice"
    for voice in _VOICE
    for name in (voice, *(f"{voice} {number}" for number in range(1, MOST_VOICES + 1)))
}
_NEEDED: Final[Mapping[str, str]] = {"account": "the name of the account", "group": "the name of a group"}
_YES: Final = frozenset({"yes", "oui", "ja", "sí", "si", "true"})
_NO: Final = frozenset({"no", "non", "nein", "false"})
_LONGEST: Final = 500
_SHOWN: Final = 20
MOST_PEOPLE: Final = 10_000
"""How many parameters, one with each account's keys, an AWS account holds in a Region."""

_MAIL: Final = pattern(r"[^@\s,;]{1,64}@[^@\s,;]+\.[^@\s,;]+")
_LANGUAGE: Final = pattern(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SEVERAL: Final = pattern(r"\s*[;|]\s*")
_CONSENT: Final = 'a date and the version of the text, such as "2026-11-20 v1", or "yes" or "no"'


class Mistake(Value, frozen=True):
    """What is wrong in one cell of a file; `text` goes on after the name of its column."""

    line: int
    column: str
    text: str

    @property
    def sentence(self) -> str:
        where = f"Line {self.line}, {self.column}" if self.column else f"Line {self.line}"
        return f"{where}: {self.text}"


class Consent(Value, frozen=True):
    """What a cell says of a member's yes: `at` (UTC) is None for a plain yes, which counts from now."""

    given: bool
    at: datetime | None = None
    version: str = ""


class Person(Value, frozen=True):
    """One line: the fields of a `Member` that the file has a column for, and `consent`, if it says so."""

    line: int
    account: str
    says: Mapping[str, Any]
    consent: Consent | None = None


class PeopleFile(Value, frozen=True):
    """What a file holds; `ignored` are columns that mean nothing to Repost."""

    people: tuple[Person, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    ignored: tuple[str, ...] = ()


def read_people(text: str) -> PeopleFile:
    """Every person in a file, and every mistake in it that shows without knowing the groups."""
    table = read_table(text)
    columns = [_NAMES.get(key, "") for key in table.keys]
    mistakes = list(_header_mistakes(columns, table.header))
    if mistakes:
        return PeopleFile(mistakes=tuple(mistakes))
    people: list[Person] = []
    lines: dict[str, int] = {}
    rows = list(table.rows())
    if len(rows) > MOST_PEOPLE:
        advice = expected(f"at most {MOST_PEOPLE:,}")
        return PeopleFile(mistakes=(Mistake(1, "", f"The file has {len(rows):,} rows. {advice}"),))
    consents = [_cells(columns, cells).get("consent", "") for _, cells in rows if cells]
    order = order_of([readings(_date_in(cell)) for cell in dict.fromkeys(consents)])
    for line, cells in rows:
        if cells is None or len(cells) > len(columns):
            mistakes.append(Mistake(line, "", "can't be read: it has more cells than the header, or no end."))
            continue
        person, wrong = _person(line, _cells(columns, cells), _voices(columns, cells), order)
        mistakes += wrong
        first = lines.setdefault(person.account.casefold(), line)
        if first != line:
            twice = f"is {quoted(person.account)}, which line {first} has, too. Keep one of the two."
            mistakes.append(Mistake(line, "account", twice))
        people.append(person)
    if not people and not mistakes:
        mistakes.append(Mistake(1, "", "There is nobody in this file, only a header."))
    ignored = [
        name for name, column in zip(table.header, columns, strict=True) if not column and name.strip()
    ]
    return PeopleFile(tuple(people), tuple(mistakes), tuple(ignored))


def _header_mistakes(columns: Sequence[str], header: Sequence[str]) -> Iterator[Mistake]:
    for needed in _NEEDED:
        if needed not in columns:
            known = f"the header has {', '.join(header[:_SHOWN])}" if any(header) else "there is no header"
            yield Mistake(1, needed, f"is missing: {known}. {expected('a column of this name')}")
    for column in dict.fromkeys(columns):
        if column not in {"", "voice"} and columns.count(column) > 1:
            yield Mistake(1, column, "is there twice. Keep one of the two.")


def _cells(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {column: cell for column, cell in zip(columns, cells, strict=False) if column}


def _voices(columns: Sequence[str], cells: Sequence[str]) -> tuple[str, ...]:
    several = zip(columns, cells, strict=False)
    return tuple(cell for column, cell in several if column == "voice" and cell)


def _person(
    line: int, cells: Mapping[str, str], voices: tuple[str, ...], order: str
) -> tuple[Person, list[Mistake]]:
    """One row as far as it can be read, and what is wrong with it."""
    says: dict[str, Any] = dict(cells)
    mistakes = [Mistake(line, column, f"{problem}. {advice}") for column, problem, advice in _findings(cells)]
    if says.get("network"):
        says["network"] = _network(says["network"])
    if "voice" in says:
        says["voice"] = voices
    if "categories" in says:
        says["categories"] = tuple(name for name in _SEVERAL.split(says["categories"]) if name)
    consent = None
    if cell := says.pop("consent", ""):
        consent = _consent(cell, order)
        if consent is None:
            mistakes.append(Mistake(line, "consent", f"is {quoted(cell)}. {expected(_CONSENT)}"))
    return Person(line, says.pop("account", ""), says, consent), mistakes


def _findings(cells: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with single cells."""
    for column, what in _NEEDED.items():
        if not cells.get(column):
            yield column, "is empty", expected(what)
    for column, cell in cells.items():
        if len(cell) > _LONGEST:
            yield column, f"is {len(cell):,} characters long", expected(f"at most {_LONGEST}")
        elif cell and column in _CHECKS and (advice := _CHECKS[column](cell)):
            yield column, f"is {quoted(cell)}", advice


def _consent(cell: str, order: str) -> Consent | None:
    plain = cell.casefold().strip(" .")
    if plain in _YES or plain in _NO:
        return Consent(given=plain in _YES)
    date = _date_in(cell)
    at = chosen(readings(date), order)
    return Consent(given=True, at=at, version=cell[len(date) :].strip(" ,;:")) if at else None


def _date_in(cell: str) -> str:
    """The date at the beginning of a cell: what is before the first space or comma."""
    return re.split(r"[\s,;]", cell.strip(), maxsplit=1)[0]


def _network(cell: str) -> str:
    plain = cell.casefold()
    return next((name for name, others in OTHER_NAMES.items() if plain in others), plain)


def _wrong_name(cell: str) -> str:
    return "" if is_account_name(cell) else NAME_ADVICE


def _wrong_network(cell: str) -> str:
    from difflib import get_close_matches

    networks = get_args(NetworkName)
    if _network(cell) in networks:
        return ""
    close = get_close_matches(cell.casefold(), networks, n=1)
    return did_you_mean(quoted(close[0])) if close else expected(f"one of {', '.join(networks)}")


def _pattern(pattern: re.Pattern[str], what: str) -> Callable[[str], str]:
    return lambda cell: "" if pattern.fullmatch(cell) else expected(what)


_CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "account": _wrong_name,
    "group": _wrong_name,
    "network": _wrong_network,
    "mail": _pattern(_MAIL, 'one e-mail address, such as "ada@example.com"'),
    "language": _pattern(_LANGUAGE, 'a language such as "fr" or "pt-BR"'),
}
"""The advice on a cell of a column, or "" if nothing is wrong with it."""
