"""Keeps an account's or article's failure from affecting the others."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, TypeVar

from repost.base.errors import Rejected, RepostError, SettingsError
from repost.run.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost.base.articles import Article
    from repost.run.turn import Turn

T = TypeVar("T")


def kept_apart(account: str, work: Callable[[], T]) -> T | Report:
    """The result of one account's work, or the report of its failure: the other accounts go on."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return work()
    except SettingsError as error:
        return Report(account=account, state="invalid", decision=str(error))
    except (BotoCoreError, ClientError) as error:
        return Report(account=account, state="failed", decision=f"AWS failed: {error}")
    except Exception as error:  # noqa: BLE001 - a fault of ours in one account must not stop the others
        about = "".join(f" on {note}" for note in getattr(error, "__notes__", ()))
        decision = (
            f"Repost itself failed{about} ({type(error).__name__}). Please report this with the traceback in "
            "the log. The other accounts are not affected."
        )
        return Report(account=account, state="failed", decision=decision, trace=_trace(error))


def about(turn: Turn, article: Article, work: Callable[[], T]) -> T:
    """The result of work on one article.

    Raises
    ------
    Rejected
        If it fails by a fault of Repost's for the second time in the same way: another article may go out.
    Exception
        The fault itself the first time, with the article named in its notes.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return work()
    except (RepostError, BotoCoreError, ClientError):
        raise
    except Exception as error:
        kind = _kind(error)
        if turn.history.fails_again(turn.account.name, article.guid, kind):
            why = f"Repost itself failed twice on “{article.title}” ({kind}), so it is left out."
            raise Rejected(why) from error
        error.add_note(f"“{article.title}” ({article.link})")
        raise


def _kind(error: Exception) -> str:
    """What and where an error is, such as "ValueError in page_event.py, line 41"."""
    [*_, last] = traceback.extract_tb(error.__traceback__) or [None]
    where = f" in {last.filename.rpartition('/')[2]}, line {last.lineno}" if last else ""
    return f"{type(error).__name__}{where}"


def _trace(error: Exception) -> str:
    """Where an error came from. Its message stays out: it may quote what the network or the secret said."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{frames}{type(error).__qualname__}"
