"""Walks the whole way of an authorization: ask the network, let the person say yes there, take the answer."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from repost.base.errors import CredentialsRefused, NetworkError, SettingsError
from repost.cli.connect import browser, unfinished
from repost.cli.connect.answers import awaited, listening, unseen
from repost.cli.connect.typed import asked_for, hidden
from repost.cli.place import PlaceError
from repost.networks.authorization import Answer, app_parameter, loopback
from repost.networks.credentials import credentials_from, document
from repost.networks.unfinished import keys_of

if TYPE_CHECKING:
    from repost.cli.connect.account import Connecting
    from repost.cli.connect.answers import Listener
    from repost.cli.session import Session
    from repost.networks.authorization import Authorization, Grant, Started
    from repost.networks.credentials import Keys
    from repost.networks.unfinished import Unfinished

PATIENCE: Final = 600.0
"""How long a person may take, in seconds."""

_MOST_TRIES: Final = 3


class Walk:
    """One authorization, from wherever it was left."""

    def __init__(self, session: Session, account: Connecting, way: Authorization, left: Unfinished) -> None:
        self._session = session
        self._place = session.place
        self._account = account
        self._way = way
        self._left = replace(left, typed=account.typed)

    def grants(self) -> tuple[tuple[Grant, ...], Keys]:
        """What the person may connect, and the app that it was granted to.

        Raises
        ------
        NetworkError
        PlaceError
        """
        with ExitStack() as running:
            listener = running.enter_context(listening(self._port)) if self._comes_back else None
            app, started = self._asked(listener)
            if started.redirect == self._way.shown:
                listener = None
            typed = running.enter_context(unseen()) if listener else None
            if listener:
                listener.belongs = lambda answer: self._way.belongs(started, answer)
            self._show(started, listener)
            try:
                answer = self._answer(started, listener, typed)
                grants = self._way.finish(started, answer, app, self._place.http(), self._place.clock())
            except CredentialsRefused as error:
                unfinished.drop(self._place, self._account.name)
                raise CredentialsRefused(f"{error} Add --app to type the keys of your app again.") from None
            except NetworkError:
                self._keep(app, None)  # this question is over; the app may be right
                raise
            self._keep(app, None)
            return grants, app

    @property
    def _comes_back(self) -> bool:
        """Whether to wait for a browser: one that is elsewhere is better shown a code."""
        return bool(self._way.host) and not (self._session.given.no_browser and self._way.shown)

    @property
    def _port(self) -> int:
        """Where an answer would arrive: where the open question says, if there is one."""
        started = self._left.started
        return (started and urlsplit(started.redirect).port) or self._place.answers_at

    def _redirect(self, listener: Listener | None) -> str:
        if not self._way.host:
            return ""
        if listener or not self._way.shown:
            return loopback(self._way.host, listener.server_port if listener else self._port)
        return self._way.shown

    def _asked(self, listener: Listener | None) -> tuple[Keys, Started]:
        """The app, and the question that is open now."""
        way, redirect = self._way, self._redirect(listener)
        app = self._left.app_of(way.app)
        if app and self._left.started:
            self._session.output.say("Going on where you stopped.")
            return app, self._left.started
        if way.registers:
            return self._begun(way.registered(redirect, self._place.http()), redirect)
        if app := app or self._stored_app():
            try:
                return self._begun(app, redirect)
            except CredentialsRefused as error:
                self._session.output.complain(str(error))
        return self._begun_with_typed_keys(redirect)

    def _begun_with_typed_keys(self, redirect: str) -> tuple[Keys, Started]:
        typed: dict[str, str] = {}
        for tries_left in reversed(range(_MOST_TRIES)):
            asked_for(self._session, self._way.app, typed)
            app = credentials_from(document(typed), "the app's keys", self._way.app)
            try:
                return self._begun(app, redirect)
            except CredentialsRefused as error:
                if not tries_left:
                    raise
                self._session.output.complain(str(error))
                self._session.output.say("Try again: Return keeps what you typed before, Ctrl-C stops.")
        raise AssertionError("the last try returns or raises")

    def _begun(self, app: Keys, redirect: str) -> tuple[Keys, Started]:
        started = self._way.start(app, redirect, self._place.http())
        self._keep(app, started)
        return app, started

    def _stored_app(self) -> Keys | None:
        if self._session.given.app:
            return None
        stored = self._place.kept(app_parameter(self._session.given.network))
        parameter = f"{self._place.path}/{app_parameter(self._session.given.network)}"
        try:
            return credentials_from(stored.reveal(), parameter, self._way.app) if stored else None
        except SettingsError as error:
            self._session.output.complain(str(error))
            return None

    def _keep(self, app: Keys, started: Started | None) -> None:
        self._left = replace(self._left, begun=self._place.clock(), app=keys_of(app), started=started)
        unfinished.save(self._place, self._account.name, self._left)

    def _show(self, started: Started, listener: Listener | None) -> None:
        output, network = self._session.output, self._way.network
        output.say(f"Say yes at {network}, as the user who is to post:")
        output.address(started.address)
        if not self._session.given.no_browser and browser.opened(started.address):
            output.say("Your browser should show it now.")
        if started.redirect == self._way.shown:
            output.say(f"{network} then shows you a code.")
        elif listener:
            output.say(
                f"{network} then sends your browser back to this machine. If your browser is on another one, "
                "it ends on a page that doesn't load: paste the address of that page here (it isn't shown)."
            )
        else:
            output.say(f"You end on {started.redirect}: copy the whole address of that page.")
        output.say("If you stop now, the same command goes on from here for an hour.", "dim")

    def _answer(self, started: Started, listener: Listener | None, typed: int | None) -> Answer:
        """The answer to the question; if another is pasted, the person may try again."""
        for _ in range(_MOST_TRIES):
            answer = self._arrived(listener, typed) if listener else self._pasted(started)
            if answer.code or self._way.belongs(started, answer):
                break
            self._session.output.complain("That is not the answer to this question. Paste another.")
        return answer

    def _pasted(self, started: Started) -> Answer:
        what = "code" if started.redirect == self._way.shown else "address"
        for _ in range(_MOST_TRIES):
            if text := hidden(f"{what} (not shown): "):
                return Answer.of(text)
        raise PlaceError("There was no answer. The same command goes on from here.")

    def _arrived(self, listener: Listener, typed: int | None) -> Answer:
        if answer := awaited(listener, typed, PATIENCE):
            return answer
        minutes = f"{PATIENCE / 60:.0f} minutes"
        raise PlaceError(f"No answer came within {minutes}. The same command goes on from here.")


def chosen(session: Session, account: Connecting, grants: tuple[Grant, ...]) -> Grant:
    """The grant that fits the account's settings, or the one that a person chooses.

    Raises
    ------
    PlaceError
        If none fits.
    """
    fitting = [grant for grant in grants if all(_same(account.own(k), v) for k, v in grant.found.items())]
    if fitting:
        return fitting[0]
    if any(account.own(key) for key in grants[0].found):
        key, value = next((key, account.own(key)) for key in grants[0].found if account.own(key))
        there = ", ".join(grant.label for grant in grants)
        raise PlaceError(
            f"{account.settings.network}.{key} in the settings of {account.name} is {value}, but what you "
            f"granted is {there}. Correct the settings, or run the same command again and choose another."
        )
    if len(grants) == 1:
        return grants[0]
    for number, grant in enumerate(grants, 1):
        session.output.say(f"{number}. {grant.label}")
    for _ in range(_MOST_TRIES):
        typed: Any = input(f"Which one? [1-{len(grants)}] ").strip()
        if typed.isdecimal() and 1 <= int(typed) <= len(grants):
            return grants[int(typed) - 1]
    raise PlaceError("None was chosen, and nothing was stored.")


def _same(mine: str, theirs: str) -> bool:
    return mine.casefold() == theirs.casefold()
