"""What every social network does for Repost, and the values that go in and come out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, TypeVar, runtime_checkable

from msgspec import field
from msgspec.structs import force_setattr

from repost.base.value import Value
from repost.networks.credentials import AccountCredentials
from repost.web.replies import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.base.secret import Secret
    from repost.results.measures import Told
    from repost.settings.types import Settings
    from repost.web.http import Http, Reply
    from repost.wording.facet import Facet
    from repost.wording.limits import TextRules


class Image(Value, frozen=True):
    """The picture of an article: its address, and what it shows.

    It is meant for the link's card, if a network lets its clients make that; `attach` asks for the
    picture itself instead. Either way it never costs the post: what can't be fetched or doesn't fit is
    left out (`repost.networks.pictures`). `spare` is the address of the same picture in another size or
    format, or "".
    """

    url: str
    alt: str = ""
    attach: bool = False
    spare: str = ""


class Post(Value, frozen=True):
    """One post as it was stored before anything was sent: a network makes everything out of this.

    `text` is final and within the network's rules, the link as it is shown included, and `facets` are its
    link and hashtags. `link` is the whole link again, or "", for networks that attach it as a card with
    the article's `title`, `summary` and `image`; `language` is a BCP 47 tag or "". `idempotency` is what
    the network's own `idempotency` gave, and its `prepare` if it has one. `resent` is true when an
    earlier send of this text got no clear answer: a network that then reports a duplicate confirms that
    it is out.
    """

    text: str
    link: str = ""
    language: str = ""
    title: str = ""
    summary: str = ""
    facets: tuple[Facet, ...] = ()
    idempotency: Mapping[str, str] = field(default_factory=dict)
    resent: bool = False
    image: Image | None = None

    @property
    def language_tag(self) -> str:
        """`language` in its usual case, such as "en-US"; "" if it isn't a tag: networks refuse those."""
        subtags = self.language.replace("_", "-").split("-")
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", "-".join(subtags)):
            return ""
        cases = {2: str.upper, 4: str.title}
        rest = (cases.get(len(subtag), str.lower)(subtag) for subtag in subtags[1:])
        return "-".join((subtags[0].lower(), *rest))


class Posted(Value, frozen=True):
    """A post that is out: its id on the network and its public address.

    Both are "" if the network confirmed the post without an id. `notes` say in sentences what
    the owner should know of it, such as that it went out without its picture. `author` is the public page of
    the user whose post it is, if the network says that and the credentials don't.
    """

    remote_id: str
    url: str
    notes: tuple[str, ...] = ()
    author: str = ""


May = Literal["read", "post", "delete"]


class Identity(Value, frozen=True):
    """Which user an account's credentials belong to, as far as the network tells.

    Attributes
    ----------
    handle : str
        As people see it there, such as "@ada" or the name of a channel; "" if the network doesn't tell.
    url : str
        The public page of it, or "".
    may : tuple of str
        What the credentials certainly allow; not all networks tell, so that more may be possible.
    expires : datetime or None
        When the credentials expire (UTC), if they do.
    posts : int or None
        How many posts the account has ever made, with any client.
    notes : tuple of str
        What the owner should know, in sentences.
    key : str
        What the network itself knows it by, whatever it is called, and where it posts if it could post
        elsewhere; "" if the network doesn't tell.
    """

    handle: str = ""
    url: str = ""
    may: tuple[May, ...] = ()
    expires: datetime | None = None
    posts: int | None = None
    notes: tuple[str, ...] = ()
    key: str = ""

    def __post_init__(self) -> None:
        """Names are foreign words, which people read in sentences of ours."""
        force_setattr(self, "handle", one_line(self.handle))
        force_setattr(self, "notes", tuple(map(one_line, self.notes)))


C = TypeVar("C", bound=AccountCredentials)


@runtime_checkable
class Prepares(Protocol):
    """A network that takes a post in two steps; the first one publishes nothing."""

    def prepare(self, post: Post, credentials: Any, http: Http, now: datetime) -> Mapping[str, str]:
        """Make everything ready, and say under which name: this is stored before `Network.post` publishes it.

        What was prepared and never published harms nobody. Within `post_seconds`, together with `post`.

        Raises
        ------
        NetworkError
            One of its kinds, except `OutcomeUnknown`.
        """


class Renewal(Value, frozen=True):
    """A new token: the key of the secret that holds it, the token itself, and when it runs out (UTC)."""

    key: str
    token: Secret
    expires: datetime


@runtime_checkable
class Renews(Protocol):
    """A network whose access tokens expire and can be renewed without their owner."""

    def renew(self, credentials: Any, http: Http, now: datetime) -> Renewal:
        """A new token in place of the current one, which stays valid; publishes nothing.

        Takes ten seconds at most.

        Raises
        ------
        RetryLater, AccountStopped
            If there is none now; the message says why.
        """


