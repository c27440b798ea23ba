"""The composition root: opens a data directory and runs what the dispatcher hands over."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, NoReturn

import iat_sidecar
from iat_sidecar.call import read_work, write_work
from iat_sidecar.core import log, resources
from iat_sidecar.core.caller import SYSTEM
from iat_sidecar.core.exits import Exit
from iat_sidecar.core.wire import Volatile
from iat_sidecar.lifetime import NAME, leave
from iat_sidecar.rpc.call import Call
from iat_sidecar.rpc.dispatch import Dispatcher
from iat_sidecar.rpc.framing import LIMIT, Framing, deframer
from iat_sidecar.rpc.message import encode, notification
from iat_sidecar.rpc.outbox import Outbox
from iat_sidecar.rpc.session import Opened, Server, Session

if TYPE_CHECKING:
    from iat_sidecar.db.database import Database
    from iat_sidecar.db.tx import Told
    from iat_sidecar.loop import Loop
    from iat_sidecar.tasks.model import Progress

CHUNK = 65_536
FETCHED = 100
END_S = 1.9
FLUSH_S = 0.5
PATIENCE_S = 30.0


class App:
    """One process: a wire, a data directory, and the lanes between them."""

    def __init__(self, data_dir: str | None, wire_out: int, framing: Framing) -> None:
        self._data_dir = os.path.abspath(data_dir or default_data_dir())
        self._framing: Framing = framing
        self.outbox = Outbox(wire_out, framing, self._fetch, lambda: self.end(Exit.WIRE_BROKEN))
        self.dispatcher = Dispatcher(self.outbox.send)
        self.session = Session(self._open, self.dispatcher.cancel, LIMIT)
        self.dispatcher.session = self.session
        self.db: Database | None = None
        self._loop: Loop | None = None
        self._loop_lock = threading.Lock()
        self._ends = threading.Lock()

    def serve(self, wire_in: int) -> NoReturn:
        """Read the wire until it ends; whatever comes, the next message is read."""
        try:
            self._listen(wire_in)
            why = Exit.END_OF_INPUT_WITH_WORK if self.is_working else Exit.END_OF_INPUT
        except Exception as exc:
            log.error("wire/unreadable", error=repr(exc))
            why = Exit.CRASHED
        self.end(why)
        while True:
            threading.Event().wait()  # the ending thread ends the process

    def _listen(self, wire_in: int) -> None:
        feed, receive = deframer(self._framing).feed, self.dispatcher.receive
        while chunk := _read(wire_in):
            for frame in feed(chunk):
                receive(frame)
            if self.session.ended_by is not None:
                self.end(self.session.ended_by)
            if self.outbox.is_full and not self.outbox.wait_for_room(PATIENCE_S):
                self.end(Exit.WIRE_BROKEN)

    @property
    def is_working(self) -> bool:
        """Whether a request waits for its answer or a task for its end."""
        if self.db is None or self._ends.locked():
            return self.dispatcher.is_working
        from iat_sidecar.tasks import queue

        unfinished: bool = self.db.in_place.run(queue.has_unfinished, SYSTEM)
        return unfinished or self.dispatcher.is_working

    # Opening

    def _open(self, user: str | None) -> Opened:
        from iat_sidecar.db.database import Database
        from iat_sidecar.features.config import values as config
        from iat_sidecar.features.user import store as users
        from iat_sidecar.features.user.model import LOCAL

        db = self.db = self.db or Database(
            self._data_dir, iat_sidecar.__version__, self._publish, self.outbox.together
        )
        if db.in_place.run(users.is_unseeded, SYSTEM):
            db.transact_now(SYSTEM, users.seed)
        log.set_level(db.in_place.run(lambda read: config.value(read, "log.level"), SYSTEM))
        caller = db.in_place.run(lambda read: users.caller(read, user or LOCAL), SYSTEM)
        self.dispatcher.engine = self
        self._resume_tasks(db)
        return Opened(
            server=Server(name=NAME, version=iat_sidecar.__version__),
            contract_hash=contract_hash(),
            data_dir=self._data_dir,
            schema_version=db.schema_version,
            last_seq=db.seq,
            caller=caller,
        )

    def _resume_tasks(self, db: Database) -> None:
        """Take up what a process that is gone left behind."""
        from iat_sidecar.tasks import queue

        if db.in_place.run(queue.has_unfinished, SYSTEM):
            from iat_sidecar.features.run import recover

            db.transact_now(SYSTEM, recover.rest)
            db.transact_now(SYSTEM, queue.release_running)
            self._running_loop().stir()

    # Lanes

    def read_in_place(self, call: Call) -> bytes:
        assert self.db
        return self.db.in_place.run(read_work(call), call.caller)  # type: ignore[no-any-return]

    def read(self, call: Call) -> None:
        assert self.db
        from iat_sidecar.db.readers import Reading

        self.db.readers.submit(
            Reading(read_work(call), call.caller, call.finish, call.claim, call.timeout_ms)
        )

    def write(self, call: Call) -> None:
        assert self.db
        from iat_sidecar.db.writer import Write

        self.db.submit(Write(write_work(call), call.caller, call.finish, call.claim))

    def loop(self, call: Call) -> None:
        self._running_loop().run(call)

    def _running_loop(self) -> Loop:
        assert self.db
        with self._loop_lock:
            if self._loop is None:
                from iat_sidecar.loop import Loop

                self._loop = Loop(self.db, self._show, self.session, lambda: self.end(Exit.CRASHED))
            return self._loop

    # Events

    def _publish(self, told: list[Told]) -> None:
        self.outbox.tell(
            (event.seq, notification(event.method, bytes(event.params))) for event in told
        )
        if any(event.method.startswith("task/") for event in told) and not self._ends.locked():
            self._running_loop().stir()

    def _show(self, task_id: str, token: str | int | None, progress: Progress) -> None:
        from iat_sidecar.tasks.model import Progressed, TaskProgressed

        self.outbox.show(task_id, passing(TaskProgressed(task_id=task_id, progress=progress)))
        if token is not None:
            told = passing(Progressed(token=token, progress=progress))
            self.outbox.show(f"$ {task_id}", told)

    def _fetch(self, after: int, upto: int) -> list[tuple[int, bytes]]:
        from iat_sidecar.db import events

        assert self.db
        told = self.db.read_now(SYSTEM, lambda read: events.between(read, after, upto, FETCHED))
        return [(event.seq, notification(event.method, bytes(event.params))) for event in told]

    # Ending

    def end(self, why: Exit) -> None:
        """End the process in an orderly way within two seconds; the first reason counts."""
        if self._ends.acquire(blocking=False):
            self.session.is_shutting_down = True
            threading.Thread(target=self._finish, args=(why,), name="end", daemon=True).start()

    def _finish(self, why: Exit) -> None:
        watchdog = threading.Timer(END_S, leave, (Exit.STUCK,))
        watchdog.daemon = True
        watchdog.start()
        try:
            self.stop()
        except Exception as exc:
            log.error("end/failed", error=repr(exc))
        leave(why)

    def stop(self) -> None:
        """Stop what runs, commit what waits, say what is left to say, let go of the data."""
        if self._loop:
            self._loop.close()
        if self.db:
            self.db.transact_now(SYSTEM, lambda tx: None)  # behind all that is queued
        self.outbox.flush(FLUSH_S)  # needs the table of events
        if self.db:
            self.db.close()


def _read(wire_in: int) -> bytes:
    """What has come; nothing at the end of input, which a terminal that is gone tells as an error."""
    try:
        return os.read(wire_in, CHUNK)
    except OSError as exc:
        log.warning("wire/unreadable", error=str(exc))
        return b""


def passing(told: Volatile) -> bytes:
    """The notification of something that is never replayed."""
    return notification(told.told_as, encode(told))


def contract_hash() -> str:
    """The sha256 that stands in `contracts/contract.sha256`, made with the contract."""
    return resources.text("contracts", "contract.sha256").strip()


def default_data_dir() -> str:
    """Where the platform keeps an application's data."""
    if given := os.environ.get("IAT_DATA_DIR"):
        return given
    home = os.path.expanduser("~")
    match sys.platform:
        case "win32":
            base = os.environ.get("LOCALAPPDATA", os.path.join(home, "AppData", "Local"))
        case "darwin":
            base = os.path.join(home, "Library", "Application Support")
        case _:
            base = os.environ.get("XDG_DATA_HOME", os.path.join(home, ".local", "share"))
    return os.path.join(base, NAME)
