"""What an account and its group can learn from declined posts: why, in whose words, and which post it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from repost.aws.items import EXPIRES, Key, Write, account_partition
from repost.base import instants
from repost.base.digests import digest
from repost.history.holds import review_queue

if TYPE_CHECKING:
    from datetime import datetime

    from repost.aws.items import Item
    from repost.aws.table import Table
    from repost.history.holds import Decided
    from repost.history.records import SlotRecord

_LESSON: Final = "LESSON#"
_KEPT_DAYS: Final = 400


def lessons(table: Table, *, account: str = "", group: str = "", since: datetime, most: int) -> list[Item]:
    """The declined posts of an account, or else of a group, since an instant (UTC), newest first."""
    partition = account_partition(account) if account else review_queue(group)
    items = table.last_in(partition, f"{_LESSON}{instants.written(since)}", f"{_LESSON}~", most)
    return [item for item in items if "taken_back" not in item]


def lesson_writes(record: SlotRecord, decided: Decided) -> list[Write]:
    """A lesson for the account of a declined post, and one for its group."""
    claim, hold = record.claim, record.hold
    at = instants.written(decided.at)
    sort_key = f"{_LESSON}{at} {digest(f'{claim.account} {instants.written(claim.slot)}')[:12]}"
    values = {
        "account": claim.account,
        "slot": instants.written(claim.slot),
        "at": at,
        "by": decided.by,
        "reason": decided.reason,
        "note": decided.note,
        "title": claim.post.title,
        "text": claim.post.text,
        EXPIRES: int(decided.at.timestamp()) + _KEPT_DAYS * 86_400,
    }
    partitions = (account_partition(claim.account), review_queue(hold.group if hold else ""))
    return [Write(Key(partition, sort_key), set=values) for partition in partitions]
