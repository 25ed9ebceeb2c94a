"""Where a stand-in listens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from local.base.ports import Ports
from local.blogs.sample import SampleBlog
from tests.servers import port_of_ones_own

if TYPE_CHECKING:
    from pathlib import Path

TODAY: Final = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_it_gets_the_port_it_had_before_while_that_is_free(tmp_path: Path) -> None:
    with SampleBlog(TODAY, port_of_ones_own()) as blog:
        Ports(tmp_path / "ports.json").remember("blog", blog.port)
    wanted = Ports(tmp_path / "ports.json").wanted("blog")
    with SampleBlog(TODAY, wanted) as again:
        assert (again.port, again.url) == (blog.port, blog.url)


def test_where_another_listens_on_it_any_free_one_is_taken() -> None:
    with SampleBlog(TODAY) as first, SampleBlog(TODAY, first.port) as second:
        assert second.port != first.port


def test_services_without_a_past_are_to_try_ports_of_their_own(tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")
    for service in ("x", "blog"):
        ports.remember(service, ports.wanted(service))
    assert ports.wanted("x") != ports.wanted("blog")
