"""A deployment for each file of tests, made as the README says, beside a blog, X and a shortener."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from local.aws.emulator import LocalAws
from local.aws.lambda_runtime import ROOT, SAM
from local.blogs.sample import SampleBlog
from local.links.shorteners import IsGd
from local.networks.oauth1 import Keys
from local.networks.x import XStandIn
from local.tools.project import LAMBDAS, THIS_MACHINES, Project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.lambda_runtime import Artifact

OVERRIDES = 'AlarmEmail=ada@example.com TickRate="rate(1 minute)"'
"""What is deployed with other values than the defaults."""


def commands(document: str, heading: str = "") -> list[str]:
    """The shell commands in a document, or below one of its headings, block by block, as written."""
    text = (ROOT / document).read_text("utf-8")
    if heading:
        text = re.split(r"^#+ ", text.split(f"\n## {heading}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Place:
    """Everything around the function: an emulated AWS, a blog, X and a shortener."""

    project: Project
    blog: SampleBlog
    x: XStandIn
    shortener: IsGd
    said: str

    @property
    def endpoints(self) -> dict[str, str]:
        return {"x": self.x.url, "is.gd": self.shortener.url}

    def write_account(self, settings: str = "") -> None:
        """Write the files of the README's account."""
        jitter = '[schedule]\nevery = "6h"\njitter = "0m"\n'
        settings = f'network = "x"\nfeed = "{self.blog.feed_url}"\n{jitter}{settings}'
        (self.project.folder / "main.toml").write_text(settings, "utf-8")
        (self.project.folder / "main.secret.toml").write_text(Keys.of("ada").document, "utf-8")


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """What would be uploaded to AWS."""
    return Project(tmp_path_factory.mktemp("shipped") / "repost", {}).build(LAMBDAS)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The stack `repost`, built and deployed by the commands of the README, with no account yet."""
    folder = tmp_path_factory.mktemp("deploy")

    def clock() -> datetime:
        return datetime.now(UTC)

    with ExitStack() as running:
        aws = running.enter_context(LocalAws(folder / "aws", keep=False, python=str(SAM / "bin" / "python")))
        x = running.enter_context(XStandIn([Keys.of("ada")], clock))
        shortener = running.enter_context(IsGd())
        blog = running.enter_context(SampleBlog(clock()))
        project = Project(folder / "repost", aws.environment)
        build, deploy = commands("README.md", "Deploy it")[0].splitlines()
        project.run(build, LAYER_MACHINE=THIS_MACHINES)
        project.let_it_reach_loopback({"x": x.url, "is.gd": shortener.url})
        documented = "AlarmEmail=you@example.com"
        assert deploy.endswith(documented)
        said = project.run(deploy.replace(documented, f"'{OVERRIDES}'"))
        yield Place(project, blog, x, shortener, said)
