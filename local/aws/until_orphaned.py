"""Runs a module while the process that started it lives, however that ends: `until_orphaned.py <module>`.

Its standard input is the other end of the starter's pipe. When that closes, the module is asked to
stop, and saves its state.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def _watch() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_watch, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
