"""Rows to values: columns are named like fields, `*_json` columns drop the suffix.

Money and units are int64 millionths in the database and six-place strings on the wire; this is
the one place that converts.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, get_args

import msgspec
from msgspec import Meta

from iat_sidecar.core import canonical

PLAIN = frozenset({str, int, float, bool, bytes, type(None)})  # stored as they are

Convert = Callable[[Any], Any]
Make = Callable[[Sequence[Any]], Any]
_PLACEHOLDER = re.compile(r"\$(\d+)")
_TRANSACTION = re.compile(r"\s*(begin|commit|end|rollback|savepoint|release)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"(-?)(\d+)(?:\.(\d{1,6}))?\Z")


def to_micros(amount: str | float) -> int:
    """`"1.230000"` or 1.23 as 1230000 millionths; a text with more places is refused, not rounded."""
    if not isinstance(amount, str):
        return round(amount * 1_000_000)
    if (match := _AMOUNT.match(amount)) is None:
        raise ValueError(f"not an amount with up to six places: {amount!r}")
    sign, whole, places = match.groups("")
    micros = int(whole) * 1_000_000 + int(places.ljust(6, "0"))
    return -micros if sign else micros


def from_micros(micros: int) -> str:
    """1230000 millionths as `"1.230000"`."""
    whole, places = divmod(abs(micros), 1_000_000)
    return f"{'-' if micros < 0 else ''}{whole}.{places:06d}"


def outgoing(value: Any) -> Any:
    """What the database stores for a value: objects and lists as canonical JSON text."""
    if isinstance(value, dict | list | tuple | msgspec.Struct):
        return canonical.text(value)
    return value


def check(sql: str) -> None:
    """Refuse what only one of the two databases understands as meant, and what ends a savepoint.

    SQLite numbers placeholders by first appearance, PostgreSQL by name.
    """
    seen = list(dict.fromkeys(int(n) for n in _PLACEHOLDER.findall(sql)))
    if seen != list(range(1, len(seen) + 1)):
        raise ValueError(f"placeholders first appear as {seen} in: {sql.strip()[:80]}")
    if _TRANSACTION.match(sql):
        raise ValueError(f"transactions are the writer's: {sql.strip()[:80]}")


def maker(row: type[Any], columns: tuple[str, ...]) -> Make:
    """A function that makes a `row` from the values of these columns."""
    types = {field.name: field.type for field in msgspec.structs.fields(row)}
    names = tuple(column.removesuffix("_json") for column in columns)
    if unknown := [name for name in names if name not in types]:
        raise TypeError(f"{row.__name__} has no field for {', '.join(unknown)}")
    converters = {
        f"c{n}": _converter(types[name], column)
        for n, (name, column) in enumerate(zip(names, columns, strict=True))
    }
    fields = ", ".join(
        f"{name}=None if v[{n}] is None else c{n}(v[{n}])"
        if converters[f"c{n}"]
        else f"{name}=v[{n}]"
        for n, name in enumerate(names)
    )
    # compiled once a statement: a page of rows costs half of what a loop over the columns does
    make: Make = eval(f"lambda v: row({fields})", {"row": row, **converters})  # noqa: S307
    return make


def _converter(kind: Any, column: str) -> Convert | None:
    if column.endswith("_json"):
        return msgspec.json.Decoder(kind, strict=False).decode
    options = [kind, *get_args(kind)]
    if any(option is bool for option in options):
        return bool
    if _is_decimal6(kind):
        return _ratio if float in _bases(kind) else from_micros
    return None


def _is_decimal6(kind: Any) -> bool:
    metas = [m for option in (kind, *get_args(kind)) for m in getattr(option, "__metadata__", ())]
    return any(isinstance(m, Meta) and (m.extra or {}).get("decimal6") for m in metas)


def _bases(kind: Any) -> set[Any]:
    return {getattr(option, "__origin__", option) for option in (kind, *get_args(kind))}


def _ratio(micros: int) -> float:
    return micros / 1_000_000
