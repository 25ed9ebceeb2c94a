"""What Threads' refusals mean: https://developers.facebook.com/documentation/threads/troubleshooting."""

from __future__ import annotations

from typing import Final

from repost.networks.cases import (
    NOT_JSON,
    Case,
    credentials_refused,
    exhausted_for_a_day,
    last_cases,
    outcome_unknown,
    rejected,
    retry_later,
)
from repost.networks.exchange import LOOKED_FOR

# Only the codes count: errors of one kind come with different statuses.
_ANY: Final = frozenset(range(400, 600))
_STORE: Final = "make a new one as docs/networks/threads.md describes, then store it"

UNCLEAR: Final = Case(
    (), outcome_unknown, "Threads did not say whether it published the post", f": {LOOKED_FOR}"
)
UNPREPARED: Final = Case((), retry_later, "Threads did not accept the post this time")
UNREADABLE: Final = Case((), retry_later, "Threads does not show what became of a post")
UNIDENTIFIED: Final = Case((), retry_later, "Threads does not say whose access token this is")
UNRENEWED: Final = Case((), retry_later, "Threads gave no new access token this time")
UNDELETED: Final = Case((), retry_later, "Threads did not delete the post this time")
ABSENT: Final = (
    Case({400, 404}, rejected, "Threads knows no such post", marker="code 24/"),
    Case({400, 404}, rejected, "Threads knows no such post", marker="code 100/33 "),
    Case({400, 404}, rejected, "Threads shows nothing of it", marker="nonexisting field"),
)

CARD_NOT_READ: Final = Case(
    _ANY, retry_later, "Threads could not read the article for the card of the link", marker="/4279047 "
)
CONTAINER_GONE: Final = Case(
    {400, 404}, retry_later, "Threads did not find the post that it had taken just before", marker="code 24/"
)

_BLOCKED: Final = Case(
    {403, 404},
    retry_later,
    "Something in front of Threads (a proxy or firewall) refused the request",
    marker=NOT_JSON,
)
_TOKEN_CASES: Final = (
    Case(_ANY, credentials_refused, "The access token has expired", f": {_STORE}", marker="code 190/463 "),
    *(
        Case(
            _ANY,
            credentials_refused,
            "Threads does not accept the access token",
            f": {_STORE}",
            marker=marker,
        )
        for marker in ("code 190/", "code 102/", "code 104/")
    ),
    *(
        Case(_ANY, retry_later, "Threads accepts no more requests for now", marker=f"code {code}/")
        for code in (4, 17, 32, 613, 80001)
    ),
)
NO_POSTING: Final = tuple(
    Case(
        _ANY,
        credentials_refused,
        "The access token does not let Repost post",
        f": it needs threads_basic and threads_content_publish; {_STORE}",
        marker=marker,
    )
    for marker in ("code 10/", *(f"code {code}/" for code in range(200, 300)))
)
READING_CASES: Final = (
    *_TOKEN_CASES,
    *(
        Case(
            _ANY,
            credentials_refused,
            "The access token does not let Repost see the account",
            f": it needs threads_basic; {_STORE}",
            marker=case.marker,
        )
        for case in NO_POSTING
    ),
)
COUNTING_CASES: Final = (
    *_TOKEN_CASES,
    *(
        Case(
            _ANY,
            credentials_refused,
            "The access token does not let Repost see what readers did with the posts",
            ": it needs threads_manage_insights; make a new one as docs/networks/threads.md describes",
            marker=case.marker,
        )
        for case in NO_POSTING
    ),
)
UNCOUNTED: Final = Case((), retry_later, "Threads does not show what readers did with the posts")
_ACCOUNT_CASES: Final = (
    *_TOKEN_CASES,
    *NO_POSTING,
    *(
        Case(
            _ANY,
            exhausted_for_a_day,
            "Threads restricts the account",
            ": look into the account's notices at Threads; Repost tries again in a day",
            marker=marker,
        )
        for marker in ("/4279013 ", "/2207051 ", "restrict")
    ),
    Case(_ANY, retry_later, "The account has reached Threads' 250 posts in a day", marker="code 9/"),
    Case(
        _ANY,
        exhausted_for_a_day,
        "Threads has blocked the account from posting for a while",
        ": look into the account's notices at Threads; Repost tries again in a day",
        marker="code 368/",
    ),
)

# The first that fits counts. A container publishes nothing, so anything unclear may be tried again later.
CONTAINER_CASES: Final = (
    *_ACCOUNT_CASES,
    Case({400, 500}, retry_later, "Threads did not accept the post this time", marker="code 1/"),
    Case({400, 500}, retry_later, "Threads did not accept the post this time", marker="code 2/"),
    *last_cases("Threads"),
)

# If none fits, nothing is clear.
POST_CASES: Final = (
    *_ACCOUNT_CASES,
    CARD_NOT_READ,
    CONTAINER_GONE,
    Case({400, 403, 500}, outcome_unknown, UNCLEAR.meaning, UNCLEAR.advice, marker="code 1/"),
    Case({400, 403, 500}, outcome_unknown, UNCLEAR.meaning, UNCLEAR.advice, marker="code 2/"),
    *last_cases("Threads"),
)
DELETION_CASES: Final = (
    *_TOKEN_CASES,
    _BLOCKED,
    Case(
        {400, 403},
        rejected,
        "Threads does not let the access token delete the post",
        ": it needs threads_delete, or delete it there",
    ),
)
