"""What stands in a column, and what a field says."""

import math
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iat_sidecar.core.values import Usd, Weight
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.rows import check, from_micros, maker, outgoing, to_micros

MICROS = st.integers(-(2**63) + 1, 2**63 - 1)


class Row(Wire):
    """A row with every kind of column."""

    id: str
    is_on: bool
    was_on: bool | None
    cost_usd: Usd
    left_usd: Usd | None
    weight: Weight
    settings: dict[str, Any]
    warnings: list[str] | None
    count: int | None


COLUMNS = ("id", "is_on", "was_on", "cost_usd", "left_usd", "weight", "settings_json",
           "warnings_json", "count")  # fmt: skip


def test_columns_become_fields_of_their_types() -> None:
    make = maker(Row, COLUMNS)
    assert make(("a", 1, 0, 1_230_000, -1, 500_000, '{"a":[1]}', '["x"]', 3)) == Row(
        id="a",
        is_on=True,
        was_on=False,
        cost_usd="1.230000",
        left_usd="-0.000001",
        weight=0.5,
        settings={"a": [1]},
        warnings=["x"],
        count=3,
    )


def test_null_stays_null() -> None:
    row = maker(Row, COLUMNS)(("a", 0, None, 0, None, 0, "{}", "null", None))
    assert (row.was_on, row.left_usd, row.warnings, row.count) == (None, None, None, None)
    assert row.is_on is False


def test_columns_may_come_in_any_order() -> None:
    order = tuple(reversed(COLUMNS))
    values = (3, '["x"]', "{}", 0, None, 0, None, 1, "a")
    assert (row := maker(Row, order)(values)).id == "a" and row.warnings == ["x"]


def test_a_column_without_a_field_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="Row has no field for colour"):
        maker(Row, (*COLUMNS, "colour"))


@given(MICROS)
def test_millionths_survive_the_way_out_and_back(micros: int) -> None:
    assert to_micros(from_micros(micros)) == micros


@given(MICROS)
def test_an_amount_is_written_exactly(micros: int) -> None:
    text = from_micros(micros)
    assert Decimal(text) == Decimal(micros).scaleb(-6)
    assert len(text.partition(".")[2]) == 6


@given(st.integers(-(10**9), 10**9))
def test_a_number_becomes_the_nearest_millionth(micros: int) -> None:
    assert to_micros(micros / 1_000_000) == micros


@pytest.mark.parametrize(
    ("text", "micros"), [("1", 1_000_000), ("0.5", 500_000), ("-0.5", -500_000), ("-0", 0)]
)
def test_short_amounts_are_understood(text: str, micros: int) -> None:
    assert to_micros(text) == micros


@pytest.mark.parametrize("text", ["1.1234567", "1e3", "--1", "", ".5", "1.", "nan", "1.0\n", " 1"])
def test_what_is_no_amount_is_refused_and_never_rounded(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        to_micros(text)


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_what_is_no_number_is_refused(number: float) -> None:
    with pytest.raises((ValueError, OverflowError)):
        to_micros(number)


def test_objects_and_lists_are_stored_as_canonical_text() -> None:
    class Point(msgspec.Struct):
        y: int
        x: int

    values = [{"b": 1, "a": [True, None]}, [1, "ü"], Point(y=2, x=1), "text", 7, None, True]
    assert list(map(outgoing, values)) == [
        '{"a":[true,null],"b":1}', '[1,"ü"]', '{"x":1,"y":2}', "text", 7, None, True,
    ]  # fmt: skip


@pytest.mark.parametrize("sql", ["select 1", "select $1, $2, $1", "select $1 where ended = $2"])
def test_placeholders_in_order_of_first_appearance_are_taken(sql: str) -> None:
    check(sql)


@pytest.mark.parametrize("sql", ["select $2, $1", "select $1, $3", "select $2"])
def test_placeholders_that_the_databases_number_differently_are_refused(sql: str) -> None:
    with pytest.raises(ValueError, match="placeholders first appear as"):
        check(sql)


@pytest.mark.parametrize("sql", ["commit", " ROLLBACK", "begin", "end", "savepoint a", "release a"])
def test_a_store_cannot_end_the_transaction(sql: str) -> None:
    with pytest.raises(ValueError, match="transactions are the writer's"):
        check(sql)
