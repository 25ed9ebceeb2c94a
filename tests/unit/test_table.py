"""How values are written in the table, and how its writes are put together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.aws.items import Key, Write, marshal, unmarshal
from repost.base import instants
from repost.base.digests import digest

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
) | st.sets(st.text(max_size=5), min_size=1, max_size=3)
ITEMS = st.dictionaries(st.text(min_size=1, max_size=5), VALUES.filter(lambda value: value is not None))


@given(ITEMS)
def test_what_is_written_is_read_again(item: dict[str, Any]) -> None:
    assert unmarshal(marshal(item)) == item


@pytest.mark.parametrize("value", [1.5, datetime(2026, 1, 1, tzinfo=UTC), object()])
def test_what_no_item_holds_is_refused_rather_than_guessed(value: object) -> None:
    with pytest.raises(TypeError):
        marshal({"name": value})


def test_a_number_comes_back_as_an_int_wherever_it_is() -> None:
    read = unmarshal(marshal({"count": 1, "days": [2], "by_network": {"x": 3}}))
    assert read == {"count": 1, "days": [2], "by_network": {"x": 3}}
    assert [type(each) for each in (read["count"], read["days"][0], read["by_network"]["x"])] == [int] * 3


def test_a_missing_value_is_left_out() -> None:
    assert marshal({"a": None, "b": ""}) == {"b": {"S": ""}}


@given(st.datetimes(datetime(1, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive
def test_instants_sort_as_text_and_come_back_to_the_second(at: datetime) -> None:
    assert instants.read(instants.written(at)) == at.replace(microsecond=0)


def test_a_write_names_every_attribute_so_that_none_is_a_reserved_word() -> None:
    write = Write(
        Key("p", "s"),
        set={"state": "posted", "text": None},
        remove=("pending",),
        add={"count": 1},
        delete={"unresolved": {"x"}},
        condition="#owner = :owner",
        given={"owner": "me"},
    )
    arguments = write.arguments("table")
    assert arguments["UpdateExpression"] == (
        "SET #schema = :set_schema, #state = :set_state REMOVE #pending ADD #count :add_count "
        "DELETE #unresolved :delete_unresolved"
    )
    assert arguments["ExpressionAttributeNames"] == {
        f"#{name}": name for name in ("schema", "state", "pending", "count", "unresolved", "owner")
    }
    assert set(arguments["ExpressionAttributeValues"]) == {
        ":set_schema",
        ":set_state",
        ":add_count",
        ":delete_unresolved",
        ":owner",
    }


@given(st.text())
def test_any_text_has_a_short_name(text: str) -> None:
    assert len(digest(text)) == 32
