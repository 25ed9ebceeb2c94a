"""The operating guide: every command in it, in its order, as written, against the emulator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local.base.server import Fault
from local.tools.project import THIS_MACHINES
from tests.deploy.conftest import commands

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.deploy.conftest import Place

GUIDE = "docs/operating.md"


def test_every_command_of_the_operating_guide_does_what_it_says(place: Place) -> None:
    place.write_account()
    place.project.run(commands("README.md", "Deploy it")[-1])
    _, names, *_ = blocks = commands(GUIDE)
    [by_hand] = commands(GUIDE, "Run it by hand")
    [settle] = commands(GUIDE, "Settle a post whose outcome is unknown")
    before: dict[str, Callable[[], None]] = {
        commands(GUIDE, "Change settings or a secret")[0]: place.write_account,
        settle: lambda: hold_a_post(place, by_hand),
    }
    # A person types into one shell; here each block has one of its own, with what that would remember.
    *_, remembered = place.project.run(f"{names}\ndeclare -p QUEUE LOGS TABLE | tr '\\n' ';'").splitlines()
    said = {}
    for block in blocks:
        before.get(block, lambda: None)()
        said[block] = place.project.run(f"{remembered}\n{block}", LAYER_MACHINE=THIS_MACHINES)
    assert json.loads(said[by_hand])["reports"][0]["state"] in {"posted", "waiting"}
    assert json.loads(said[settle])["reports"][0]["state"] == "posted"
    tables = place.project.ask("aws dynamodb list-tables")["TableNames"]
    assert [name for name in tables if not name.startswith("blog-two-")] == ["repost-restored"]
    left = place.project.ask("aws ssm get-parameters-by-path --path /repost --recursive")["Parameters"]
    assert [found["Name"] for found in left] == ["/repost/secrets/held", "/repost/settings/held"]


def hold_a_post(place: Place, by_hand: str) -> None:
    """Let an account's post be accepted without an answer, and write down which, as its owner would."""
    place.write_account()
    files = (("settings", "String", "main.toml"), ("secrets", "SecureString", "main.secret.toml"))
    for kind, parameter_type, file in files:
        place.project.run(
            f"aws ssm put-parameter --name /repost/{kind}/held --type {parameter_type} --value file://{file}"
        )
    place.x.fail_next(Fault("cut", accepted=True))
    said = place.project.run(by_hand)
    assert "reports" in said, said
    reports = json.loads(said)["reports"]
    [held] = [report for report in reports if report["account"] == "held"]
    assert held["state"] == "unknown"
    event = {
        "source": "repost.person",
        "settle": {"account": "held", "slot": held["slot"], "outcome": "posted"},
    }
    (place.project.folder / "events" / "settle.json").write_text(json.dumps(event), "utf-8")
