"""The weekly digest as text: what went out, what did well, what waits, what comes, what it cost."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from repost.base.moments import is_french, moment_and_zone, moment_in
from repost.base.value import Value
from repost.markup.foreign import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo
    from zoneinfo import ZoneInfo

_AT: Final = time(8)
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOST_TITLES: Final = 10
_MOST_LIKED: Final = 3
_MOST_DECLINED: Final = 5
_LONGEST_NOTE: Final = 600


class Lesson(Value, frozen=True):
    """A post that a reviewer has declined: its title, why, and what would have been right, or ""."""

    title: str
    why: str
    note: str = ""


class Week(Value, frozen=True):
    """One account's week.

    `out` are the titles of what was posted, oldest first, `encores` how many of them were encores; `liked`
    what was read this week, with the acts, the best first. `unknown` counts posts whose outcome nobody knows,
    `refused` those that the network refused; `stopped` says why nothing is posted, or "". `coming` are the
    next slots in the account's own time; `spent` is what the month has cost, in US dollars, or None if posts
    cost nothing. `declined` is what reviewers declined since the last digest, oldest first; `expired` counts
    the posts that ended since then because a review, or a time to post, came too late; `in_review` those that
    wait for one.
    """

    account: str
    network: str
    out: tuple[str, ...]
    encores: int
    liked: tuple[tuple[str, int], ...]
    unknown: int
    refused: int
    stopped: str
    coming: tuple[datetime, ...]
    spent: float | None
    declined: tuple[Lesson, ...] = ()
    expired: int = 0
    in_review: int = 0


class Words(Value, frozen=True):
    """One language: the subject, and each line with "{}" for what it says."""

    subject: str
    out: str
    none_out: str
    encores: str
    liked: str
    none_liked: str
    unknown: str
    refused: str
    in_review: str
    declined: str
    lesson: str
    expired: str
    stopped: str
    nothing_waits: str
    waits: str
    comes: str
    none_comes: str
    cost: str
    more: str
    title: str
    tag: str
    letter_subject: str
    letter: str


ENGLISH: Final = Words(
    subject="Repost: your week",
    out="Went out: {}",
    none_out="Nothing went out.",
    encores="{} of them encores",
    liked="Did well: {}",
    none_liked="Did well: nothing is known yet.",
    unknown="posts whose outcome is unknown: {}",
    refused="refused by the network: {}",
    in_review="posts to review: {}",
    declined="Declined in review: {}",
    lesson="{}: {}",
    expired="Not posted, because nobody decided in time or no time was left to post: {}",
    stopped="the account is stopped: {}",
    nothing_waits="nothing",
    waits="Waits for you: {}",
    comes="Comes: {}",
    none_comes="Comes: no slot in the coming weeks.",
    cost="Cost this month so far: ${}",
    more="and {} more",
    title="“{}”",
    tag="en",
    letter_subject="What wasn’t posted in your name, and why",
    letter="""Hello,

somebody read these posts before they went out in your name, and declined them:

{lessons}

Your own page shows their texts. There you can also write words of your own:

{link}

The link is yours alone: please don't pass it on. It works until {until}.
""",
)
FRENCH: Final = Words(
    subject="Repost : votre semaine",
    out="Publié : {}",
    none_out="Rien n’a été publié.",
    encores="dont {} en rappel",
    liked="Bien reçu : {}",
    none_liked="Bien reçu : on ne sait encore rien.",
    unknown="publications dont l’issue est inconnue : {}",
    refused="refusées par le réseau : {}",
    in_review="publications à relire : {}",
    declined="Refusées à la relecture : {}",
    lesson="{} : {}",
    expired="Non publiées, faute de décision ou de créneau à temps : {}",
    stopped="le compte est arrêté : {}",
    nothing_waits="rien",
    waits="En attente de vous : {}",
    comes="À venir : {}",
    none_comes="À venir : aucun créneau dans les prochaines semaines.",
    cost="Coût du mois à ce jour : {} $",
    more="et {} de plus",
    title="« {} »",
    tag="fr",
    letter_subject="Ce qui n’a pas été publié en votre nom, et pourquoi",
    letter="""Bonjour,

