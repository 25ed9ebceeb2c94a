"""The deployed job: a tick, and each account's turn."""
