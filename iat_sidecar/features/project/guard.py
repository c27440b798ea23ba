"""Where the quality check draws its lines for a project: the built-in ones, others in their place."""

from typing import Any

import msgspec

from iat_sidecar.core.errors import InvalidParams
from iat_sidecar.imaging.guard.thresholds import Thresholds


def thresholds_of(given: dict[str, float], path: str = "$.guard.thresholds") -> Thresholds:
    """Thresholds by name; `matte.<name>` reaches those of the matte."""
    nested: dict[str, Any] = {}
    for name, value in given.items():
        head, _, rest = name.partition(".")
        number = int(value) if value == int(value) else value
        if rest:
            nested.setdefault(head, {})[rest] = number
        else:
            nested[head] = number
    try:
        return msgspec.convert(nested, Thresholds)
    except msgspec.ValidationError as exc:
        raise InvalidParams(str(exc), path) from exc
