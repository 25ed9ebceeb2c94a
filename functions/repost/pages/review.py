"""What waits for a review: each post as it will go out, why it waits, and what a person may decide."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from repost.base import instants
from repost.base.digests import digest
from repost.base.moments import moment_and_zone
from repost.base.value import Value
from repost.events.wishes import LONGEST_NOTE
from repost.history.holds import review_queue
from repost.history.review_queue import Place
from repost.pages.buttons import Target
from repost.pages.model import Button, Choice
from repost.pages.narrowing import group_names
from repost.pages.pictures import picture_of
from repost.pages.typed import fields_of
from repost.person.reviewing import PAGE, waiting
from repost.review.policy import reasons_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from repost.pages.acts import Action, ActWords
    from repost.pages.buttons import Buttons
    from repost.pages.model import Picture
    from repost.pages.question import Question
    from repost.pages.seen import Seen
    from repost.pages.typed import Fields
    from repost.pages.words import Words
    from repost.run.collaborators import Collaborators

LONGEST_TEXT: Final = 5_000
MOST_SHOWN: Final = 35
"""How many posts a page has: with fields and buttons, mostly not quite 150 KB."""

LARGEST: Final = 150_000
"""How many bytes a page may have; where posts are long, it has fewer of them."""


class Waits(Value, frozen=True):
    """A post that waits: until when, and `trust`, what was decided about its account's posts before."""

    until: str
    who: str
    picture: Picture
    title: str
    link: str
    why: tuple[str, ...]
    trust: str
    fields: Fields
    text: str
    note: str
    reason: Choice
    words: tuple[Button, ...]
    declining: tuple[Button, ...]


def groups_of(outside: Collaborators, group: str) -> tuple[str, ...]:
    """The groups whose posts a page shows: the one asked for, or all, and the accounts in none ("")."""
    if group or not outside.has_fleet:
        return (group,)
    return ("", *group_names(outside))


def waiting_posts(outside: Collaborators, question: Question) -> tuple[list[dict[str, Any]], str]:
    """What waits, what has least time first, and the place after which more does, or "".

    If nothing is left of the page that is asked for, it is the first one.
    """
    groups = groups_of(outside, question.group)
    more = waiting(
        outside, account=question.account, groups=groups, after=question.place, most=MOST_SHOWN
    ).more
    if question.place and not more["waiting"]:
        return waiting_posts(outside, replace(question, place=None))
    return more["waiting"], more["after"] or ""


def place_of(post: Mapping[str, Any]) -> str:
    """The place of a post among those that wait."""
    until, slot = (instants.read(post[name]) for name in ("decide_by", "slot"))
    return Place(until, post["group"], post["account"], slot).written


def number_waiting(outside: Collaborators, groups: Iterable[str]) -> int:
    """How many posts of groups wait, up to a page of each."""
    now = instants.written(outside.clock())
    return sum(len(outside.table.queued(review_queue(group), now, PAGE)) for group in groups)


def rows(
    posts: Sequence[Mapping[str, Any]],
    seen: Mapping[str, Seen],
    words: Words,
    says: ActWords,
    buttons: Buttons | None,
    typed: Mapping[str, str],
) -> tuple[Waits, ...]:
    """The posts with their buttons and fields. What a person has typed into a field is still there."""
    return tuple(_row(post, seen.get(post["account"]), words, says, buttons, typed) for post in posts)


def _row(
    post: Mapping[str, Any],
    seen: Seen | None,
    words: Words,
    says: ActWords,
    buttons: Buttons | None,
    typed: Mapping[str, str],
) -> Waits:
    slot, trust = instants.read(post["slot"]), post.get("trust", {})
    target = Target(post["account"], digest(post["guid"]), slot, post["attempt"])
    fields = fields_of(post["account"], post["slot"])
    zone = seen.zone if seen else UTC
    until = moment_and_zone(instants.read(post["decide_by"]), zone, words.tag)

    def button(action: Action) -> tuple[Button, ...]:
        return (buttons.button(action, target),) if buttons else ()

    return Waits(
        until=says.until.format(until),
        who=" · ".join(filter(None, (seen.who if seen else post["account"], post["group"]))),
        picture=picture_of(post["title"], post["link"], post["image"] or "", seen.feed if seen else ""),
        title=post["title"],
        link=post["link"],
        why=tuple(post["why"]),
        trust=says.trust.format(trust.get("approved", 0), trust.get("declined", 0)),
        fields=fields,
        text=typed.get(fields.text, post["text"])[:LONGEST_TEXT],
        note=typed.get(fields.note, "")[:LONGEST_NOTE],
        reason=Choice(
            fields.reason,
            says.reason,
            (("", says.choose), *reasons_in(words.tag).items()),
            typed.get(fields.reason, ""),
        ),
        words=(*button("approve"), *button("edit")),
        declining=(*button("decline"), *button("never")),
    )
