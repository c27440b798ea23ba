"""`iat-sidecar doctor`: what `system/doctor` finds, as a table to read."""

import sys
from typing import Any

from iat_sidecar.script.conversation import Conversation
from iat_sidecar.script.play import Different, Player
from iat_sidecar.script.step import parse
from iat_sidecar.script.transport import Subprocess

TRANSCRIPT = """
--> {"method": "system/doctor"}
<-- {"result": "$found"}
"""


def examine(data_dir: str | None) -> bool:
    """Print what a fresh process finds; whether all of it is well."""
    with Subprocess(data_dir) as way:
        player = Player(Conversation(way, lambda _: None), {}, lambda _: None)
        try:
            player.play(parse(TRANSCRIPT))
        except Different as exc:
            sys.stderr.write(f"{exc}\n")
            return False
    checks = player.names.find("found.checks")
    sys.stdout.write(table(checks))
    return all(check["status"] != "failed" for check in checks)


def table(checks: list[dict[str, Any]]) -> str:
    """A line a check, and under what is not well a line that says what to do."""
    width = max((len(check["name"]) for check in checks), default=0)
    lines = []
    for check in checks:
        lines.append(f"{check['status']:8} {check['name']:{width}}  {check['detail']}\n")
        if check["way_out"]:
            lines.append(f"{'':8} {'':{width}}  → {check['way_out']}\n")
    return "".join(lines)
