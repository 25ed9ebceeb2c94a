"""The *act* function: a click on a button in, the page as it is now out, with a sentence about what was done.

It writes what the buttons say and nothing else. Whoever may call it is a reviewer, but the event doesn't say
who that is: CloudTrail does, by the request's id.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from aws_lambda_powertools import Logger

from repost.base import instants
from repost.pages.acting import Done, act
from repost.pages.acts import act_words
from repost.pages.clicks import ClickRefused, is_click, read_click
from repost.pages.look import composed, shown
from repost.pages.question import question_from
from repost.pages.typed import reason_given
from repost.pages.words import words_in
from repost.review.policy import CONSOLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repost.pages.acts import ActWords
    from repost.pages.clicks import Click
    from repost.pages.look import Compose, Context, Look

_DESCRIBED: Final = """\
## Repost: what buttons do

This function does what people click on. A widget shows pages by the look function instead.
"""


def make_act(compose: Compose, dashboard: str) -> Look:
    """What Lambda calls when somebody clicks on a button.

    Parameters
    ----------
    compose : Compose
    dashboard : str
        The name of the only dashboard on which buttons work.
    """
    logger = Logger(service=os.environ.get("POWERTOOLS_SERVICE_NAME", "repost"))

    def acted(event: Mapping[str, Any], context: Context, words: ActWords) -> Done:
        outside, request = composed(compose, context), context.aws_request_id
        try:
            now = outside.clock()
            click = read_click(event, outside.parameters.signing_key("pages", now), now, dashboard)
        except ClickRefused as refusal:
            logger.warning(
                "A click was refused.", clicked={"refused": refusal.why, "aws_request_id": request}
            )
            return Done(words.refusals[refusal.why].format(dashboard), is_done=False)
        try:
            done = act(click, outside, words)
        except Exception:
            logger.exception("A click failed.", clicked=_logged(click, request))
            raise
        logger.info(
            "A click was answered.",
            clicked=_logged(click, request) | {"article": done.article, "done": done.is_done},
        )
        return done

    def handle(event: Mapping[str, Any], context: Context) -> str:
        if isinstance(event, dict) and "describe" in event:
            return _DESCRIBED
        question, done = question_from(event), None
        words = act_words(words_in(question.language))
        if is_click(event):
            try:
                done = acted(event, context, words)
            except Exception:  # noqa: BLE001 - whoever clicked would see a box without a word
                done = Done(words.failed.format(context.aws_request_id), is_done=False)
        return shown(question, compose, context, act=context.invoked_function_arn, done=done)

    return handle


def _logged(click: Click, request: str) -> dict[str, Any]:
    """What is kept of a click: what CloudTrail needs to add who it was, and no token."""
    target = click.target
    return {
        "action": click.action,
        "account": target.account,
        "article": target.article,
        "slot": instants.written(target.slot) if target.slot else "",
        "attempt": target.attempt,
        "reason": reason_given(click),
        "by": CONSOLE,
        "aws_request_id": request,
    }
