"""The one thread that writes: a savepoint a request, one COMMIT a batch, answers only after it."""

import queue
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import apsw

from iat_sidecar.core import log
from iat_sidecar.core.caller import Caller
from iat_sidecar.db.connection import close
from iat_sidecar.db.failure import translate
from iat_sidecar.db.tx import Told, Tx

BATCH = 256

Together = Callable[[], AbstractContextManager[object]]
Done = Callable[[Any, BaseException | None], None]


class Write:
    """Work for the writer. `claim` says whether it is still wanted; `done` gets value or error.

    `work` must be a pure function of the transaction and what it closes over: when another
    request poisons the batch it runs again.
    """

    __slots__ = ("caller", "claim", "done", "work")

    def __init__(
        self, work: Callable[[Tx], Any], caller: Caller, done: Done, claim: Callable[[], bool]
    ) -> None:
        self.work, self.caller, self.done, self.claim = work, caller, done, claim


class Outcome:
    """What one write came to, kept until its batch is durable."""

    __slots__ = ("error", "tx", "value", "write")

    def __init__(
        self, write: Write, tx: Tx | None, value: Any, error: BaseException | None
    ) -> None:
        self.write, self.tx, self.value, self.error = write, tx, value, error


class Writer:
    """Runs writes in order of arrival."""

    def __init__(
        self,
        connection: apsw.Connection,
        path: str,
        seq: int,
        publish: Callable[[list[Told]], None],
        together: Together,
        refresh: Callable[[], None],
    ) -> None:
        self._connection, self._path, self._publish = connection, path, publish
        self._together, self._refresh = together, refresh
        self._cursor = connection.cursor()
        self.seq = seq
        self._queue: queue.SimpleQueue[Write | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    def submit(self, write: Write) -> None:
        self._queue.put(write)

    def close(self) -> None:
        """Finish what is queued, then end."""
        self._queue.put(None)
        self._thread.join()
        close(self._connection)

    def _serve(self) -> None:
        while True:
            writes, is_last = self._gather()
            if batch := [write for write in writes if write.claim()]:
                self._commit(batch)
            if is_last:
                return

    def _gather(self) -> tuple[list[Write], bool]:
        first = self._queue.get()
        if first is None:
            return [], True
        writes = [first]
        while len(writes) < BATCH:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                break
            if following is None:
                return writes, True
            writes.append(following)
        return writes, False

    def _commit(self, batch: list[Write]) -> None:
        try:
            outcomes = self._attempt(batch)
        except Exception as exc:
            if len(batch) > 1:  # one of them poisoned the batch: each alone
                for write in batch:
                    self._commit([write])
                return
            outcomes = [Outcome(batch[0], None, None, self._translated(exc))]
        self._settle_all(outcomes)

    def _translated(self, exc: Exception) -> Exception:
        if isinstance(exc, apsw.Error):
            return translate(exc, self._path, self._connection.system_errno)
        return exc

    def _attempt(self, batch: list[Write]) -> list[Outcome]:
        """Run the batch in one transaction; a database error rolls all of it back and is raised."""
        run, seq = self._cursor.execute, self.seq
        outcomes = []
        self._refresh()  # a reader that stays where it is keeps the log from starting anew
        try:
            run("begin immediate")
            for write in batch:
                run("savepoint request")
                outcome = self._try(write, seq)
                if outcome.error is None and outcome.tx is not None:
                    seq = outcome.tx.seq
                else:
                    run("rollback to request")
                run("release request")
                outcomes.append(outcome)
            run("commit")
        finally:
            if self._connection.in_transaction:
                run("rollback")
        self._refresh()
        self.seq = seq
        return outcomes

    def _try(self, write: Write, seq: int) -> Outcome:
        tx = Tx(self._cursor, write.caller, seq)
        try:
            value = write.work(tx)
        except apsw.Error:
            raise
        except Exception as exc:
            return Outcome(write, None, None, exc)
        if not self._connection.in_transaction:  # a full disk ends it, whatever the handler caught
            raise apsw.AbortError("the transaction ended inside a handler")
        return Outcome(write, tx, value, None)

    def _settle_all(self, outcomes: list[Outcome]) -> None:
        if len(outcomes) == 1:
            return self._settle(outcomes[0])
        with self._together():
            for outcome in outcomes:
                self._settle(outcome)
        return None

    def _settle(self, outcome: Outcome) -> None:
        """Tell events, then the answer; the other way round where a task was started."""
        tx = outcome.tx
        told = tx.told if tx else []
        answers_first = tx is not None and tx.answers_first
        try:
            if told and not answers_first:
                self._publish(told)
            outcome.write.done(outcome.value, outcome.error)
            if told and answers_first:
                self._publish(told)
        except Exception as exc:  # one listener's failure must not end the writer
            log.error("writer/settle_failed", error=repr(exc))