quelqu’un a lu ces publications avant qu’elles partent en votre nom, et les a refusées :

{lessons}

Leurs textes sont sur votre page, où vous pouvez aussi écrire vos propres mots :

{link}

Ce lien est personnel : merci de ne pas le transmettre. Il est valable jusqu’au {until}.
""",
)


def words_in(language: str | None) -> Words:
    """The words of a language, or English."""
    return FRENCH if is_french(language) else ENGLISH


def is_due(day: str, zone: ZoneInfo, last: datetime, now: datetime) -> bool:
    """Whether eight o'clock of this day of the week has passed since the last digest (both UTC)."""
    local = now.astimezone(zone)
    back = (local.weekday() - _DAYS.index(day)) % 7
    at = datetime.combine(local.date() - timedelta(days=back), _AT, zone).astimezone(UTC)
    return last < (at if at <= now else at - timedelta(days=7))


def text_of(weeks: Iterable[Week], words: Words) -> str:
    """The whole text, an account after the other."""
    return "\n\n".join("\n".join(_lines(week, words)) for week in weeks) + "\n"


def letter_of(declined: Sequence[Lesson], words: Words, link: str, until: datetime, zone: tzinfo) -> str:
    """What a member of a fleet, who gets no digest, is told of declined posts.

    `link` leads to the member's own page, and works until an instant; `zone` is where the member is.
    """
    lines = "\n".join(_lessons(declined, words))
    return words.letter.format(lessons=lines, link=link, until=moment_and_zone(until, zone, words.tag))


def _lines(week: Week, words: Words) -> Iterator[str]:
    yield f"{shown(week.account)} ({week.network})"
    encores = f", {words.encores.format(week.encores)}" if week.encores else ""
    yield words.out.format(f"{len(week.out)}{encores}") if week.out else words.none_out
    yield from (f"  · {shown(title)}" for title in week.out[:_MOST_TITLES])
    if len(week.out) > _MOST_TITLES:
        yield f"  · {words.more.format(len(week.out) - _MOST_TITLES)}"
    liked = [f"{words.title.format(shown(title))} ({acts})" for title, acts in week.liked[:_MOST_LIKED]]
    yield words.liked.format(", ".join(liked)) if liked else words.none_liked
    yield from _reviewed(week, words)
    yield words.waits.format("; ".join(_waiting(week, words)) or words.nothing_waits)
    yield words.comes.format(_moments(week.coming, words)) if week.coming else words.none_comes
    if week.spent is not None:
        yield words.cost.format(f"{week.spent:.2f}")


def _reviewed(week: Week, words: Words) -> Iterator[str]:
    """What became of posts that had to wait for a person."""
    if week.declined:
        yield words.declined.format(len(week.declined))
        yield from _lessons(week.declined, words)
    if week.expired:
        yield words.expired.format(week.expired)


def _lessons(declined: Sequence[Lesson], words: Words) -> Iterator[str]:
    for each in declined[:_MOST_DECLINED]:
        note = f" {shown(each.note, _LONGEST_NOTE)}" if each.note else ""
        yield f"  · {words.lesson.format(words.title.format(shown(each.title)), each.why)}{note}"
    if len(declined) > _MOST_DECLINED:
        yield f"  · {words.more.format(len(declined) - _MOST_DECLINED)}"


def _waiting(week: Week, words: Words) -> Iterator[str]:
    if week.in_review:
        yield words.in_review.format(week.in_review)
    if week.unknown:
        yield words.unknown.format(week.unknown)
    if week.refused:
        yield words.refused.format(week.refused)
    if week.stopped:
        yield words.stopped.format(shown(week.stopped, 300))


def _moments(instants: Sequence[datetime], words: Words) -> str:
    """The moments, all in one zone."""
    zone = instants[0].tzinfo or UTC
    return f"{'; '.join(moment_in(at, zone, words.tag) for at in instants)} ({zone})"