@runtime_checkable
class Bills(Protocol):
    """A network that bills other requests than those that publish."""

    @property
    def name(self) -> str:
        """See `Network.name`."""

    @property
    def price_of_counts(self) -> int:
        """The most that it costs to read one post by `Network.counts`, in millionths of a US dollar."""

    def price_of(self, method: str, url: str, reply: Reply) -> int:
        """What a request that reads or deletes has cost, in millionths of a US dollar."""


class Network(Protocol[C]):
    """A social network: stateless, and unaware of AWS, the history and the schedule."""

    @classmethod
    def of(cls, settings: Settings, server: str = "") -> Self:
        """The network as an account's settings describe it; in tests `server` replaces its usual address."""

    @property
    def name(self) -> str:
        """The network as the settings and utm_source call it, such as "x"."""

    @property
    def credentials(self) -> type[C]:
        """What the account's secret must hold."""

    @property
    def post_seconds(self) -> float:
        """The longest that `post` takes, in seconds: with less time left it isn't begun."""

    @property
    def reads_back(self) -> bool:
        """Whether `find` can tell what became of a post; if not, it is never called, and a person must."""

    @property
    def find_seconds(self) -> float:
        """The longest that `find` takes, in seconds."""

    @property
    def deletes(self) -> bool:
        """Whether `delete` can take a post back; if not, it always raises `Rejected`."""

    @property
    def attaches(self) -> bool:
        """Whether `post` sends an article's picture along."""

    @property
    def shows_summary(self) -> bool:
        """Whether `post` makes use of an article's summary, such as on the link's card."""

    @property
    def counts_at_once(self) -> int:
        """How many posts `counts` reads at most; 0 if the network never tells anything."""

    @property
    def draws_machines(self) -> bool:
        """Whether many machines follow the link of each post, such as servers that draw its card."""

    def text_rules(self, http: Http) -> TextRules:
        """How long a text may be, and how its length is counted; called once in a turn.

        Takes five seconds at most and never fails: if the server must be asked and doesn't answer, the
        usual rules apply.
        """

    def idempotency(self, token: str, now: datetime) -> Mapping[str, str]:
        """What makes a repeat of a post harmless on this network; stored before the first send.

        Parameters
        ----------
        token : str
            Unique to the post that is about to be made.
        now : datetime
            UTC.
        """

    def post(self, post: Post, credentials: C, http: Http, now: datetime) -> Posted:
        """Publish it once: at most one request that could publish is sent, and it is never repeated.

        The one exception: after a definite refusal of the post with its picture it may be sent without
        (`repost.networks.pictures.posted_with`).

        Raises
        ------
        NetworkError
            One of its kinds, by what to do next; anything but `OutcomeUnknown` means that nothing
            was published.
        """

    def find(self, post: Post, credentials: C, http: Http, since: datetime, now: datetime) -> Posted | None:
        """What became of a post whose outcome is unknown; this only reads, and never sends again.

        To be asked some minutes after the send: a network may show late what it took, and go on with
        a request whose sender has gone. On X each call costs $0.01, and $0.005 for each post that is read:
        once a run and post.

        Parameters
        ----------
        post : Post
            As it was stored, `idempotency` included.
        since : datetime
            When its first send began, or any time before at which the article still rested (UTC).
        now : datetime
            UTC.

        Returns
        -------
        Posted or None
            The post, if it is out; None if it certainly is not.

        Raises
        ------
        RetryLater
            If the network does not tell now; the message says why, and what its owner can do.
        AccountStopped
            If it doesn't because of credentials or credits.
        """

    def check(self, credentials: C, http: Http, now: datetime) -> Identity:
        """Who these credentials speak for and what they may do; publishes nothing.

        Takes twenty seconds at most. On X each call costs about $0.01.

        Raises
        ------
        AccountStopped
            If nothing could be posted with them; the message says why, and what its owner can do.
        RetryLater
            If the network does not tell now.
        """

    def counts(
        self, posts: Mapping[str, datetime], credentials: C, http: Http, now: datetime
    ) -> Mapping[str, Told]:
        """What readers did with some posts, in one request if the network allows that; this only reads.

        Takes twenty seconds at most. What isn't known of a post is left out: it is not the same as none.

        Parameters
        ----------
        posts : mapping of str to datetime
            At most `counts_at_once` posts of the account, as `Posted.remote_id` named them, and when each was
            claimed (UTC).
        now : datetime
            UTC.

        Raises
        ------
        RetryLater
            If the network does not tell now.
        AccountStopped
            If it doesn't because of credentials; the message says which permission is missing.
        """

    def delete(self, remote_id: str, credentials: C, http: Http, now: datetime) -> None:
        """Take a post back; one that is already gone is not an error, so that a repeat does no harm.

        Takes twenty seconds at most.

        Parameters
        ----------
        remote_id : str
            As `Posted` named it.

        Raises
        ------
        Rejected
            If this post can't be deleted this way; the message says what its owner can do.
        RetryLater
            If it may be there still: the network took nothing now, or gave no answer.
        AccountStopped
            If it may be there still, because of credentials.
        """
