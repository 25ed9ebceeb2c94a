"""What of the package is deployed: all but the command for people."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import repost

_PACKAGE: Final = Path(repost.__file__).parent


def deployed_modules() -> list[Path]:
    """The source files of the function."""
    beside = {_PACKAGE / "__main__.py", *(_PACKAGE / "cli").rglob("*.py")}
    return sorted(path for path in _PACKAGE.rglob("*.py") if path not in beside)
