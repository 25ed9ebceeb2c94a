"""Phrases with placeholders."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost import wording
from repost.wording import PLACEHOLDERS, unknown_placeholders
from repost.wording.templates import filled

VALUES = {"blog": "Mon blog", "title": "Un titre", "date": "", "author": "", "age": "hier"}


def test_unknown_placeholders_are_found_once_and_in_order() -> None:
    assert unknown_placeholders("{titre} {blog} { blog } {} {titre} {Title}") == (
        "titre",
        " blog ",
        "",
        "Title",
    )


@pytest.mark.parametrize("template", ["", "À relire", "{blog} {title} {date} {author} {age}", "a } b {"])
def test_known_placeholders_and_lone_braces_are_fine(template: str) -> None:
    assert unknown_placeholders(template) == ()


def test_placeholders_are_filled() -> None:
    assert filled("{age} sur {blog} : {title}", VALUES) == "hier sur Mon blog : Un titre"


@pytest.mark.parametrize(
    "template", ["{0}", "{blog.__class__}", "{blog!r}", "{blog:>99}", "{{x}}", "{ blog }"]
)
def test_anything_else_in_braces_stays_as_it_is(template: str) -> None:
    assert filled(template, VALUES) == template


@given(
    st.sampled_from(["{author}", "{blog}", "{{title}}", "{", "}", "\\1", "{x}"]),
    st.sampled_from(PLACEHOLDERS),
)
def test_a_value_is_never_read_for_placeholders(hostile: str, name: str) -> None:
    assert filled(f"<{{{name}}}>", {**VALUES, name: hostile}) == f"<{hostile}>"


def test_brackets_around_an_empty_value_go_with_it() -> None:
    assert filled("Relire ({author}) {title} « {date} »", VALUES).split() == ["Relire", "Un", "titre"]


def test_brackets_of_the_owner_stay() -> None:
    assert filled("f() {title}", VALUES) == "f() Un titre"


def test_checking_placeholders_imports_nothing_that_composes() -> None:
    script = (
        "import sys; from repost.wording import unknown_placeholders;"
        "assert not {'repost.wording.composition', 'repost.wording.weight'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": ":".join(sys.path)})


def test_every_name_of_the_room_is_there() -> None:
    assert all(hasattr(wording, name) for name in wording.__all__)
    assert not hasattr(wording, "composes")
