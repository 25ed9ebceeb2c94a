"""When an account posts next: pure functions of settings, past posts and the time."""
