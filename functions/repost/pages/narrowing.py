"""What narrows a page down: an account, and in a fleet a group and a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from repost.fleet.roster import MemberState
from repost.pages.model import Button, Choice, Filter
from repost.pages.question import GROUP_FIELD, NAME_FIELD, STATE_FIELD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repost.pages.question import Question
    from repost.pages.seen import Seen
    from repost.pages.words import Words
    from repost.run.collaborators import Collaborators


def filter_of(
    outside: Collaborators, own: Sequence[Seen], question: Question, words: Words, here: str
) -> Filter | None:
    """The fields of a page; None if there is nothing to choose from."""
    show = Button(words.show, here, question.call(fields="yes"))
    if not outside.has_fleet:
        names = [each.name for each in own]
        if len(names) < 2:  # noqa: PLR2004 - two make a choice
            return None
        return Filter((_choice(NAME_FIELD, words.account, names, question.account, words),), show)
    choices = [_choice(GROUP_FIELD, words.group, group_names(outside), question.group, words)]
    if question.view == "health":
        states = ((each, words.members[each]) for each in get_args(MemberState))
        choices.append(Choice(STATE_FIELD, words.state, (("", words.every), *states), question.state))
    return Filter(tuple(choices), show, NAME_FIELD, words.account, question.account)


def group_names(outside: Collaborators) -> list[str]:
    """The names of a fleet's groups, in their order."""
    root = f"{outside.parameters.path}/groups/"
    return sorted({name.removeprefix(root).split("/")[0] for name in outside.parameters.groups()})


def _choice(name: str, label: str, values: Sequence[str], chosen: str, words: Words) -> Choice:
    return Choice(name, label, (("", words.every), *((each, each) for each in values)), chosen)
