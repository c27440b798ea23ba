"""An asyncio future that another thread settles."""

import asyncio
import contextlib
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Waiting(Generic[T]):
    """Canceled before it starts, it never runs."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._future: asyncio.Future[T] = self._loop.create_future()
        self._is_claimed = False

    def claim(self) -> bool:
        self._is_claimed = True
        return not self._future.cancelled()

    def done(self, value: Any, error: BaseException | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
            self._loop.call_soon_threadsafe(self._settle, value, error)

    def _settle(self, value: Any, error: BaseException | None) -> None:
        if self._future.done():
            return
        if error:
            self._future.set_exception(error)
        else:
            self._future.set_result(value)

    async def wait(self) -> T:
        """The value. A cancellation waits for work that has begun: it may already be durable."""
        try:
            return await asyncio.shield(self._future)
        except asyncio.CancelledError:
            if self._is_claimed:
                await asyncio.wait([self._future])
            else:
                self._future.cancel()
            raise
