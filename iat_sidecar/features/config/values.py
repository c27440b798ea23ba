"""The values in force; apart from the rest, because the start reads one."""

from typing import Any

import msgspec

from iat_sidecar.db.tx import Read
from iat_sidecar.features.config.keys import key


def value(read: Read, name: str) -> Any:
    """What was set, or the default."""
    found = read.value("select value_json from config_values where key = $1", name)
    return key(name).default if found is None else msgspec.json.decode(found)
