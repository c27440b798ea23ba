"""Parameters by name, checked; an error carries the path of the offending field."""

from typing import Any

import msgspec

from iat_sidecar.core.errors import InvalidParams, ParseError
from iat_sidecar.rpc.message import UNREADABLE, first_line
from iat_sidecar.rpc.registry import Method

NUL = b"\\u0000"


def decode_params(method: Method, raw: msgspec.Raw | msgspec.UnsetType) -> Any:
    """The struct of this method's parameters."""
    given = b"{}" if raw is msgspec.UNSET else bytes(raw)
    try:
        params = method.decode(given)
    except msgspec.ValidationError as exc:
        raise _invalid(str(exc)) from exc
    except UNREADABLE as exc:
        raise ParseError(first_line(exc)) from exc
    if NUL in given and (path := _nul_path(msgspec.to_builtins(params), "$")):
        raise InvalidParams("Text may not hold the character U+0000", path)
    return params


def _invalid(text: str) -> InvalidParams:
    """msgspec says `Expected … - at `$.a``; for missing and unknown fields the name is in the text."""
    reason, _, path = text.partition(" - at `")
    path = path.rpartition("` in `")[2].rstrip("`") or "$"  # "`key` in `$.templates`": a wrong key
    if reason.startswith(("Object missing required field", "Object contains unknown field")):
        path = f"{path}.{reason.split('`')[1]}"
    return InvalidParams(reason, path)


def _nul_path(value: Any, path: str) -> str | None:
    """Where the first U+0000 stands: SQLite and file systems would cut the text there."""
    match value:
        case str():
            return path if "\0" in value else None
        case dict():
            parts = [(f"{path}.{key}", part) for key, item in value.items() for part in (key, item)]
        case list():
            parts = [(f"{path}[{index}]", item) for index, item in enumerate(value)]
        case _:
            return None
    return next(filter(None, (_nul_path(part, inner) for inner, part in parts)), None)
