"""Phrases with placeholders."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.wording.placeholders import PLACEHOLDERS, unknown_placeholders
from repost.wording.templates import Template


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


def filled(template: str, **values: str) -> str:
    """A template whose placeholders are said in capitals, or as given; "" for none."""
    said = {name: values.get(name, name.upper()) for name in PLACEHOLDERS}
    rest = Template.of(template).without({name for name, value in said.items() if not value})
    pieces = [rest.words[0]]
    for name, words in zip(rest.names, rest.words[1:], strict=True):
        pieces += [said[name], words]
    return "".join(pieces)


def test_placeholders_are_told_from_words() -> None:
    template = Template.of("{age} sur {blog} : {title}")
    assert template.words == ("", " sur ", " : ", "")
    assert template.names == ("age", "blog", "title")


@pytest.mark.parametrize(
    "template", ["{0}", "{blog.__class__}", "{blog!r}", "{blog:>99}", "{{x}}", "{ blog }"]
)
def test_anything_else_in_braces_is_words(template: str) -> None:
    assert Template.of(template).words == (template,)


@pytest.mark.parametrize(
    ("template", "missing", "text"),
    [
        ("Relire ({author}) {title} « {date} »", "author date", "Relire TITLE "),
        ("{title} — {excerpt}", "excerpt", "TITLE"),
        ("{title} — {excerpt} — {author}", "excerpt", "TITLE — AUTHOR"),
        ("{author} : {title}", "author", "TITLE"),
        ("{title} {link} {hashtags}", "hashtags", "TITLE LINK"),
        ("{title}\n\n{link}", "link", "TITLE"),
        ("{title}. {excerpt}!", "excerpt", "TITLE. !"),
        ("f() {title}", "author", "f() TITLE"),
        ("Relire {title} — {excerpt}", "title", "Relire EXCERPT"),
        ("Par {author}, {title}", "author", "Par TITLE"),
    ],
)
def test_what_is_missing_takes_its_brackets_and_separators_with_it(
    template: str, missing: str, text: str
) -> None:
    assert filled(template, **dict.fromkeys(missing.split(), "")) == text


@given(
    st.lists(
        st.sampled_from((*(f"{{{name}}}" for name in PLACEHOLDERS), " — ", "(", ")", "mot", " ", "{", "}")),
        max_size=12,
    ).map("".join),
    st.sets(st.sampled_from(PLACEHOLDERS)),
)
def test_whatever_is_missing_the_owners_letters_stay(template: str, missing: set[str]) -> None:
    before, after = Template.of(template), Template.of(template).without(missing)
    assert after.names == tuple(name for name in before.names if name not in missing)
    assert "".join(after.words).count("mot") == "".join(before.words).count("mot")
    assert len(after.words) == len(after.names) + 1


def test_checking_placeholders_imports_nothing_that_composes() -> None:
    script = (
        "import sys; from repost.wording.placeholders import unknown_placeholders;"
        "assert not {'repost.wording.composition', 'repost.networks.x.weight', 'repost.wording.cleaning'}"
        " & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": ":".join(sys.path)})
