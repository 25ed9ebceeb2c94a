"""The four views: what each reads, and how it becomes a page."""

from __future__ import annotations

from datetime import UTC
from itertools import groupby
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from repost.base import instants
from repost.base.moments import day_in, with_moments
from repost.pages.acts import act_words
from repost.pages.buttons import buttons_of
from repost.pages.frame import framed
from repost.pages.model import Button, Cell, Frame, Row, Section, no_offer
from repost.pages.narrowing import filter_of
from repost.pages.question import TABS
from repost.pages.seen import Seen, in_trouble, members_named, named, next_in_line, own_accounts, people
from repost.pages.summary import first_row
from repost.pages.words import words_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from repost.pages.acting import Done
    from repost.pages.acts import ActWords
    from repost.pages.model import Offer
    from repost.pages.question import Question
    from repost.pages.review import Waits
    from repost.run.collaborators import Collaborators

MOST_ACCOUNTS: Final = 20
"""Of how many accounts one page shows slots; others have to be chosen."""

_MOST_SHARES: Final = 2_000
"""How many articles' results one page looks at."""

_FIRST: Final = 10
"""How many members are looked at to see what comes next."""


def view_of(
    question: Question, outside: Collaborators, here: str, act: str = "", done: Done | None = None
) -> str:
    """The page that somebody asks for.

    Parameters
    ----------
    here : str
        The ARN of the function that shows pages.
    act : str
        The ARN of the one that changes something; "" for a page that can only be read.
    done : Done or None
        What a click has just done.

    Raises
    ------
    SettingsError
        If the defaults, or a table without its index, keep it from being shown.
    """
    page = _Page(question, outside, here, act, done)
    match question.view:
        case "coming":
            return page.coming()
        case "history":
            return page.history()
        case "health":
            return page.health()
        case "results":
            return page.results()
        case "review":
            return page.review()


