"""Fifty processes get these events at the same moment: run by test_fifty_processes.py."""

from __future__ import annotations

import json
import os
import pkgutil
import sys
from datetime import datetime
from importlib import import_module

import requests_oauthlib  # noqa: F401 - once, before the processes part

import repost
from local.aws.stack import LocalContext, LocalStack
from repost.aws.clients import dynamodb_client, ssm_client
from tests.patience import be_patient

PROCESSES = 50


def main() -> None:
    be_patient()
    stack_name, x, now, given = sys.argv[1:]
    events = json.loads(given)
    at = datetime.fromisoformat(now)
    dynamodb_client(), ssm_client()  # the SDK reads its large models once
    # What a run imports when it needs it is imported once, before the processes part.
    for each in pkgutil.walk_packages(repost.__path__, "repost."):
        if each.name.count(".") > 1:  # the doors act when they are imported
            import_module(each.name)
    start_read, start_write = os.pipe()
    result_read, result_write = os.pipe()
    for number in range(PROCESSES):
        if os.fork() == 0:
            os.close(start_write)
            os.close(result_read)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            stack = LocalStack(stack_name)
            handler = stack.handler(lambda: at, {"x": x})
            os.read(start_read, 1)  # returns when the last writer is gone: everybody starts at once
            [report] = handler(events[number % len(events)], LocalContext())["reports"]
            os.write(result_write, (report["state"] + "\n").encode())
            os._exit(0)
    os.close(result_write)
    os.close(start_write)
    with os.fdopen(result_read) as results:
        states = results.read().split()
    sys.stdout.write(json.dumps(states))


if __name__ == "__main__":
    main()
