"""Runs another handler and adds its cost to its answer: BENCH_HANDLER names it.

`cpu` is the processor time of this invocation in seconds; `cpu_since_start` that of the process; `modules`
are the names of what is imported by then, of Repost and of feedparser.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from typing import Any

_module, _, _name = os.environ["BENCH_HANDLER"].rpartition(".")
_handler = getattr(importlib.import_module(_module), _name)


def handler(event: Any, context: Any) -> dict[str, Any]:
    started = time.process_time()
    answer = _handler(event, context)
    ended = time.process_time()
    modules = sorted(name for name in sys.modules if name.startswith(("repost", "feedparser")))
    return {"cpu": ended - started, "cpu_since_start": ended, "answer": answer, "modules": modules}
