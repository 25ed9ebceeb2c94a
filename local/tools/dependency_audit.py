"""Asks pip-audit for known vulnerabilities in the function's packages, and judges its answer.

If no advisory service can be reached, nothing is known about any package: it says so, which is no reason to
stop working. If one can, every package must be found there, and none may have a known vulnerability.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any, Final

from local.aws.lambda_runtime import ROOT

REQUIREMENTS: Final = ROOT / "layers" / "dependencies" / "requirements.txt"
PIP_AUDIT: Final = ROOT / ".venv-audit" / "bin" / "pip-audit"

# What pip-audit ends with if it got no answer, or one that the service gives when it is down.
_NO_ANSWER: Final = re.compile(
    r"Could not connect to PyPI|PyPI is not redirecting|requests\.exceptions\.|interface\.ServiceError"
)


def main() -> int:
    """Audit, print the result, and return the exit status: 1 if something must be done."""
    asked = subprocess.run(
        [
            *(str(PIP_AUDIT), "--requirement", str(REQUIREMENTS), "--require-hashes", "--disable-pip"),
            *("--format", "json", "--progress-spinner", "off"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    status, said = judge(asked.stdout, asked.stderr)
    print(said)
    return status


def judge(report: str, errors: str) -> tuple[int, str]:
    """The exit status, and what to say, for what pip-audit wrote to its two outputs."""
    try:
        packages: list[dict[str, Any]] = json.loads(report)["dependencies"]
    except ValueError:
        if _NO_ANSWER.search(errors):
            return 0, "pip-audit: NOT AUDITED, since the advisory service on PyPI gives no answer from here."
        return 1, f"pip-audit failed:\n{errors.strip()}"
    holes = [
        f"  {package['name']} {package['version']}: {hole['id']}, mended in "
        + (", ".join(hole["fix_versions"]) or "no version")
        for package in packages
        for hole in package.get("vulns", ())
    ]
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if holes:
        return 1, "pip-audit: the function would be shipped with known holes:\n" + "\n".join(holes)
    if len(unknown) == len(packages):
        return 0, (
            "pip-audit: NOT AUDITED, since PyPI as it is seen from here knows none of the "
            f"{len(packages)} packages: it is a mirror without advisories."
        )
    if unknown:
        return 1, f"pip-audit: not on PyPI, though others are: {', '.join(unknown)}."
    return 0, f"pip-audit: {len(packages)} packages without a known hole."


if __name__ == "__main__":
    sys.exit(main())
