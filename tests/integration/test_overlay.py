"""The table in memory does what the real one does: the same writes, side by side, in both."""

from __future__ import annotations

import itertools
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from msgspec.structs import replace

from repost.aws.items import Key, Write
from repost.aws.table import BY_PUBLISHED, Table
from repost.simulation.conditions import holds
from repost.simulation.overlay import Overlay
from repost.simulation.stretches import Stretches
from tests.effort import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.aws.stack import LocalStack
    from repost.aws.items import Item

_numbers = itertools.count()

VALUES = st.one_of(st.integers(0, 3), st.sampled_from("abc"))
CONDITIONS = st.recursive(
    st.sampled_from(
        [
            "attribute_exists(pk)",
            "attribute_not_exists(#n)",
            "attribute_not_exists(#published)",
            "#n = :one",
            "#n <= :one",
            "#n > :one",
            "#n <> :one",
            "#t < :text",
            "#t IN (:text, :other)",
            "#n BETWEEN :one AND :two",
        ]
    ),
    lambda inner: st.one_of(
        st.builds("({} AND {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("NOT {}".format, inner),
    ),
    max_leaves=4,
)
GIVEN = {"one": 1, "two": 2, "text": "b", "other": "c"}


def write(key: Key, condition: str, **parts: Any) -> Write:
    return Write(
        key, condition=condition, given={k: v for k, v in GIVEN.items() if f":{k}" in condition}, **parts
    )


WRITES = st.tuples(
    st.sampled_from("abc"),
    st.just("") | CONDITIONS,
    st.dictionaries(st.sampled_from(["n", "m"]), st.integers(0, 3))
    | st.dictionaries(st.sampled_from(["t", "published"]), st.sampled_from("abc")),
    st.sampled_from([(), ("t",), ("published",), ("gone",)]),
    st.sampled_from([{}, {"tags": {"x"}}, {"count": 1}]),
    st.sampled_from([{}, {"names": {"x"}}]),
)


@given(
    earlier=st.lists(WRITES, max_size=4),
    later=st.lists(st.lists(WRITES, min_size=1, max_size=3), max_size=5),
    known=st.integers(0, 3),
)
@examples(40, HealthCheck.function_scoped_fixture)
def test_after_any_writes_it_reads_as_the_real_table(
    stack: LocalStack, earlier: list[Any], later: list[list[Any]], known: int
) -> None:
    partition = f"FEED#{next(_numbers)}"

    def made(parts: Any) -> Write:
        name, condition, values, remove, add, delete = parts
        return write(Key(partition, name), condition, set=values, remove=remove, add=add, delete=delete)

    def turn(number: int, group: Any) -> list[Write]:
        """The writes of a group, unlike those of any other: DynamoDB carries out equal requests once."""
        once = [made(parts) for parts in {parts[0]: parts for parts in group}.values()]
        return [replace(each, set={**each.set, "turn": number}) for each in once]

    for parts in earlier:
        stack.table.update(made(parts))
    overlay = Overlay(stack.table)
    if known:
        overlay.know(partition, "a", "b", known)
    keys = [Key(partition, name) for name in "abc"]
    found = overlay.get_many(keys), list(overlay.query(partition, index=BY_PUBLISHED, first="a", last="b"))
    told = []
    for number, group in enumerate(later):
        once = turn(number, group)
        told.append(overlay.lost(once, proof=once[0]) if len(once) > 1 else overlay.update(once[0]))
        before = found if number == 0 else None
        if before:  # nothing has reached the real table
            assert stack.table.get_many(keys) == before[0]
    real = []
    for number, group in enumerate(later):
        once = turn(number, group)
        real.append(stack.table.lost(once, proof=once[0]) if len(once) > 1 else stack.table.update(once[0]))
    assert told == real
    assert overlay.get_many(keys) == stack.table.get_many(keys)
    for first, last in (("a", "c"), ("b", "b"), ("c", "a")):
        where: dict[str, Any] = {"index": BY_PUBLISHED, "first": first, "last": last}
        assert names(overlay.query(partition, **where)) == names(stack.table.query(partition, **where))


def names(items: Any) -> list[tuple[str, str]]:
    return sorted((item["published"], item["sk"]) for item in items)


def test_what_it_cannot_judge_is_an_error_rather_than_a_guess() -> None:
    for condition in (
        "size(#n) > :one",
        "#n",
        "#n = :one AND",
        "#n + :one",
        "(#n = :one",
        "begins_with(#t, :text)",
    ):
        with pytest.raises((ValueError, KeyError)):
            holds(condition, {"n": 1, "t": "b"}, GIVEN)


@given(
    keys=st.lists(st.sampled_from("abcdefgh"), max_size=14),
    wanted=st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"), st.integers(0, 6) | st.just(99)),
        max_size=8,
    ),
)
def test_what_is_read_of_an_index_is_read_once_and_only_as_far_as_it_is_needed(
    keys: list[str], wanted: list[tuple[str, str, int]]
) -> None:
    items = [{"sk": str(number), "published": key} for number, key in enumerate(sorted(keys))]
    read: list[str] = []

    class Base(Table):
        def __init__(self) -> None:
            """No client is needed."""

        def query(
            self,
            _: str,
            *,
            index: str,  # noqa: ARG002 - there is one
            first: str,
            last: str,
            likely: int | None = None,  # noqa: ARG002 - nothing is asked of anybody
        ) -> Iterator[Item]:
            for item in items:
                if first <= item["published"] <= last:
                    read.append(item["sk"])
                    yield item

    stretches = Stretches(Base(), "FEED#1", BY_PUBLISHED)
    for first, last, most in wanted:
        matching = [item for item in items if first <= item["published"] <= last]
        assert list(islice(stretches.between(first, last, None), most)) == matching[:most]
    asked_whole = [each for each in wanted if each[2] == 99]
    if asked_whole == wanted:
        assert len(read) == len(set(read))
    asked = {item["sk"] for first, last, _ in wanted for item in items if first <= item["published"] <= last}
    assert set(read) <= asked
