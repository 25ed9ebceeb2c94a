"""How a command ends: what the shell gets, and one sentence in place of a traceback."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final

from repost.base.errors import RepostError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

DONE, REFUSED, STOPPED, UNREAD = 0, 1, 130, 141
"""What the shell gets: done; not done; stopped by Ctrl-C; nobody read the output. Wrong usage is 2."""

_REASONS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "permission was denied",
    errno.EPERM: "permission was denied",
    errno.ENOENT: "it doesn't exist",
    errno.ENOTDIR: "a part of its path is not a folder",
    errno.EISDIR: "it is a folder",
}


def ended(run: Callable[[], int]) -> int:
    """Run a command; what the shell gets."""
    _open_streams()
    try:
        code = run()
        sys.stdout.flush()
    except SystemExit:  # argparse has written its help, or what is wrong
        _flush_or_forget()
        raise
    except BrokenPipeError:
        forget(sys.stdout)
        return UNREAD
    except EOFError:
        return _complain(
            "The input ended before every question was answered. Nothing more was done.", REFUSED
        )
    except KeyboardInterrupt:
        return _complain("Stopped.", STOPPED)
    except RepostError as error:
        return _complain(str(error), REFUSED)
    except OSError as error:
        return _complain(in_words(error), REFUSED)
    return code


def in_words(error: OSError) -> str:
    """What keeps a file from being read or written, as a sentence."""
    reason = _REASONS.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__
    what = error.filename if isinstance(error.filename, str) else "The output"
    return f"{what} can't be read or written: {reason}."


def stop_when_told() -> None:
    """Let a closed terminal or `kill` end this process as Ctrl-C does: in good order.

    A process that was started deaf to one of them, by `nohup` for instance, stays so.
    """
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            wanted = getattr(signal, name, None)
            if wanted and signal.getsignal(wanted) is not signal.SIG_IGN:
                signal.signal(wanted, _interrupt)


def hear_no_more() -> None:
    """Let nothing interrupt this process any more: it is about to end by itself."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _open_streams() -> None:
    """Read from and write to nowhere where a stream is closed, as with `>&-`."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def _interrupt(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough
    raise KeyboardInterrupt


def _complain(sentence: str, code: int) -> int:
    _flush_or_forget()
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()
    return code


def _flush_or_forget() -> None:
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        forget(sys.stdout)


def forget(stream: IO[str]) -> None:
    """Discard what a stream still has to write, so that the interpreter doesn't fail on it at exit."""
    with suppress(OSError, ValueError):  # an output that is no file
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
