"""How a person lets an app of the owner's post in their name: what is the same on every network.

The app asks with its own keys, the person says yes at the network, signed in there, and the network sends the
answer to an address of the app's or shows a code. What comes of it are an account's credentials. Nobody
types a token, and the person never sees the app's keys.

A network says how in its folder: `authorization.py` names an `Authorization` or a `ByHand` as
`AUTHORIZATION`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, Self, runtime_checkable
from urllib.parse import parse_qsl

from msgspec import field

from repost.base.errors import NotAuthorized
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.base.secret import Secret
    from repost.networks.credentials import Keys
    from repost.settings.types import Settings
    from repost.web.http import Http

LOOPBACK_PORT: Final = 8976
"""Where this machine waits for a browser to come back: networks want to know the whole address beforehand."""

ARRIVES_AT: Final = "/connected"


def app_parameter(network: str) -> str:
    """Where the keys of the owner's app at a network are kept, below the settings path."""
    return f"apps/{network}"


def loopback(host: str, port: int = LOOPBACK_PORT) -> str:
    """The address to which a network sends a browser back on this machine."""
    return f"http://{host}:{port}{ARRIVES_AT}"


def only_the_owner(network: str) -> NotAuthorized:
    """What is to be said where an app can't register itself."""
    return NotAuthorized(f"{network} knows only apps that their owner has registered there.")


class Started(Value, frozen=True):
    """An authorization that waits for its person.

    Attributes
    ----------
    address : str
        Where the person says yes.
    redirect : str
        Where the network sends the answer; `Authorization.shown` if it shows a code instead.
    kept : mapping of str to Secret
        What only the one who began it knows, and needs to finish it.
    """

    address: str
    redirect: str
    kept: Mapping[str, Secret]


class Answer(Value, frozen=True):
    """What came back: the fields of the address, or a code that was typed by itself."""

    fields: Mapping[str, str]
    code: str = ""

    @classmethod
    def of(cls, text: str) -> Self:
        """An address with a query, only the query, or a code; what follows a `#` belongs to none of them."""
        text = text.strip().partition("#")[0]
        address, mark, query = text.partition("?")
        if mark or "=" in text:
            return cls(dict(parse_qsl(query if mark else text)))
        return cls({}, "" if "://" in address else text)

    def __repr__(self) -> str:
        """A code is as good as a secret."""
        return "Answer(***)"


class Grant(Value, frozen=True):
    """What a yes is worth.

    Attributes
    ----------
    secret : mapping of str to Secret
        The account's credentials, by their keys.
    found : mapping of str to str
        What belongs into the network's table of the settings, such as the number of a Page.
    label : str
        What a person chooses it by, if there are several.
    """

    secret: Mapping[str, Secret]
    found: Mapping[str, str] = field(default_factory=dict)
    label: str = ""


@runtime_checkable
class Authorization(Protocol):
    """How a network authorizes an app; stateless, like a network."""

    network: ClassVar[str]
    """Its name as people write it."""
    host: ClassVar[str]
    """What it lets this machine be called, to send a browser back to it; "" if it wants a public page."""
    shown: ClassVar[str]
    """What stands for the address if the network is to show a code instead; "" if it can't."""
    usual: ClassVar[bool]
    """Whether it is the way to take unless somebody asks for another; else copying is quicker."""
    registers: ClassVar[bool]
    """Whether the app registers itself; else it is its owner's."""
    finds: ClassVar[frozenset[str]]
    """The settings that a grant brings along."""

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:
        """For an account with these settings; in tests `server` replaces the usual addresses."""

    @property
    def app(self) -> type[Keys]:
        """What the network knows the owner's app by."""

    def registered(self, redirect: str, http: Http) -> Keys:
        """The keys of an app that registers itself, for answers to this address.

        Raises
        ------
        NetworkError
            Always, if only its owner can do that.
        """

    def start(self, app: Any, redirect: str, http: Http) -> Started:
        """Begin; the network may choose to show a code instead of using `redirect`, if that is "" its page.

        Raises
        ------
        RetryLater
        CredentialsRefused
            If the network doesn't accept the app.
        """

    def belongs(self, started: Started, answer: Answer) -> bool:
        """Whether an answer with an address is to this question: another site may send a browser, too."""

    def finish(
        self, started: Started, answer: Answer, app: Any, http: Http, now: datetime
    ) -> tuple[Grant, ...]:
        """What the person may connect; at least one.

        Raises
        ------
        NotAuthorized
            If there is no yes, or too late.
        CredentialsRefused
            If the network doesn't accept the app.
        RetryLater
        """


@runtime_checkable
class Revokes(Protocol):
    """A network at which an account's credentials can be ended without its owner."""

    network: ClassVar[str]

    def revoke(self, credentials: Any, app: Any, http: Http) -> None:
        """End them; if they have ended already, that is no error.

        Parameters
        ----------
        app : Keys or None
            The owner's app, if its keys are known.

        Raises
        ------
        NetworkError
            If they may still work; the message says why.
        """


@runtime_checkable
class ByHand(Protocol):
    """A network whose credentials a person makes on a page of it."""

    network: ClassVar[str]
    page: ClassVar[str]
    """Where they are made."""
    finds: ClassVar[frozenset[str]]
    """See `Authorization.finds`."""
    when_none: ClassVar[str]
    """What to do if nothing was found."""

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:
        """See `Authorization.of`."""

    def grants(self, credentials: Any, http: Http, now: datetime) -> tuple[Grant, ...]:
        """What these credentials can be used for; none if there is nothing yet.

        Raises
        ------
        NetworkError
        """
