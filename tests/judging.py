"""Judges titles as of one day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from repost.base.articles import Article
from repost.selection.evergreen.judgement import Judgement, judge

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def judged(title: str, language: str = "en", *, age: int = 60, **more: Any) -> Judgement:
    return judge(Article("a", title, "https://e.example/a", NOW - age * DAY, **more), NOW, language)
