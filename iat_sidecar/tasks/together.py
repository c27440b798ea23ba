"""Several works at once, of which none is left behind."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

from iat_sidecar.tasks.runner import Stopped

T = TypeVar("T")


async def together(works: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The value of each. When one fails the others are canceled; when one rests, all come to rest."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        return list(await asyncio.gather(*tasks))
    except BaseException as exc:
        if not isinstance(exc, Stopped):
            for each in tasks:
                each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


async def surely(work: Coroutine[Any, Any, T]) -> T:
    """The value of what must not stop halfway: a cancel comes too late for it."""
    begun = asyncio.ensure_future(work)
    while True:
        try:
            return await asyncio.shield(begun)
        except asyncio.CancelledError:
            if begun.cancelled():
                raise
