"""The one tree of errors, split by what to do next.

RepostError
├── EventError                Repost doesn't know what the event asks for; nothing is done
├── RunFailed                 AWS itself failed some accounts; the next tick tries again
├── SettingsError             this account stops until its settings are corrected; the others go on
├── FeedError                 nothing new from the blog this time; the archive still serves
├── RequestFailed             no complete reply came (repost.web.failures); the caller goes on
│   ├── NotSent                   the request certainly did not arrive
│   └── ReplyLost                 it may have arrived
├── NoPicture                 the post goes out without its picture (repost.networks.pictures)
└── NetworkError              what a social network answered
    ├── Rejected              this article can't go out; another one may
    │   ├── HeldBack              its page failed: it is looked at again later
    │   └── Unexplained           or no article of this account can: the next one shows which
    ├── RetryLater            not accepted, nothing was posted; the slot is given up, later ones may go
    │   └── Unready               what was prepared can't be published: prepare it again, in another way
    ├── NotAuthorized         nobody said yes to the app: nothing was stored, begin again
    ├── AccountStopped        nothing can go out from this account for now
    │   ├── CredentialsRefused    until its secret changes
    │   └── QuotaExhausted        until a given instant
    └── OutcomeUnknown        the post may be out: hold it, never send it again unasked

No message ever contains a secret, or a URL with one in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class RepostError(Exception):
    """Anything that Repost itself reports as wrong."""


class EventError(RepostError):
    """The event has a shape that nothing handles; the message says which shapes there are."""


class RunFailed(RepostError):
    """Some accounts got no turn because AWS did not answer; raised after the others had theirs."""


class SettingsError(RepostError):
    """A parameter holds something that can't be used.

    Parameters
    ----------
    parameter : str
        Full name of the Parameter Store parameter, as the owner sees it.
    key : str
        Dotted key inside the document, or "" when the document itself is at fault.
    problem : str
        What is wrong with it, such as 'is "6"', or `UNKNOWN` or `MISSING`; never shows a secret's value.
    advice : str
        What to do about it, as a sentence, such as 'Did you mean "every"?'.
    """

    UNKNOWN: Final = "Unknown key"
    MISSING: Final = "Missing key"

    def __init__(self, parameter: str, key: str, problem: str, advice: str) -> None:
        self.parameter = parameter
        self.key = key
        self.problem = problem
        self.advice = advice
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The whole error for the owner, in a sentence or two."""
        place = f"{self.key} in {self.parameter}" if self.key else self.parameter
        begins = self.problem in {self.UNKNOWN, self.MISSING}
        wrong = f"{self.problem} {place}" if begins else f"{place} {self.problem}"
        return f"{wrong}. {self.advice}"

    def __reduce__(self) -> tuple[type[SettingsError], tuple[str, str, str, str]]:
        return type(self), (self.parameter, self.key, self.problem, self.advice)


class FeedError(RepostError):
    """The feed could not be read or is no feed; the message says which and why in one sentence."""


class NetworkError(RepostError):
    """A social network did not take a post."""


class Rejected(NetworkError):
    """The network refused this post for good."""


class HeldBack(Rejected):
    """The article's page failed: this slot goes by without it, and a later one looks at it again."""


class Unexplained(Rejected):
    """The network refused this post, and did not say whether because of the article or the account.

    Parameters
    ----------
    sign : str
        The same for refusals of the same kind, for any article.
    """

    def __init__(self, message: str, sign: str = "") -> None:
        self.sign = sign
        super().__init__(message)


class RetryLater(NetworkError):
    """The network took nothing now: rate limit, connection refused, name not found.

    Parameters
    ----------
    until : datetime or None
        The UTC instant before which another try is pointless, if the network said so.
    """

    def __init__(self, message: str, until: datetime | None = None) -> None:
        self.until = until
        super().__init__(message)


class Unready(RetryLater):
    """What was prepared for a post was not published and never will be.

    Parameters
    ----------
    instead : mapping of str to str
        What the network needs to know to prepare it in another way.
    """

    def __init__(self, message: str, instead: Mapping[str, str]) -> None:
        self.instead = instead
        super().__init__(message)


class NotAuthorized(NetworkError):
    """The person said no, or their yes did not arrive, or it came too late."""


class AccountStopped(NetworkError):
    """The account can't post at all for now."""


class CredentialsRefused(AccountStopped):
    """The secret is wrong, revoked or lacks a permission: waits for a new version of the secret."""


class QuotaExhausted(AccountStopped):
    """Credits or a monthly cap are used up.

    Parameters
    ----------
    until : datetime
        The UTC instant before which nothing is tried again.
    """

    def __init__(self, message: str, until: datetime) -> None:
        self.until = until
        super().__init__(message)


class OutcomeUnknown(NetworkError):
    """The request left, and no clear answer came back."""
