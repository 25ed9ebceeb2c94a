"""A strict cleaner of HTML (DOMPurify from npm), in place of CloudWatch's own, which nobody can have."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Final

from local.real.process import INSTALLED, install, tool

if TYPE_CHECKING:
    from pathlib import Path

_WANTED: Final = json.dumps({"private": True, "dependencies": {"dompurify": "3.5.0"}})


def cleaner() -> Path:
    """The script, which is installed the first time."""
    folder = INSTALLED / "cleaner"
    script = folder / "node_modules" / "dompurify" / "dist" / "purify.js"
    package = folder / "package.json"
    if script.exists() and package.read_text("utf-8") == _WANTED:
        return script
    npm = tool("npm", why="the cleaner of HTML comes from npm (Debian: apt install npm)")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    package.write_text(_WANTED, "utf-8")
    install([npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"], folder)
    return script
