"""Opens a person's browser, where there is one that doesn't take over the terminal."""

from __future__ import annotations

import os
import sys
import webbrowser


def opened(address: str) -> bool:
    """Whether a browser was asked to show an address; it may be a moment until it does."""
    is_remote = "SSH_CONNECTION" in os.environ
    has_screen = any(name in os.environ for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    if not has_screen and (is_remote or sys.platform not in {"darwin", "win32"}):
        return False
    try:
        return webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False
