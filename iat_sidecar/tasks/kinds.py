"""Task kinds: `noun/verb` names a coroutine in `features/<noun>/tasks.py`."""

import importlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, get_type_hints

from iat_sidecar.core.errors import NotFound
from iat_sidecar.core.wire import Wire

FEATURES = "iat_sidecar.features"

Handler = Callable[..., Awaitable[Wire]]
H = TypeVar("H", bound=Handler)

KINDS: dict[str, Handler] = {}


def task(kind: str) -> Callable[[H], H]:
    """Offer `async def work(sidecar, task, params) -> result` as the work of this kind.

    `params` is annotated with the struct that was enqueued.
    """

    def publish(handler: H) -> H:
        KINDS[kind] = handler
        return handler

    return publish


def find(kind: str) -> Handler:
    """The work of this kind; its file is imported when it is first needed."""
    if kind not in KINDS:
        importlib.import_module(f"{FEATURES}.{kind.partition('/')[0]}.tasks")
    if kind not in KINDS:
        raise NotFound("task kind", kind)
    return KINDS[kind]


def params_type(handler: Handler) -> Any:
    return get_type_hints(handler)["params"]
