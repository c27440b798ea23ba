"""File work beside the event loop that is never left running behind one's back."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from iat_sidecar.files.content import on_disk

T = TypeVar("T")


async def in_thread(folder: str, work: Callable[..., T], *given: object, **named: object) -> T:
    """Work on files in `folder`; a cancellation waits, for the thread would go on writing."""
    running = asyncio.ensure_future(asyncio.to_thread(_on, folder, partial(work, *given, **named)))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        running.exception()  # whatever came of it, nobody wants it any more
        raise


def _on(folder: str, work: Callable[[], T]) -> T:
    with on_disk(folder):
        return work()
