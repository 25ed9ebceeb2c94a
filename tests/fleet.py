"""A small company: members of groups on one network, the tick that asks for their turns, and the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from msgspec.structs import replace

from local.aws.stack import LocalContext
from local.networks.registry import STAND_INS
from repost.fleet.roster import Member, Roster
from repost.history.queue import MemberQueue
from tests.world import NOW, Entry, World, at_first_sight

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from local.aws.stack import LocalStack
    from local.networks.social import SocialStandIn
    from repost.history.queue import Waiting

EVER = NOW.replace(year=2100)


class Fleet(World):
    """A world with a group "field" on Mastodon, whose members are those named."""

    def __init__(self, stack: LocalStack, *names: str, articles: int = 0, settings: str = "") -> None:
        entries = (Entry(f"article-{number}", 31 + number) for number in range(articles or len(names)))
        super().__init__(stack, *entries)
        self.names = names
        self.settings = settings
        self.worker = stack.worker(lambda: self.now, self.endpoints)

    def __enter__(self) -> Self:
        super().__enter__()
        server = STAND_INS["mastodon"].of(self.names, clock=lambda: self.now)
        self.mastodon: SocialStandIn = self._running.enter_context(server)
        self.endpoints["mastodon"] = server.url
        self.put_group(self.settings)
        for name in self.names:
            self.stack.put_member(self.member(name), self.now)
            self.stack.put_secret(name, self.mastodon.secret(name))
        return self

    def put_group(self, settings: str = "", feed: str = "") -> None:
        document = f'network = "mastodon"\nfeed = "{feed or self.blog.feed}"\n{at_first_sight(settings)}\n'
        self.stack.put_group("field", document + self.mastodon.settings)

    def member(self, name: str, **row: Any) -> Member:
        """The row of a member who has agreed to everything."""
        return Member(name, "field", consent=NOW, connected=NOW, **row)

    def rewrite(self, name: str, **row: Any) -> None:
        """Change the row of a member."""
        roster = Roster(self.stack.table)
        member = roster.member(name)
        assert member
        assert roster.replace(replace(member, **row))

    def work(self, *bodies: object, receives: int = 1, **context: Any) -> list[str]:
        """Give the worker messages with these bodies; the bodies of those that come back."""
        records = [
            {
                "messageId": str(number),
                "receiptHandle": "none",
                "body": body,
                "attributes": {"ApproximateReceiveCount": str(receives)},
            }
            for number, body in enumerate(bodies)
        ]
        back = self.worked({"Records": records}, **context)["batchItemFailures"]
        return [str(bodies[int(each["itemIdentifier"])]) for each in back]

    def deliver(self) -> int:
        """Deliver what is visible in the queue; how many messages that were."""
        assert self.stack.queue
        return self.stack.queue.deliver(self.worked)

    def turn(self) -> int:
        """A tick, and the delivery of what it has sent."""
        self.tick()
        return self.deliver()

    def worked(self, event: Mapping[str, Any], **context: Any) -> Any:
        with self.ear.hears():
            return self.worker(event, LocalContext(**context))

    def waiting(self, until: datetime = EVER) -> dict[str, Waiting]:
        """Who is in the queue, by name."""
        return {each.account: each for each in MemberQueue(self.stack.table).until(until)}

    def said(self) -> dict[str, int]:
        """How many posts each member has out."""
        return {name: len(self.mastodon.texts(name)) for name in self.names}
