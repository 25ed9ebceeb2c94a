"""Mails a member of a fleet, who gets no digest, which posts were declined and why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from repost.results.digest import letter_of, words_in
from repost.run.digests import declined_since
from repost.run.reminders import page_of
from repost.run.turn import begin_turn

if TYPE_CHECKING:
    from repost.accounts.documents import Account
    from repost.fleet.roster import Member
    from repost.history.account_state import AccountState
    from repost.run.collaborators import Collaborators

_FURTHEST_BACK: Final = timedelta(days=30)
"""How old a declined post may be in a member's first mail."""


def mail_lessons(account: Account, state: AccountState, member: Member, outside: Collaborators) -> str:
    """Mail what was declined since the last mail; a note on that, or "" if there is nothing to say.

    It is sent at most once: what can't be sent is on the member's own page all the same.
    """
    turn = begin_turn(account, state, outside)
    declined = declined_since(turn, state.digested or turn.now - _FURTHEST_BACK)
    is_first = outside.states.digests(account.name, state.digested, turn.now)
    if not (is_first and declined and outside.letter):
        return ""
    words = words_in(account.settings.language)
    zone = account.settings.schedule.timezone
    link, until = page_of(member, outside, turn.now)
    why = outside.letter(member.mail, words.letter_subject, letter_of(declined, words, link, until, zone))
    posts = "1 declined post" if len(declined) == 1 else f"{len(declined)} declined posts"
    return f"The mail about {posts} was not sent: {why}." if why else f"A mail about {posts} was sent."
