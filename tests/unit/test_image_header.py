"""What the first bytes of an image file say, of real files and of hostile ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from local.base.picture import png
from repost.networks.image_header import ImageHeader, image_header

SAMPLES = {
    file.name: file.read_bytes() for file in sorted((Path(__file__).parents[1] / "samples/images").iterdir())
}
KINDS = {".jpg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp"}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_real_file_tells_its_format_and_its_size(name: str) -> None:
    header = image_header(SAMPLES[name])
    assert header is not None
    assert (header.kind, header.width, header.height) == (KINDS[Path(name).suffix], 120, 63)


def test_there_are_files_of_every_format_in_every_way_to_write_it() -> None:
    firsts = {name: data[12:16] for name, data in SAMPLES.items() if name.endswith(".webp")}
    assert set(firsts.values()) == {b"VP8 ", b"VP8L", b"VP8X"}
    assert {Path(name).suffix for name in SAMPLES} == set(KINDS)
    assert b"\xff\xc2" in SAMPLES["progressive-exif.jpg"]


def test_the_pictures_of_stand_in_blogs_are_pictures() -> None:
    assert image_header(png("A title", 600, 315)) == ImageHeader("image/png", 600, 315)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_that_is_cut_off_says_the_same_or_nothing(name: str) -> None:
    whole = image_header(SAMPLES[name])
    found = [image_header(SAMPLES[name][:end]) for end in range(min(len(SAMPLES[name]), 1_000))]
    assert set(found) <= {whole, None}
    assert found[0] is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!DOCTYPE html><html>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        b"BM" + bytes(60),
        b"RIFF\0\0\0\0WAVEfmt " + bytes(40),
        b"\0\0\0\x1cftypavif" + bytes(40),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(20),
        b"GIF89a" + bytes(20),
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xda\0\x08" + bytes(20),
        b"\xff\xd8\xff\xe0\0\0" + bytes(20),
        b"\xff\xd8\xff\xe0\0\x01" + bytes(20),
        b"\xff\xd8" + b"\xff" * 100_000,
        b"\xff\xd8" + b"\xff\xe0\0\x02" * 100_000,
        b"\xff\xd8" + b"\xff\xd0" * 100_000,
        b"RIFF\0\0\0\0WEBPVP8L" + bytes(4) + b"\x2f",
        b"RIFF\0\0\0\0WEBPVP8 " + bytes(40),
    ],
    ids=lambda data: repr(data[:16]),
)
def test_what_is_no_such_image_says_nothing(data: bytes) -> None:
    assert image_header(data) is None


@given(st.binary(max_size=80), st.sampled_from(sorted(SAMPLES)), st.integers(0, 200))
@example(b"\xff" * 60, "baseline.jpg", 4)
def test_no_bytes_whatever_are_trouble(noise: bytes, name: str, place: int) -> None:
    data = SAMPLES[name]
    for hostile in (noise, data[:place] + noise + data[place:], data[:place] + noise):
        header = image_header(hostile)
        assert header is None or (0 < header.width < 2**32 and 0 < header.height < 2**32)
