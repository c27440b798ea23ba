"""A data directory's database, opened: one writer, readers, a lock and a high-water mark."""

import os
import threading
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, TypeVar

import apsw

from iat_sidecar.core import log
from iat_sidecar.core.caller import Caller
from iat_sidecar.core.disk import NO_ROOM
from iat_sidecar.core.errors import ReadOnly, StorageFull
from iat_sidecar.db import mark, migrate
from iat_sidecar.db.connection import checkpoint_on_close, close, is_new, open_writer
from iat_sidecar.db.events import newest
from iat_sidecar.db.failure import translate
from iat_sidecar.db.lock import DirectoryLock
from iat_sidecar.db.readers import InPlace, Readers, Reading
from iat_sidecar.db.tx import Read, Told, Tx
from iat_sidecar.db.writer import Done, Together, Write, Writer

FILE = "iat.db"
MARK_EVERY_S = 1.0

T = TypeVar("T")


class Database:
    """Opened by the thread that will read in place; closed once.

    `publish` hears committed events, and what one commit leads to is said inside `together`.
    """

    def __init__(
        self,
        data_dir: str,
        program_version: str,
        publish: Callable[[list[Told]], None],
        together: Together = nullcontext,
    ) -> None:
        self.data_dir, self._publish, self._together = data_dir, publish, together
        self._path = os.path.join(data_dir, FILE)
        self._lock = _locked(data_dir)
        try:
            self._open(program_version)
        except apsw.Error as exc:
            self._lock.release()
            raise translate(exc, self._path) from exc
        except BaseException:
            self._lock.release()
            raise

    def _open(self, program_version: str) -> None:
        if is_new(self._path):
            mark.check(self.data_dir, 0)
        connection = open_writer(self._path)
        checkpoint_on_close(connection, False)
        try:
            self.schema_version, seq = self._prepare(connection, program_version)
            self.in_place = InPlace(self._path)
        except BaseException:
            close(connection)
            raise
        refresh = self.in_place.refresh
        self._writer = Writer(connection, self._path, seq, self._told, self._together, refresh)
        self.readers = Readers(self._path)
        self._marked = self._writer.seq
        self._ended = threading.Event()
        self._stir = threading.Event()
        self._keeper = threading.Thread(target=self._keep_mark, name="mark", daemon=True)
        self._keeper.start()

    def _prepare(self, connection: apsw.Connection, program_version: str) -> tuple[int, int]:
        """Schema version and last `seq`; nothing is changed before all is known to be well."""
        migrate.check(connection)
        seq = newest(connection)
        mark.check(self.data_dir, seq)
        checkpoint_on_close(connection, True)
        backups = os.path.join(self.data_dir, "backups")
        return migrate.migrate(connection, backups, program_version), seq

    @property
    def seq(self) -> int:
        """The last committed event's number."""
        return self._writer.seq

    def submit(self, write: Write) -> None:
        self._writer.submit(write)

    async def transact(self, caller: Caller, work: Callable[[Tx], T]) -> T:
        """Run `work` in the writer's next batch; its value once it is durable."""
        from iat_sidecar.db.waiting import Waiting  # asyncio costs 44 ms; nobody waits at start

        future: Waiting[T] = Waiting()
        self._writer.submit(Write(work, caller, future.done, future.claim))
        return await future.wait()

    async def read(self, caller: Caller, work: Callable[[Read], T]) -> T:
        """Run `work` on a reader thread."""
        from iat_sidecar.db.waiting import Waiting  # asyncio costs 44 ms; nobody waits at start

        future: Waiting[T] = Waiting()
        self.readers.submit(Reading(work, caller, future.done, future.claim))
        return await future.wait()

    def read_now(self, caller: Caller, work: Callable[[Read], T]) -> T:
        """Run `work` on a reader thread and wait; never on the thread that reads the wire."""
        value: T = _now(lambda done: self.readers.submit(Reading(work, caller, done, _always)))
        return value

    def transact_now(self, caller: Caller, work: Callable[[Tx], T]) -> T:
        """Run `work` and wait; for start and tests, never on the thread that reads the wire."""
        value: T = _now(lambda done: self._writer.submit(Write(work, caller, done, _always)))
        return value

    def close(self) -> None:
        """Commit what is queued, keep the mark, let go of the directory."""
        self.readers.close()
        self._writer.close()
        self.in_place.close()
        self._ended.set()
        self._stir.set()
        self._keeper.join()
        self._mark()
        self._lock.release()

    def _told(self, told: list[Told]) -> None:
        if not self._stir.is_set():
            self._stir.set()
        self._publish(told)

    def _keep_mark(self) -> None:
        while not self._ended.is_set():
            self._stir.wait()
            self._ended.wait(MARK_EVERY_S)
            self._stir.clear()
            self._mark()

    def _mark(self) -> None:
        if (seq := self._writer.seq) == self._marked:
            return
        try:
            mark.write(self.data_dir, seq)
            self._marked = seq
        except OSError as exc:  # a full disk: the next commit will say so to somebody who can act
            log.warning("mark/not_kept", error=str(exc))


def _locked(data_dir: str) -> DirectoryLock:
    try:
        os.makedirs(data_dir, mode=0o700, exist_ok=True)
        return DirectoryLock(data_dir)
    except OSError as exc:
        if exc.errno in NO_ROOM:
            raise StorageFull(data_dir) from exc
        raise ReadOnly(f"{data_dir}: {exc.strerror}") from exc


def _always() -> bool:
    return True


def _now(submit: Callable[[Done], None]) -> Any:
    """Wait for what another thread does; its error is raised here."""
    ready = threading.Event()
    box: list[tuple[Any, BaseException | None]] = []

    def done(value: Any, error: BaseException | None) -> None:
        box.append((value, error))
        ready.set()

    submit(done)
    ready.wait()
    value, error = box[0]
    if error:
        raise error
    return value
