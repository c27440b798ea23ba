"""A database of a test's own, opened in this process, with what is told kept in order."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw

from iat_sidecar.core.caller import SYSTEM, Caller
from iat_sidecar.core.wire import Event
from iat_sidecar.db.connection import open_reader
from iat_sidecar.db.database import FILE, Database
from iat_sidecar.db.tx import Read, Told, Tx
from iat_sidecar.features.user import store as users


class NumberSaid(Event):
    """A number was written down."""

    number: int


class Opened:
    """A seeded database; `told` is what listeners heard, in the order they heard it."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.told: list[Told] = []
        self.log: list[tuple[str, Any]] = []
        self.db = Database(str(data_dir), "test", self._hear)
        self.now(users.seed)
        self.caller = self.db.read_now(SYSTEM, lambda read: users.caller(read, "local"))

    def _hear(self, told: list[Told]) -> None:
        self.told += told
        self.log += [("told", each.seq) for each in told]

    def now(self, work: Callable[[Tx], Any], caller: Caller = SYSTEM) -> Any:
        return self.db.transact_now(caller, work)

    def look(self, work: Callable[[Read], Any]) -> Any:
        return self.db.read_now(SYSTEM, work)

    def close(self) -> None:
        self.db.close()


def stored(data_dir: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a connection of one's own finds in the file."""
    connection = open_reader(str(data_dir / FILE))
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def is_healthy(data_dir: Path) -> bool:
    """No page, index or reference is wrong."""
    checks = (
        stored(data_dir, "pragma integrity_check"),
        stored(data_dir, "pragma foreign_key_check"),
    )
    return checks == ([("ok",)], [])


def seqs(data_dir: Path) -> list[int]:
    return [seq for (seq,) in stored(data_dir, "select seq from events order by seq")]


def say(number: int) -> Callable[[Tx], int]:
    """Work that tells a number and answers it."""

    def work(tx: Tx) -> int:
        tx.emit(NumberSaid(number=number))
        return number

    return work


def broken(*_: object) -> None:
    raise apsw.IOError("injected")
