"""The running sidecar, as `async def` methods and tasks see it, on behalf of one caller."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from iat_sidecar.core.lane import Loops

if TYPE_CHECKING:  # only their types: starting must not pay for asyncio and the pool
    from iat_sidecar.core.caller import Caller
    from iat_sidecar.core.wire import Wire
    from iat_sidecar.db.database import Database
    from iat_sidecar.db.tx import Read, Tx
    from iat_sidecar.imaging.pool import Pool
    from iat_sidecar.rpc.session import Session
    from iat_sidecar.tasks.runner import Runner

T = TypeVar("T")
W = TypeVar("W", bound="Wire")


class Sidecar(Loops):
    """db, imaging and tasks, with the caller they act for."""

    def __init__(
        self,
        db: Database,
        imaging: Pool,
        tasks: Runner,
        caller: Caller,
        session: Session,
        conclude: Callable[[Callable[[Tx], Any]], Awaitable[Any]] | None = None,
    ) -> None:
        self.db, self.imaging, self.tasks = db, imaging, tasks
        self.caller, self.session = caller, session
        self._conclude = conclude

    @property
    def data_dir(self) -> str:
        return self.db.data_dir

    async def read(self, work: Callable[[Read], T]) -> T:
        """Look something up on a reader thread."""
        return await self.db.read(self.caller, work)

    async def transact(self, work: Callable[[Tx], T]) -> T:
        """Change something in one transaction; its value once it is durable."""
        return await self.db.transact(self.caller, work)

    async def conclude(self, work: Callable[[Tx], W]) -> W:
        """The transaction whose value is the method's answer.

        It claims the request (after it a cancel comes too late) and keeps the answer under the
        request's idempotency key, in the same savepoint as the change.
        """
        if self._conclude is None:
            return await self.transact(work)
        answer: W = await self._conclude(work)
        return answer
