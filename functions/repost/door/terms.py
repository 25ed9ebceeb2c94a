"""What a member agrees to, in sentences that follow from the group's settings, and the version of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from repost.base.digests import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repost.door.words import Words
    from repost.settings.types import Schedule, Settings

_VERSION: Final = 1
"""Counts the changes of what the sentences mean; the digest shows every change of the words."""

_DIGITS: Final = 8
_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)


def terms(settings: Settings, words: Words) -> tuple[str, ...]:
    """The sentences, in the order in which a member reads them."""
    return tuple(_terms(settings, words))


def version_of(sentences: tuple[str, ...], words: Words) -> str:
    """The version of a text, such as "1-fr-0b1c2d3e": what is recorded with a member's yes."""
    return f"{_VERSION}-{words.tag}-{digest(chr(10).join(sentences))[:_DIGITS]}"


def _terms(settings: Settings, words: Words) -> Iterator[str]:
    blog = urlsplit(settings.feed).hostname or settings.feed
    yield words.what.format(blog=blog, when=rhythm(settings.schedule, words))
    if disclosure := settings.brand.disclosure:
        yield words.disclosure.format(disclosure)
    yield words.rules
    if reviewed := words.reviewed.get(settings.review.hold):
        yield reviewed.format(settings.review.trusted_after)
    yield words.readers
    yield words.stored
    if settings.wants_results:
        yield words.counted
    yield words.not_done
    yield words.stopping


def rhythm(schedule: Schedule, words: Words) -> str:
    """How often and when somebody posts, as a part of a sentence."""
    if schedule.at:
        times = ", ".join(f"{each:%H:%M}" for each in schedule.at)
        often = words.daily_at.format(times)
    else:
        often = _every(schedule.every, words)
    if quiet := schedule.quiet_hours:
        often += words.not_between.format(f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}")
    return often


def _every(every: timedelta, words: Words) -> str:
    for unit, (one, many) in ((_DAY, words.days), (_HOUR, words.hours)):
        if every >= unit and not every % unit:
            number = every // unit
            return one if number == 1 else many.format(number)
    return words.minutes.format(every // _MINUTE)
