"""Keyset pages over ids or places, stable while rows come and go."""

from typing import Any, Generic, Literal, TypeVar

import msgspec

from iat_sidecar.core import ids
from iat_sidecar.core.errors import InvalidParams
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.tx import Read

R = TypeVar("R", bound=msgspec.Struct)

LONGEST_PLACE = 9
NO_CURSOR = "This is not a cursor of this list"


class Page(Wire, Generic[R]):
    """Some items, and where the next page begins (null at the end)."""

    items: list[R]
    next_cursor: str | None


def page_of(
    read: Read,
    row: type[R],
    select: str,
    values: tuple[Any, ...],
    limit: int,
    cursor: str | None,
    order: Literal["asc", "desc"] = "desc",
) -> Page[R]:
    """`select … where …` continued by the keyset condition, order and limit.

    The statement needs a `where` and an `id` column; one row more than asked tells of a next page.
    """
    n = len(values)
    if cursor is not None:
        if not ids.is_id(cursor):
            raise InvalidParams(NO_CURSOR, "$.cursor")
        select = f"{select} and id {'<' if order == 'desc' else '>'} ${n + 1}"
        values, n = (*values, cursor), n + 1
    rows = read.all(row, f"{select} order by id {order} limit ${n + 1}", *values, limit + 1)
    more = len(rows) > limit
    items = rows[:limit]
    return Page(items=items, next_cursor=items[-1].id if more else None)  # type: ignore[attr-defined]


def page_by(
    read: Read,
    row: type[R],
    select: str,
    values: tuple[Any, ...],
    place: str,
    limit: int,
    cursor: str | None,
) -> Page[R]:
    """As `page_of`, for a list in the order of its column `place`, which numbers it from 0."""
    n = len(values)
    after = f"{select} and {place} > ${n + 1} order by {place} limit ${n + 2}"
    rows = read.all(row, after, *values, _place(cursor), limit + 1)
    items = rows[:limit]
    more = len(rows) > limit
    return Page(items=items, next_cursor=str(getattr(items[-1], place)) if more else None)


def narrowed(select: str, values: tuple[Any, ...], **wanted: Any) -> tuple[str, tuple[Any, ...]]:
    """The statement and its values with `and column = value` for each value that is given."""
    for column, value in wanted.items():
        if value is not None:
            values = (*values, value)
            select = f"{select} and {column} = ${len(values)}"
    return select, values


def _place(cursor: str | None) -> int:
    """The number that a cursor is; without one all of the list follows."""
    if cursor is None:
        return -1
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= LONGEST_PLACE):
        raise InvalidParams(NO_CURSOR, "$.cursor")
    return int(cursor)
