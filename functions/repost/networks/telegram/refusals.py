"""What Telegram's refusals mean: the descriptions of https://github.com/tdlib/telegram-bot-api."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from repost.networks.cases import (
    NOT_JSON,
    Case,
    Refusal,
    credentials_refused,
    last_cases,
    rejected,
    retry_later,
    then_store,
    unclear,
    words_of,
)
from repost.networks.exchange import TO_BE_SETTLED
from repost.web.replies import later_instant, quotation, table_in, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from repost.networks.credentials import AccountCredentials
    from repost.web.http import Reply


def refusal_of(
    reply: Reply, body: Mapping[str, Any], credentials: AccountCredentials, now: datetime
) -> Refusal:
    """An error of the Bot API, and what its `parameters` add to it."""
    description = text_in(body, "description")
    parameters = table_in(body, "parameters")
    said = description
    if isinstance(moved_to := parameters.get("migrate_to_chat_id"), int):
        said = f"{description}: its number is {moved_to} now"
    waits = {"seconds": str(parameters.get("retry_after", "")), **reply.headers}
    return Refusal(
        status=reply.status,
        words=words_of(reply, body, description),
        said=quotation(said, credentials.secrets),
        until=later_instant(waits, now, "seconds", "retry-after"),
        now=now,
    )


_STORE: Final = then_store("bot_token")
_RIGHTS: Final = ": see that it has the right to post messages there"

UNCLEAR: Final = unclear("Telegram", TO_BE_SETTLED)
UNIDENTIFIED: Final = Case((), retry_later, "Telegram does not say whose token this is")
UNDELETED: Final = Case((), retry_later, "Telegram did not delete the post this time")
ABSENT: Final = Case({400}, rejected, "", marker="message to delete not found")

NO_RIGHTS: Final = Case(
    {400},
    credentials_refused,
    "The bot may not post in the chat at Telegram",
    f": make it an administrator who may post messages, {_STORE}",
    marker="administrator rights",
)

TARGET_CASES: Final = (
    Case(
        {404},
        retry_later,
        "Something in front of Telegram (a proxy or firewall) refused the request",
        marker=NOT_JSON,
    ),
    Case(
        {401, 404},
        credentials_refused,
        "Telegram does not know the bot's token",
        ": store the one that @BotFather shows, or a new one",
    ),
    Case(
        {400},
        retry_later,
        "Telegram finds no such chat",
        ": telegram.chat in the settings must be its exact name or number, and the bot must be in it",
        marker="chat not found",
    ),
    Case(
        {400},
        retry_later,
        "The group at Telegram has become a supergroup",
        ": write its new number into telegram.chat in the settings",
        marker="upgraded to a supergroup",
    ),
    Case(
        {400},
        retry_later,
        "Telegram finds no such topic in the chat",
        ": telegram.topic in the settings must be the number of one that is open",
        marker="thread not found",
    ),
    Case({400}, retry_later, "The topic in the chat at Telegram is closed", marker="topic_closed"),
    NO_RIGHTS,
    # Both come and go on Telegram's side, sometimes for all bots at once.
    Case(
        {400},
        retry_later,
        "The bot may not post in the chat at Telegram",
        _RIGHTS,
        marker="not enough rights",
    ),
    Case(
        {400}, retry_later, "The bot may not post in the chat at Telegram", _RIGHTS, marker="write_forbidden"
    ),
    Case(
        {403},
        retry_later,
        "Something in front of Telegram (a proxy or firewall) refused the request",
        marker=NOT_JSON,
    ),
    Case(
        {403},
        credentials_refused,
        "Telegram does not let the bot into the chat",
        f": add it again as an administrator who may post messages, {_STORE}",
    ),
)
"""What has to do with the bot and the chat, whatever the request was."""

# The first that fits counts; if none does, the outcome is unclear.
POST_CASES: Final = (
    *TARGET_CASES,
    Case({400}, rejected, "Telegram refuses this post", marker="too long"),
    *last_cases("Telegram"),
)
DELETION_CASES: Final = (
    Case(
        {400},
        rejected,
        "Telegram does not let the bot delete the post",
        ": delete it in the chat; bots may only for two days",
        marker="can't be deleted",
    ),
    *TARGET_CASES,
    Case({400}, rejected, "Telegram does not let the bot delete the post"),
)