class _Page:
    """One page: what is asked, and the accounts that it is about."""

    def __init__(
        self, question: Question, outside: Collaborators, here: str, act: str, done: Done | None
    ) -> None:
        self._outside = outside
        self._here = here
        self._now = outside.clock()
        self._own = own_accounts(outside, self._now)
        self._one = self._named(question.account)
        if self._one:
            self._shown: Sequence[Seen] = [self._one]
        else:
            is_about_others = question.account or question.group  # a group has members alone
            self._shown = [] if is_about_others else self._own[:MOST_ACCOUNTS]
        languages = (each.account.settings.language for each in self._shown if each.account)
        language = question.language or next(filter(None, languages), "")
        self._words = words_in(language)
        self._question = question
        self._buttons = buttons_of(outside, act, question, self._words) if act else None
        self._offer: Offer = self._buttons.of if self._buttons else no_offer
        self._done = done

    def coming(self) -> str:
        from repost.pages.coming import calendar, foretold

        told = foretold(self._outside, self._shown, self._words)
        sections = calendar(told, self._shown, self._words, self._offer)
        if self._is_of_fleet:
            sections += tuple(self._line())
        notes = (*self._zone(self._shown), *told.notes, *((self._words.goes_out,) if sections else ()))
        return self._posts(sections, self._words.nothing_ahead, notes, banners=self._banners())

    def history(self) -> str:
        from repost.pages.past import diary, past

        found = past(self._outside, self._shown, self._question.before)
        sections = diary(found, self._words, self._offer)
        turning = [self._button(self._words.newest)] if self._question.before else []
        if found.before:
            turning.append(self._button(self._words.older, before=instants.written(found.before)))
        nothing = self._words.whose_past if self._is_of_fleet else self._words.nothing_past
        return self._posts(sections, nothing, self._zone(self._shown), turning=tuple(turning))

    def health(self) -> str:
        from repost.pages.health import lines

        words, question = self._words, self._question
        seen = list(self._shown)
        notes: tuple[str, ...] = ()
        turning: tuple[Button, ...] = ()
        if self._is_of_fleet:
            found = people(self._outside, self._now, question)
            own = [] if question.after or question.state else seen
            seen = [*own, *found.seen]
            notes = (words.some_looked_at.format(found.looked_at),)
            turning = (self._button(words.further, after=found.after),) if found.after else ()
        notes = (*self._zone(seen), *notes)
        table = lines(seen, self._now, words, question, self._here, self._offer)
        nothing = words.none_like_this if self._is_of_fleet else words.no_accounts
        frame = self._frame(notes=notes, turning=turning)
        return framed(
            "health", frame, words, question.theme, lines=table, nothing=self._or_no_account(nothing)
        )

    def results(self) -> str:
        from markupsafe import Markup

        from repost.person.accounts import AccountNow
        from repost.person.results import overview_of
        from repost.results.page import fragment
        from repost.results.words import words_in as result_words

        fragments = []
        for each in self._shown[:1]:
            if each.account:
                asked = AccountNow(self._outside, each.account, each.state)
                html = fragment(
                    overview_of(asked, _MOST_SHARES), result_words(self._words.tag), self._question.theme
                )
                fragments.append(Markup(html))  # noqa: S704 # our own, and escaped
        nothing = self._or_no_account(
            self._words.whose_past if self._is_of_fleet else self._words.no_accounts
        )
        return framed(
            "results", self._frame(), self._words, self._question.theme, fragments=fragments, nothing=nothing
        )

    def review(self) -> str:
        """What waits for a decision. It has a widget of its own, since what a refresh would take is typed."""
        from repost.pages.review import LARGEST, place_of, rows, waiting_posts

        posts, after = waiting_posts(self._outside, self._question)
        seen = {each.name: each for each in self._own}
        missing = {post["account"] for post in posts} - seen.keys()
        seen |= {each.name: each for each in members_named(self._outside, self._now, missing)}
        says, typed = act_words(self._words), self._done.typed if self._done else {}
        waits = rows(posts, seen, self._words, says, self._buttons, typed)
        html = self._waiting(waits, says, after)
        while len(waits) > 1 and (size := len(html.encode())) > LARGEST:
            waits = waits[: max(len(waits) * LARGEST // size, 1)]
            html = self._waiting(waits, says, place_of(posts[len(waits) - 1]))
        return html

    def _waiting(self, waits: Sequence[Waits], says: ActWords, after: str) -> str:
        """The page of these posts; more of them come after a place."""
        from repost.events.wishes import LONGEST_NOTE
        from repost.pages.review import LONGEST_TEXT

        question, place = self._question, self._question.place
        again = self._button(says.load_again, place=place.written if place else "")
        turning = (
            *((self._button(says.first_page),) if place else ()),
            again,
            *((self._button(self._words.further, place=after),) if after else ()),
        )
        frame = Frame(
            tabs=(),
            cells=(),
            banners=self._what_was_done(),
            turning=turning,
            filter=filter_of(self._outside, self._own, question, self._words, self._here),
        )
        return framed(
            "review",
            frame,
            self._words,
            question.theme,
            waits=waits,
            says=says,
            nothing=says.nothing_waits,
            longest_text=LONGEST_TEXT,
            longest_note=LONGEST_NOTE,
        )

    @property
    def _is_of_fleet(self) -> bool:
        """Whether the page is about a fleet and nobody in particular."""
        return self._outside.has_fleet and not self._question.account

    def _named(self, name: str) -> Seen | None:
        """The account or member of this name, if there is one."""
        own = next((each for each in self._own if each.name == name), None)
        if own or not name or not self._outside.has_fleet:
            return own
        return named(self._outside, self._now, name)

    def _line(self) -> Iterator[Section]:
        """The members who come next, day by day, each with a button that shows more."""
        words = self._words
        line = next_in_line(self._outside, self._now, self._question)
        placed = [(at.astimezone(each.zone), each) for each in line if (at := each.next(self._now))]
        for heading, those in groupby(placed, lambda it: day_in(it[0].date(), words.tag)):
            rows = (
                Row(
                    at=f"{at:%H:%M}",
                    zone=str(each.zone),
                    who=f"{each.who} · {each.member.group if each.member else ''}",
                    actions=(self._button(words.show, account=each.name),),
                )
                for at, each in those
            )
            yield Section(heading, tuple(rows))

    def _posts(
        self,
        sections: Sequence[Section],
        nothing: str,
        notes: tuple[str, ...],
        *,
        banners: tuple[Cell, ...] = (),
        turning: tuple[Button, ...] = (),
    ) -> str:
        frame = self._frame(notes=notes, banners=banners, turning=turning)
        nothing = self._or_no_account(nothing)
        return framed("posts", frame, self._words, self._question.theme, sections=sections, nothing=nothing)

    def _frame(
        self,
        *,
        notes: tuple[str, ...] = (),
        banners: tuple[Cell, ...] = (),
        turning: tuple[Button, ...] = (),
    ) -> Frame:
        known = {each.name: each for each in self._own}
        if self._outside.has_fleet:
            everybody = replace(self._question, account="", group="", state="", after="")
            line = next_in_line(self._outside, self._now, everybody, _FIRST)
            known |= {each.name: each for each in (*in_trouble(self._outside, self._now), *line)}
        seen = tuple(known.values())
        question, here = self._question, self._here
        tabs = tuple(
            Button(self._words.views[view], here, question.call(view=view), is_primary=view == question.view)
            for view in TABS
        )
        return Frame(
            tabs=tabs,
            cells=first_row(seen, self._held(), self._now, self._words, question, here),
            banners=(*self._what_was_done(), *banners),
            notes=notes,
            turning=turning,
            filter=filter_of(self._outside, self._own, question, self._words, here),
        )

    def _what_was_done(self) -> tuple[Cell, ...]:
        """What a click has done, with the button that takes it back."""
        if self._done is None:
            return ()
        words, back = act_words(self._words), self._done.back
        whose = self._named(self._done.account)
        zone = whose.zone if whose else UTC
        return (
            Cell(
                words.done if self._done.is_done else words.refused,
                with_moments(self._done.sentence, zone, self._words.tag),
                "good" if self._done.is_done else "bad",
                self._buttons.button(*back) if self._buttons and back else None,
            ),
        )

    def _held(self) -> int:
        """How many posts wait for a review, up to a page of each group."""
        own = sum(len(each.state.in_review) for each in self._own if each.state)
        if not self._outside.has_fleet:
            return own
        from repost.pages.review import groups_of, number_waiting

        return own + number_waiting(self._outside, filter(None, groups_of(self._outside, "")))

    def _button(self, label: str, **changed: str) -> Button:
        return Button(label, self._here, self._question.call(**changed))

    def _zone(self, seen: Sequence[Seen]) -> tuple[str, ...]:
        """Whose times are shown, if all are of one zone; otherwise each time names its own."""
        zones = {str(each.zone) for each in seen}
        return (self._words.zone.format(zones.pop()),) if len(zones) == 1 else ()

    def _or_no_account(self, nothing: str) -> str:
        """Why the page is empty."""
        if self._question.account and not self._one:
            return self._words.no_such_account.format(self._question.account)
        return nothing if self._shown or self._outside.has_fleet else self._words.no_accounts

    def _banners(self) -> tuple[Cell, ...]:
        """What keeps accounts from posting, or from posting in earnest."""
        words, found = self._words, []
        for each in self._shown:
            if each.mistake:
                found.append(Cell(each.name, each.mistake, "bad"))
                continue
            if each.member and not each.member.may_post:
                found.append(Cell(each.name, words.silent.format(words.members[each.member.state]), "open"))
            elif each.account and each.account.settings.paused:
                found.append(Cell(each.name, words.paused, "open"))
            elif each.state is None:
                found.append(Cell(each.name, words.never_read, "quiet"))
            elif each.state.stop:
                found.append(Cell(each.name, words.stopped.format(each.state.stop.why), "bad"))
            if each.account and each.account.settings.dry_run:
                found.append(Cell(each.name, words.dry_run, "open"))
            if each.state and each.state.skip:
                found.append(Cell(each.name, words.skipping, "open"))
        return tuple(found)
