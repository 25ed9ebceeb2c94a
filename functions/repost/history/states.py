"""The state of each account: what its schedule depends on, and whether it is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from repost.aws.items import Write
from repost.base import instants
from repost.history.account_state import AccountState, state_from, talk_values
from repost.history.queue import queued
from repost.history.records import state_key
from repost.schedule.activity import Activity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from repost.aws.table import Table
    from repost.history.account_state import Stop
    from repost.schedule.talk import Talk


_MOST_TRIES: Final = 5


class AccountStates:
    """Reads and writes the states of accounts in the table; what moves with a claim, `History` writes."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, accounts: Iterable[str], *, in_dry_run: Collection[str] = ()) -> dict[str, AccountState]:
        """The states of those that have one, in one batch of reads; of those in a dry run as it sees them."""
        items = self._table.get_many(state_key(account) for account in accounts).values()
        states = (state_from(item, dry_run=item["account"] in in_dry_run) for item in items)
        return {state.account: state for state in states}

    def begin(
        self, account: str, now: datetime, *, dry_run: bool = False, feed: str = "", group: str = ""
    ) -> AccountState:
        """Create the state of an account seen for the first time; the one that is there wins.

        A group's member is in the queue from now on.
        """
        first_seen = instants.written(now)
        began = Activity(instants.read(first_seen))
        state = AccountState(account, 1, began, dry_run=dry_run, feed=feed, group=group)
        key = state_key(account)
        if not self._table.put_new(
            {
                "pk": key.pk,
                "sk": key.sk,
                "account": account,
                "version": 1,
                "first_seen": first_seen,
                "feed": feed,
                **(queued(group, now) if group else {}),
            }
        ):
            return self.of([account], in_dry_run=[account] if dry_run else [])[account]
        return state

    def _change(self, account: str, values: Mapping[str, Any], *, remove: tuple[str, ...] = ()) -> None:
        """Change the state of an account that has one: a person may look ahead before the first tick."""
        self._table.update(
            Write(state_key(account), set=values, remove=remove, condition="attribute_exists(pk)")
        )

    def reads(self, account: str, feed: str) -> None:
        """Remember which feed an account reads, so that they are recognized in another feed."""
        self._change(account, {"feed": feed})

    def posts_to(self, account: str, destination: str, expires: datetime | None) -> None:
        """Remember where an account posts, as a digest, and until when its access token lets it (UTC).

        As which user it posts is to be seen again.
        """
        until = instants.written(expires) if expires else None
        gone = ("author",) if until else ("author", "token_until")
        self._change(account, {"destination": destination, "token_until": until}, remove=gone)

    def reminded(self, account: str, reminder: str) -> None:
        """Remember the last reminder of an access token's end."""
        self._change(account, {"reminded": reminder})

    def posts_as(self, account: str, author: str) -> None:
        """Remember as which user an account posts, as a digest."""
        self._change(account, {"author": author})

    def stop(self, account: str, stop: Stop) -> None:
        """Keep an account from posting until its secret changes or a time has come."""
        until = instants.written(stop.until) if stop.until else None
        values = {"stop_why": stop.why, "stop_secret": stop.secret_version, "stop_until": until}
        self._change(account, values, remove=() if until else ("stop_until",))

    def wait(self, state: AccountState, stop: Stop) -> None:
        """Keep an account whose every post the network refuses from posting, and count that."""
        self.stop(state.account, stop)
        self._change(state.account, {"waits": state.waits + 1})

    def resume(self, account: str) -> None:
        """Let a stopped account post again."""
        self._change(account, {}, remove=("stop_why", "stop_secret", "stop_until"))

    def forget_claim(self, account: str, claimed: datetime) -> None:
        """Stop counting a claim of an instant (UTC) towards gap and cap, since its post is deleted."""
        for _ in range(_MOST_TRIES):
            state = self.of([account]).get(account)
            if state is None:
                return
            activity = state.activity
            claims = [claim for claim in activity.claims if claim != claimed]
            announced = None if activity.announced == claimed else activity.announced
            last = max([*claims, *([announced] if announced else [])], default=None)
            values = {
                "version": state.version + 1,
                "claims": list(map(instants.written, claims)),
                "last_claim": instants.written(last) if last else None,
            }
            gone = (*(() if last else ("last_claim",)), *(() if announced else ("announced",)))
            write = Write(
                state_key(account),
                set=values,
                remove=gone,
                condition="#version = :version",
                given={"version": state.version},
            )
            if self._table.update(write):
                return

    def read_on(self, account: str, *, wanted: bool) -> None:
        """Remember whether ticks in which nothing is due should go on reading the account's blog."""
        self._change(account, {"reads_on": wanted})

    def news_from(self, account: str, since: datetime) -> None:
        """Announce no article of an account from an instant (UTC) or before it."""
        self._change(account, {"news_since": instants.written(since)})

    def no_news(self, account: str) -> None:
        """Forget since when articles are news: if announcements are wanted again, they start over."""
        self._change(account, {}, remove=("news_since",))

    def digests(self, account: str, before: datetime | None, now: datetime) -> bool:
        """Take a digest that is due; False if another run has taken it since `before`."""
        return self._table.update(
            Write(
                state_key(account),
                set={"digested": instants.written(now)},
                condition="attribute_exists(pk) AND "
                + ("#digested = :before" if before else "attribute_not_exists(#digested)"),
                given={"before": instants.written(before)} if before else {},
            )
        )

    def listen(self, account: str, talk: Talk) -> None:
        """Remember how often an account posts by hand."""
        self._change(account, {"talk": talk_values(talk)})
