"""Makes a virtual environment from locked requirements, shows its progress, and explains what goes wrong.

`python environment.py <folder> <requirements> <what for>`. It needs nothing but Python 3.11.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

_MINUTES: Final = "about a minute, once"
_UNREACHED: Final = (
    "getaddrinfo|Name or service not known|NewConnectionError|Max retries|timed out|ConnectionError"
    "|from versions: none"
)
_TROUBLES: Final = {
    "No space left on device|Errno 28": "The disk is full.",
    "DO NOT MATCH THE HASHES": "A downloaded package is not the one that was locked. Try again.",
    "CERTIFICATE_VERIFY_FAILED|SSLError": (
        "This Python doesn't trust the package index's certificate: set PIP_CERT to your company's, or "
        "update Python's."
    ),
    "407 Proxy|ProxyError": "The proxy refused the connection: set HTTPS_PROXY to one that lets pip through.",
    _UNREACHED: "The package index can't be reached. Check your connection and try again.",
    "Could not find a version|No matching distribution": (
        "A package has no build for this machine's Python. Try Python 3.13."
    ),
    "Permission denied|Errno 13": "This folder can't be written.",
}


def main(folder: Path, requirements: Path, purpose: str) -> int:
    """Make the environment; 0 if it is ready."""
    packages = len(re.findall(r"(?m)^[\w.-]+==", requirements.read_text("utf-8")))
    print(f"Installing {packages} packages for {purpose} into {folder.name} ({_MINUTES}) …", flush=True)
    try:
        why = _made(folder, requirements, packages)
    except KeyboardInterrupt:
        print("\nStopped. The next call starts over.", file=sys.stderr)
        return 130
    if why:
        print(f"\nThat did not work. {why}", file=sys.stderr)
        return 1
    (folder / "ready").touch()
    return 0


def _made(folder: Path, requirements: Path, packages: int) -> str:
    """Make it; "" on success, else why not."""
    shutil.rmtree(folder, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(folder)], capture_output=True, check=False, text=True
    )
    if made.returncode:
        said = made.stdout + made.stderr
        if "ensurepip" in said:
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            return f"This Python has no venv module. On Debian: sudo apt install python{version}-venv"
        return _in_words(said)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check"]
    pip += ["--no-input", "--require-hashes", "--only-binary=:all:", "-r", str(requirements)]
    said, count = "", 0
    with subprocess.Popen(pip, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            said += line
            if line.startswith("Collecting "):
                count += 1
                _show(f"{count} of {packages}: {line.split()[1].partition('=')[0]}")
            elif line.startswith("Installing "):
                _show("unpacking")
    _show("")
    return _in_words(said) if process.returncode else ""


def _show(text: str) -> None:
    """Show its progress on a terminal; other outputs get no line for each package."""
    if sys.stdout.isatty():
        print(f"\r\x1b[K{text}", end="", flush=True)


def _in_words(said: str) -> str:
    for pattern, sentence in _TROUBLES.items():
        if re.search(pattern, said):
            return sentence
    return f"pip said:\n{said[-2000:]}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
