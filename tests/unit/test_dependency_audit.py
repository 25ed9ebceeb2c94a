"""How the lint judges what pip-audit says; its outputs are of the forms that version 2.10 writes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local.tools.dependency_audit import judge

CLEAN = {"name": "certifi", "version": "2026.10.18", "vulns": []}
HOLED = {
    "name": "urllib3",
    "version": "1.26.4",
    "vulns": [
        {
            "id": "PYSEC-2021-108",
            "fix_versions": ["1.26.5"],
            "aliases": ["CVE-2021-33503"],
            "description": "…",
        }
    ],
}
UNKNOWN = {
    "name": "regex",
    "skip_reason": "Dependency not found on PyPI and could not be audited: regex (1.0)",
}


def report(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_packages_without_a_hole_pass() -> None:
    assert judge(report(CLEAN), "No known vulnerabilities found") == (
        0,
        "pip-audit: 1 packages without a known hole.",
    )


def test_a_known_hole_fails_and_says_what_mends_it() -> None:
    status, said = judge(report(CLEAN, HOLED), "Found 1 known vulnerability in 1 package")
    assert status == 1
    assert "urllib3 1.26.4: PYSEC-2021-108, mended in 1.26.5" in said


def test_a_hole_counts_whatever_else_is_unknown() -> None:
    assert judge(report(UNKNOWN, HOLED), "")[0] == 1


def test_a_package_that_alone_is_unknown_fails_by_name() -> None:
    status, said = judge(report(CLEAN, UNKNOWN), "")
    assert status == 1
    assert "regex" in said


def test_where_no_package_is_known_nothing_was_audited_and_it_says_so() -> None:
    status, said = judge(report(UNKNOWN, UNKNOWN), "")
    assert status == 0
    assert "NOT AUDITED" in said


@pytest.mark.parametrize(
    "errors",
    [
        "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed",
        "Traceback (most recent call last):\n  …\nrequests.exceptions.ConnectionError: HTTPSCon…",
        "Traceback (most recent call last):\n  …\npip_audit._service.interface.ServiceError",
    ],
)
def test_where_the_service_gives_no_answer_nothing_was_audited_and_it_says_so(errors: str) -> None:
    status, said = judge("", errors)
    assert status == 0
    assert "NOT AUDITED" in said


def test_any_other_failure_is_one_and_is_shown() -> None:
    status, said = judge("", "ERROR:pip_audit._cli:requirement idna==3.20 does not contain a hash")
    assert status == 1
    assert "does not contain a hash" in said
