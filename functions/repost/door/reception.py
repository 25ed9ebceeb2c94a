"""Lets members in: by a link, which becomes a cookie, and from then on by that; and knows what they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aws_lambda_powertools.event_handler import Response

from repost.door import joining
from repost.door.knocks import may_knock
from repost.door.request import Ending, Request
from repost.door.sessions import Session, Sessions
from repost.fleet.groups import Groups
from repost.fleet.invitations import KEY
from repost.fleet.roster import Roster
from repost.signing.tokens import TokenRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_lambda_powertools import Logger
    from aws_lambda_powertools.shared.cookies import Cookie

    from repost.door.joining import Visit
    from repost.door.sessions import Kind
    from repost.run.collaborators import Collaborators

HTML: Final = "text/html; charset=utf-8"


class Reception:
    """What all routes need. `request` is the one that is being answered: an environment has one at a time.

    `said` and `account` are what the log gets to know of it.
    """

    request: Request
    said = ""
    account = ""

    def __init__(self, logger: Logger) -> None:
        self._logger = logger

    def ask(self, event: Mapping[str, Any], outside: Collaborators) -> None:
        """Take a request."""
        self.request = Request(event, outside, outside.parameters.signing_key(KEY, outside.clock()))

    def sessions(self, kind: Kind) -> Sessions:
        return Sessions(self.request.key, kind)

    def entered(self, token: str, kind: Kind) -> Session:
        """The session of whoever opens a link: the one that there is, or a new one.

        Raises
        ------
        Ending
            If the link is not ours, or no longer of use.
        """
        outside = self.request.outside
        try:
            link = kind.link.read(token, self.request.key, outside.clock())
        except TokenRefused as refused:
            raise Ending("old" if refused.is_expired else "bad") from None
        session = self.session(kind)
        if session is None or session.link != link:
            session = Session(link, outside.token())
        self.visit_of(session)
        return session

    def session(self, kind: Kind) -> Session | None:
        return self.sessions(kind).read(self.request.event, self.request.outside.clock())

    def visit(self, kind: Kind) -> Visit:
        """The member who asks.

        Raises
        ------
        Ending
            If there is no session, its link is no longer of use, or too much is asked with it.
        """
        session = self.session(kind)
        if session is None:
            raise Ending("none")
        return self.visit_of(session)

    def visit_of(self, session: Session) -> Visit:
        """The member of a session; see `visit`."""
        outside, link = self.request.outside, session.link
        self.account = link.account
        member = Roster(outside.table).member(link.account)
        if member is None or not link.is_for(member):
            raise Ending("left" if member and member.left else "bad")
        if not may_knock(outside.table, member.name, outside.clock()):
            raise Ending("often", member.name)
        if not link.may_use(member, session.number):
            raise Ending("used", member.name)
        return joining.Visit(
            outside=outside,
            session=session,
            member=member,
            words=self.request.words(member),
            groups=Groups(outside.parameters.path, outside.parameters.of_group),
            home=self.request.home,
            log=lambda text: self._logger.warning(text, account=link.account),
        )

    def field(self, visit: Visit, kind: Kind, form: str) -> str:
        """The hidden field of a form."""
        return self.sessions(kind).field(visit.session, form, visit.outside.clock())

    def answer_in(self, visit: Visit, kind: Kind) -> Mapping[str, str] | None:
        """What was answered to the form of this address; None if the form isn't one that we have shown."""
        form, name = self.request.form(), self.request.event["rawPath"].strip("/")
        given = form.get("form", "")
        is_ours = self.sessions(kind).is_ours(visit.session, name, given, visit.outside.clock())
        return form if is_ours else None

    def redirect(self, there: str, said: str, *cookies: Cookie) -> Response[str]:
        """Show the next page, with a notice; only ever one of the door's own."""
        self.said = said
        location = f"{there}?said={said}" if said else there
        return Response(303, HTML, "", headers={"Location": location}, cookies=list(cookies))
