"""The pictures in the docs show what comes out today."""

from __future__ import annotations

from local.base.picture import note_of, noted, png
from repost.networks.image_header import image_header
from tests.processes import python


def test_the_pictures_in_the_docs_show_what_make_run_shows_today() -> None:
    checked = python("-m", "local.tools.pictures", "--check")
    assert checked.returncode == 0, checked.stderr


def test_a_picture_keeps_a_note_of_what_it_was_drawn_from() -> None:
    plain = png("A", 40, 30)
    assert note_of(plain) == ""
    picture = noted(plain, "abc123")
    assert note_of(picture) == "abc123"
    assert image_header(picture) == image_header(plain)
