"""What Facebook's refusals mean: https://developers.facebook.com/docs/graph-api/guides/error-handling."""

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
    unclear,
    unexplained,
)
from repost.networks.exchange import LOOKED_FOR

# Only the codes count: errors of one kind come with different statuses.
_ANY: Final = frozenset(range(400, 600))
_STORE: Final = "make a new one as docs/networks/facebook.md says, and store it"

UNCLEAR: Final = unclear("Facebook", LOOKED_FOR)
UNREADABLE: Final = Case((), retry_later, "Facebook does not show what became of a post")
UNIDENTIFIED: Final = Case((), retry_later, "Facebook does not say whose access token this is")
UNDELETED: Final = Case((), retry_later, "Facebook did not delete the post this time")
DUPLICATE: Final = Case(_ANY, rejected, "Facebook has this very post already", marker="code 506/")
ABSENT: Final = Case({400, 404}, rejected, "", marker="code 100/33 ")

_SAID_BEFORE: Final = Case(
    _ANY, rejected, "Facebook has this very post already", marker="you've already posted this"
)
_BLOCKED: Final = Case(
    {403, 404},
    retry_later,
    "Something in front of Facebook (a proxy or firewall) refused the request",
    marker=NOT_JSON,
)
_THROTTLES: Final = tuple(
    Case(_ANY, retry_later, "Facebook accepts no more requests for now", marker=f"code {code}/")
    for code in (4, 17, 32, 341, 613, 80001)
)

TOKEN_CASES: Final = (
    Case(
        _ANY,
        credentials_refused,
        "The Page's access token has expired",
        f": {_STORE}",
        marker="code 190/463 ",
    ),
    Case(
        _ANY,
        credentials_refused,
        "The Page's access token ended with a change of password",
        f": {_STORE}",
        marker="code 190/460 ",
    ),
    Case(
        _ANY,
        credentials_refused,
        "The app was removed from the Page",
        f": let it in again, {_STORE}",
        marker="code 190/458 ",
    ),
    *(
        Case(
            _ANY, credentials_refused, "Facebook does not accept the access token", f": {_STORE}", marker=code
        )
        for code in ("code 190/", "code 102/", "code 104/")
    ),
    *_THROTTLES,
)
"""What has to do with the token and the Page, whatever the request was."""

_PERMISSIONS: Final = tuple(
    Case(
        _ANY,
        credentials_refused,
        "Facebook does not let the access token post on this Page",
        f": it needs pages_manage_posts and a role on the Page; {_STORE}",
        marker=marker,
    )
    for marker in ("code 3/", "code 10/", *(f"code {code}/" for code in range(200, 300)))
)

READING_CASES: Final = (
    *TOKEN_CASES,
    *(
        Case(
            _ANY,
            retry_later,
            "The access token does not let Repost see what became of a post",
            f": it needs pages_read_engagement; {_STORE}",
            marker=case.marker,
        )
        for case in _PERMISSIONS
    ),
)

COUNTING_CASES: Final = (
    *TOKEN_CASES,
    *(
        Case(
            _ANY,
            credentials_refused,
            "The access token does not let Repost see what readers did with the posts",
            ": it needs pages_read_engagement; make a new one as docs/networks/facebook.md describes",
            marker=case.marker,
        )
        for case in _PERMISSIONS
    ),
)
UNCOUNTED: Final = Case((), retry_later, "Facebook does not show what readers did with the posts")

# The first that fits counts; if none does, the outcome is unclear. Some posts with codes 1 or 2 were out.
POST_CASES: Final = (
    *TOKEN_CASES,
    DUPLICATE,
    _SAID_BEFORE,
    *_PERMISSIONS,
    Case(
        _ANY,
        exhausted_for_a_day,
        "Facebook has blocked the Page from posting for a while",
        ": look into the Page's notices at Facebook; Repost tries again in a day",
        marker="code 368/",
    ),
    Case(
        _ANY,
        retry_later,
        "Facebook finds no such Page that the access token may post on",
        ": facebook.page in the settings must be its number",
        marker="code 100/33 ",
    ),
    Case(
        _ANY,
        retry_later,
        "Facebook does not know this version of its API",
        ": facebook.version in the settings must be one that is live",
        marker="code 2500/",
    ),
    Case(_ANY, rejected, "Facebook refuses links that lead to itself", marker="/1609008 "),
    # It may be the page of one article, or a wall before the whole blog.
    Case(_ANY, unexplained, "Facebook could not read the page of the article", marker="code 1609005/"),
    Case(_ANY, unexplained, "Facebook could not read the page of the article", marker="/1609005 "),
    Case(
        _ANY,
        exhausted_for_a_day,
        "Facebook wants something done about the Page before it posts again",
        ": look into the Page's notices at Facebook; Repost tries again in a day",
        marker="/4854002 ",
    ),
    Case({400, 403, 500}, outcome_unknown, UNCLEAR.meaning, UNCLEAR.advice, marker="code 1/"),
    Case({400, 403, 500}, outcome_unknown, UNCLEAR.meaning, UNCLEAR.advice, marker="code 2/"),
    *last_cases("Facebook"),
)
DELETION_CASES: Final = (
    *TOKEN_CASES,
    _BLOCKED,
    Case({400, 403}, rejected, "Facebook does not let the access token delete the post"),
)
