"""Titles that people have labelled: how many of them are judged as people judge them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from benchmarks.evergreen import LISTS, REAL, figures_of, labelled, main
from repost.selection.evergreen.learned import NOTHING

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", sorted(LISTS.glob("*.tsv")), ids=lambda path: path.stem)
def test_people_agree_with_most_of_what_is_left_out_and_let_through(path: Path) -> None:
    found = figures_of(labelled(path))
    held_out = "held-out" in path.stem
    assert found.precision >= (0.95 if held_out else 0.98)
    assert found.recall >= (0.8 if held_out else 0.95)


@pytest.mark.parametrize(
    ("path", "precision", "recall", "false_alarms"),
    [
        ("en-apart.tsv", 0.88, 0.72, 0.056),
        ("en-new-apart.tsv", 0.89, 0.66, 0.034),
        ("fr-apart.tsv", 0.75, 0.65, 0.058),
        ("fr-new-apart.tsv", 0.81, 0.56, 0.025),
    ],
)
def test_titles_of_blogs_that_nothing_was_made_for_are_told_apart_no_worse_than_documented(
    path: str, precision: float, recall: float, false_alarms: float
) -> None:
    found = figures_of(labelled(REAL / path))
    assert found.precision >= precision
    assert found.recall >= recall
    assert found.false_alarms <= false_alarms


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_was_learned_makes_the_lists_better_on_blogs_that_neither_knows(language: str) -> None:
    paths = [REAL / f"{language}-{part}.tsv" for part in ("apart", "new-apart")]
    both, lists = (
        figures_of(title for path in paths for title in labelled(path, table)) for table in (None, NOTHING)
    )
    assert both.precision > lists.precision + 0.04
    assert both.recall > lists.recall - 0.04
    assert both.false_alarms < lists.false_alarms - 0.02


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_language_has_fourteen_thousand_real_titles_and_blogs_that_are_kept_apart(
    language: str,
) -> None:
    blogs: dict[str, set[str]] = {}
    counts: dict[str, int] = {}
    for part in ("tuning", "learning", "apart", "new-apart"):
        with (REAL / f"{language}-{part}.tsv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        blogs[part] = {row["blog"] for row in rows}
        counts[part] = len(rows)
    assert sum(counts.values()) >= 14_000
    assert counts["apart"] >= 1000
    assert counts["new-apart"] >= 1000
    assert len(blogs["apart"] | blogs["new-apart"]) >= 110
    assert len(set().union(*blogs.values())) >= 340
    assert not blogs["apart"] & blogs["new-apart"]
    assert not (blogs["apart"] | blogs["new-apart"]) & (blogs["tuning"] | blogs["learning"])


def test_of_lists_that_are_kept_apart_no_title_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, is_printed in (("en-mine.tsv", True), ("en-apart.tsv", False)):
        mine = tmp_path / name
        mine.write_text("label\ttitle\nevergreen\tJoin our webinar tonight\n", "utf-8")
        assert main([str(mine)]) is None
        assert ("may go out: Join our webinar" in capsys.readouterr().out) is is_printed


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_language_has_two_hundred_labelled_titles_and_no_title_twice(language: str) -> None:
    titles = [each.title for path in LISTS.glob(f"{language}*.tsv") for each in labelled(path)]
    assert len(titles) >= 200
    assert len(set(titles)) == len(titles)


def test_titles_of_ones_own_are_held_against_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "en-mine.tsv"
    mine.write_text("label\ttitle\nstale\tJoin our webinar tonight\nevergreen\tHow bread rises\n", "utf-8")
    assert main([str(mine)]) is None
    assert "en-mine                        2      1.000   1.000          0.0%" in capsys.readouterr().out


@pytest.mark.parametrize("month", ["January", "April", "August", "November"])
def test_a_title_of_ones_own_without_a_date_came_out_before_the_day_that_it_names(
    tmp_path: Path, month: str
) -> None:
    mine = tmp_path / "en-mine.tsv"
    mine.write_text(f"label\ttitle\nstale\tA walk on 17 {month}\n", "utf-8")
    [title] = labelled(mine)
    assert title.judgement.is_stale


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("stale\tJoin our webinar\n", "should begin with a line that names its columns"),
        ("label\ttitle\n1\tJoin us\n", "en-mine.tsv:2: label is “1”, but should be stale or evergreen."),
        ("label\ttitle\nstale\n", ":2: title is missing."),
        ("label\ttitle\tdays\nstale\tJoin us\tmany\n", ":2: days is “many”, but should be a whole number."),
        ("label\ttitle\tpublished\nstale\tJoin us\tMay\n", ":2: published is “May”, but should be a date"),
        ("", "should begin with a line that names its columns"),
    ],
)
def test_a_list_that_is_none_is_told_in_a_sentence(tmp_path: Path, text: str, told: str) -> None:
    mine = tmp_path / "en-mine.tsv"
    mine.write_text(text, "utf-8")
    assert told in str(main([str(mine)]))
