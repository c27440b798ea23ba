"""Operations a worker offers: typed functions by name, in the files under `imaging/operations/`."""

import importlib
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar, get_type_hints

import msgspec

from iat_sidecar.core.errors import NotFound
from iat_sidecar.core.wire import Given, Wire

PACKAGE = "iat_sidecar.imaging.operations"

F = TypeVar("F", bound=Callable[..., Wire])
OPERATIONS: "dict[str, Operation]" = {}


class Operation:
    """A function `(bench, request) -> result`; its request struct is checked before it runs."""

    def __init__(self, name: str, function: Callable[..., Wire]) -> None:
        self.name, self.function = name, function

    @cached_property
    def request(self) -> type[Given]:
        given: type[Given] = get_type_hints(self.function)["request"]
        return given

    def run(self, bench: Any, request: Any) -> Wire:
        return self.function(bench, msgspec.convert(request, self.request))


def operation(name: str) -> Callable[[F], F]:
    """Offer a function as the worker's operation of this name."""

    def publish(function: F) -> F:
        OPERATIONS[name] = Operation(name, function)
        return function

    return publish


def find(name: str) -> Operation:
    """The operation `file/verb`; its file is imported when it is first asked for."""
    if name not in OPERATIONS:
        importlib.import_module(f"{PACKAGE}.{name.partition('/')[0]}")
    if name not in OPERATIONS:
        raise NotFound("operation", name)
    return OPERATIONS[name]
