"""Takes a person's wish to the module that fulfils it."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from repost.base.errors import SettingsError
from repost.events import wishes
from repost.events.reviews import ReviewWish
from repost.events.staff import StaffWish
from repost.person.answer import Answer
from repost.run.report import Report
from repost.run.tick import SETTINGS

if TYPE_CHECKING:
    from repost.run.collaborators import Collaborators


def answer(wish: wishes.Wish, outside: Collaborators) -> Answer:
    """Do what a person asks; settings that can't be used are a report like any other.

    Only the module of this wish is imported.
    """
    try:
        return _fulfilled(wish, outside)
    except SettingsError as error:
        return Answer((Report(account=wish.account or SETTINGS, state="invalid", decision=str(error)),))


def _fulfilled(wish: wishes.Wish, outside: Collaborators) -> Answer:
    if isinstance(wish, StaffWish):
        from repost.person.staff import about_staff

        return about_staff(wish, outside)
    if isinstance(wish, ReviewWish):
        from repost.person.reviewing import fulfil as review

        return review(outside, wish)
    match wish:
        case wishes.Preview():
            from repost.person.preview import preview

            return preview(outside, wish)
        case wishes.Simulate():
            from repost.person.simulating import simulation

            return simulation(outside, wish)
        case wishes.Check():
            from repost.person.credentials import check

            return Answer(*check(outside, wish))
        case wishes.PostNow():
            from repost.person.posting import post_now

            return post_now(outside, wish)
        case wishes.Past() | wishes.Export() | wishes.Results():
            return _remembered(wish, outside)
        case _:
            return Answer((_changed(wish, outside),))


def _remembered(wish: wishes.Past | wishes.Export | wishes.Results, outside: Collaborators) -> Answer:
    match wish:
        case wishes.Past():
            from repost.person.past_words import of_account

            return of_account(outside, wish)
        case wishes.Export():
            from repost.person.exporting import export

            return export(outside, wish)
        case wishes.Results():
            from repost.person.results import results

            return results(outside, wish)


def _changed(wish: wishes.Change, outside: Collaborators) -> Report:
    match wish:
        case wishes.Skip() | wishes.Unskip() | wishes.Reset():
            from repost.person.skip_and_reset import fulfil as skip_or_reset

            return skip_or_reset(outside, wish)
        case wishes.Block() | wishes.Unblock() | wishes.Undo():
            from repost.person.blocking import fulfil as set_block

            return set_block(outside, wish)
        case wishes.Settle():
            from repost.person.settling import settle

            return settle(outside, wish)
        case wishes.Rename():
            from repost.person.renaming import rename

            return rename(outside, wish)
        case wishes.Import():
            from repost.person.importing import take_in

            return take_in(outside, wish)
        case wishes.Tried():
            from repost.person.credentials import tried

            return tried(outside, wish)
        case _:
            assert_never(wish)
