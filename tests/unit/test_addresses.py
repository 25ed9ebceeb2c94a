"""Which addresses of the web may be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.web.addresses import Target, may_be_called

if TYPE_CHECKING:
    import ipaddress

PUBLIC = ["93.184.216.34", "8.8.8.8", "1.1.1.1", "2606:4700::1111", "2a00:1450:4007::8a", "64:ff9b::808:808"]
PRIVATE = [
    "0.0.0.0",  # noqa: S104 - refused, not bound
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "4000::1",
    "localhost",
    "",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_called(address: str) -> None:
    assert may_be_called(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_no_other_address_may_be_called(address: str) -> None:
    assert not may_be_called(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_allowing_loopback_admits_this_machine(address: str) -> None:
    assert may_be_called(address, allow_loopback=True)


@pytest.mark.parametrize("address", [a for a in PRIVATE if "127.0.0.1" not in a and a != "::1"])
def test_allowing_loopback_admits_nothing_else(address: str) -> None:
    assert not may_be_called(address, allow_loopback=True)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_in_ipv6_clothes_is_judged_as_what_it_is(ip: ipaddress.IPv4Address) -> None:
    for dress in (f"::ffff:{ip}", f"64:ff9b::{int(ip) >> 16:x}:{int(ip) & 0xFFFF:x}"):
        assert may_be_called(dress) == may_be_called(str(ip))


@given(st.ip_addresses())
def test_what_may_be_called_is_always_global(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert not may_be_called(str(ip)) or (ip.is_global and not ip.is_private and not ip.is_multicast)


@pytest.mark.parametrize(
    ("url", "parts", "host_header"),
    [
        ("https://Blog.Example", ("https", "blog.example", 443, "/"), "blog.example"),
        (
            "http://blog.example:8080/a b?c=é#d",
            ("http", "blog.example", 8080, "/a%20b?c=%C3%A9"),
            "blog.example:8080",
        ),
        ("HTTP://blog.example:80/", ("http", "blog.example", 80, "/"), "blog.example"),
        ("https://bücher.example/", ("https", "xn--bcher-kva.example", 443, "/"), "xn--bcher-kva.example"),
        ("http://[2606:4700::1]:8080/", ("http", "2606:4700::1", 8080, "/"), "[2606:4700::1]:8080"),
    ],
)
def test_an_address_falls_into_its_parts(
    url: str, parts: tuple[str, str, int, str], host_header: str
) -> None:
    target = Target.parse(url)
    assert (target.scheme, target.host, target.port, target.path) == parts
    assert target.host_header == host_header


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "not a web address"),
        ("blog.example/feed", "not a web address"),
        ("file:///etc/passwd", "not a web address"),
        ("gopher://blog.example/", "not a web address"),
        ("https:///feed", "not a web address"),
        ("https://blog.example:x/", "not a web address"),
        ("https://[::/", "not a web address"),
        ("https://blog.example/" + "x" * 8_000, "not a web address"),
        ("https://lison:hunter2@blog.example/", "a user name or a password"),
        ("http://blog.example:22/", "port 22 of blog.example"),
        ("http://blog.example:6", "port 6 of blog.example"),
    ],
)
def test_no_other_address_is_taken_and_its_secrets_are_not_repeated(url: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as refused:
        Target.parse(url)
    assert "hunter2" not in str(refused.value)


@given(st.text())
def test_no_text_is_anything_but_an_address_or_refused(text: str) -> None:
    try:
        target = Target.parse(text)
    except ValueError:
        return
    assert target.scheme in {"http", "https"}
