"""What a file of people says, and how its mistakes are named."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.base.names import name_key
from repost.fleet.people import Consent, Person, read_people

HEADER = "account,group,network,mail,consent\n"


def only(text: str) -> Person:
    file = read_people(text)
    assert not file.mistakes, [each.sentence for each in file.mistakes]
    [person] = file.people
    return person


def mistakes(text: str) -> list[str]:
    return [each.sentence for each in read_people(text).mistakes]


def test_a_line_says_what_the_file_has_columns_for() -> None:
    person = only("account,group,language,voice 1,voice 2\nada,field,,{title}!,{title} ({age})\n")
    assert (person.line, person.account) == (2, "ada")
    assert person.says == {"group": "field", "language": "", "voice": ("{title}!", "{title} ({age})")}
    assert person.consent is None


@pytest.mark.parametrize(
    "text",
    [
        "compte;groupe;réseau;courriel;consentement\nada;field;Twitter;ada@example.com;oui\n",
        "Konto\tGruppe\tNetzwerk\tE-Mail\tEinwilligung\nada\tfield\tX\tada@example.com\tja\n",
        "\ufeffaccount,group,network,mail,consent\r\nada,field,x,ada@example.com,YES\r\n",
    ],
)
def test_headers_may_be_in_other_languages_and_cells_between_tabs_or_semicolons(text: str) -> None:
    person = only(text)
    assert person.says == {"group": "field", "network": "x", "mail": "ada@example.com"}
    assert person.consent == Consent(given=True)


@pytest.mark.parametrize(
    ("cell", "consent"),
    [
        ("2026-11-20 v1", Consent(given=True, at=datetime(2026, 11, 20, tzinfo=UTC), version="v1")),
        (
            "20/11/2026, charte 2",
            Consent(given=True, at=datetime(2026, 11, 20, tzinfo=UTC), version="charte 2"),
        ),
        ("2026-11-20T09:30:00Z", Consent(given=True, at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC))),
        ("no", Consent(given=False)),
        ("", None),
    ],
)
def test_a_yes_is_recorded_with_its_day_and_the_version_of_the_text(
    cell: str, consent: Consent | None
) -> None:
    assert only(f'{HEADER}ada,field,,,"{cell}"\n').consent == consent


def test_every_mistake_is_named_with_its_line_and_column_at_once() -> None:
    text = (
        f"{HEADER}\nada,field,mastodont,ada@example,perhaps\n"
        "ADA,field,,,03/04/2026\nada lovelace,,x,a@b.example; c@d.example,\nbob,field,x,,,one more\n"
    )
    assert mistakes(text) == [
        'Line 3, network: is "mastodont". Did you mean "mastodon"?',
        'Line 3, mail: is "ada@example". Expected one e-mail address, such as "ada@example.com".',
        (
            'Line 3, consent: is "perhaps". Expected a date and the version of the text, such as '
            '"2026-11-20 v1", or "yes" or "no".'
        ),
        (
            'Line 4, consent: is "03/04/2026". Expected a date and the version of the text, such as '
            '"2026-11-20 v1", or "yes" or "no".'
        ),
        'Line 4, account: is "ADA", which line 3 has, too. Keep one of the two.',
        "Line 5, group: is empty. Expected the name of a group.",
        'Line 5, account: is "ada lovelace". Use letters, digits, - and _, at most 63 of them.',
        (
            'Line 5, mail: is "a@b.example; c@d.example". Expected one e-mail address, such as '
            '"ada@example.com".'
        ),
        "Line 6: can't be read: it has more cells than the header, or no end.",
    ]


def test_a_row_of_several_lines_is_named_by_its_first() -> None:
    text = 'account,group,voice\nada,field,"{title}\nand more"\nbob,,x\n'
    assert mistakes(text) == ["Line 4, group: is empty. Expected the name of a group."]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Line 1, account: is missing: there is no header. Expected a column of this name."),
        ("name,team\nAda,field\n", "Line 1, account: is missing: the header has name, team."),
        ("account,group,E-mail,mail\nada,field,,\n", "Line 1, mail: is there twice. Keep one of the two."),
        ("account,group\n", "Line 1: There is nobody in this file, only a header."),
    ],
)
def test_a_header_that_cannot_be_used_is_explained(text: str, sentence: str) -> None:
    assert mistakes(text)[0].startswith(sentence)


def test_columns_that_mean_nothing_are_ignored_and_named() -> None:
    file = read_people("account,group,Salary,Desk\nada,field,1,2\n")
    assert file.ignored == ("Salary", "Desk")


CELLS = st.text(st.characters(codec="utf-8"), max_size=20)


@given(rows=st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=5), delimiter=st.sampled_from(",;\t"))
def test_any_table_is_read_or_refused_line_by_line_and_never_fails(
    rows: list[list[Any]], delimiter: str
) -> None:
    text = StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([HEADER.strip().split(","), *rows])
    file = read_people(text.getvalue())
    assert {each.line for each in file.mistakes} <= set(range(1, text.getvalue().count("\n") + 30))
    accounts = [name_key(person.account) for person in file.people]
    assert file.mistakes or len(set(accounts)) == len(accounts)
