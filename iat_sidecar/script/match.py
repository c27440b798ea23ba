"""What came, held against what a transcript says: values, `…` for anything, `$names`."""

import json
from dataclasses import dataclass
from typing import Any

from iat_sidecar.script.names import Names

ANY = "…"
SHOWN = 160


@dataclass(frozen=True)
class Mismatch:
    """One place where two values differ; None where one of them has nothing."""

    path: str
    expected: str | None
    came: str | None

    def __str__(self) -> str:
        lines = [f"  at {self.path}"]
        lines += [f"    - {self.expected}"] if self.expected is not None else []
        lines += [f"    + {self.came}"] if self.came is not None else []
        return "\n".join(lines)


def mismatches(expected: Any, came: Any, names: Names, path: str = "$") -> list[Mismatch]:
    """Every place where they differ; names seen for the first time are learned."""
    match expected:
        case "…":
            return []
        case str():
            return _text(expected, came, names, path)
        case dict() if isinstance(came, dict):
            return _objects(expected, came, names, path)
        case list() if isinstance(came, list) and len(came) == len(expected):
            return [
                each
                for index, (one, other) in enumerate(zip(expected, came, strict=True))
                for each in mismatches(one, other, names, f"{path}[{index}]")
            ]
    return [] if _is_same(expected, came) else [Mismatch(path, shown(expected), shown(came))]


def _text(expected: str, came: Any, names: Names, path: str) -> list[Mismatch]:
    if name := names.is_new(expected):
        names.learn(name, came)
        return []
    wanted = names.fill(expected)
    return [] if _is_same(wanted, came) else [Mismatch(path, shown(wanted), shown(came))]


def _objects(
    expected: dict[str, Any], came: dict[str, Any], names: Names, path: str
) -> list[Mismatch]:
    """An object that holds `"…": "…"` allows members it does not name."""
    found: list[Mismatch] = []
    for key, value in expected.items():
        if key in came:
            found += mismatches(value, came[key], names, f"{path}.{key}")
        elif key != ANY:
            found.append(Mismatch(f"{path}.{key}", shown(value), None))
    if ANY not in expected:
        extra = [key for key in came if key not in expected]
        found += [Mismatch(f"{path}.{key}", None, shown(came[key])) for key in extra]
    return found


def _is_same(expected: Any, came: Any) -> bool:
    """Equal and of one JSON type: 1 is 1.0, and not true."""
    return isinstance(expected, bool) is isinstance(came, bool) and expected == came


def shown(value: Any) -> str:
    """A value as JSON on one line, cut where it gets long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
