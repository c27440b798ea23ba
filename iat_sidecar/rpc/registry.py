"""Every method, declared once: a typed function whose signature is its contract."""

import importlib
import re
from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import cached_property
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, get_type_hints, overload

import msgspec

from iat_sidecar.core import modules
from iat_sidecar.core.errors import SidecarError
from iat_sidecar.core.lane import Loops, Reads, Speaks, Writes
from iat_sidecar.core.wire import Given, Wire
from iat_sidecar.rpc.signature import Params, params_of, resolved_by, spread_of

FEATURES = "iat_sidecar.features"
NOUN = re.compile(r"[a-z][a-z0-9_]*")

NowT = TypeVar("NowT", bound=Reads | Speaks)
LoopT = TypeVar("LoopT", bound=Loops)
R = TypeVar("R", bound=Wire)
P = ParamSpec("P")

Lane = type[Reads] | type[Writes] | type[Loops] | type[Speaks]
LANES: tuple[Lane, ...] = (Writes, Reads, Loops, Speaks)


class Effect(StrEnum):
    """The strongest thing a method does, for policies and confirmations."""

    READ = "read"
    WRITE = "write"
    DESTROY = "destroy"
    SPEND = "spend"
    NETWORK = "network"


class Method:
    """A published function. What costs time to find out is found out at the first call."""

    def __init__(
        self,
        name: str,
        handler: Callable[..., Any],
        errors: tuple[type[SidecarError], ...],
        effect: Effect,
        example: dict[str, Any],
    ) -> None:
        self.name, self.handler, self.errors = name, handler, errors
        self.effect, self.example = effect, example

    @cached_property
    def hints(self) -> dict[str, Any]:
        return get_type_hints(self.handler, include_extras=True)

    @cached_property
    def lane(self) -> Lane:
        first = next(iter(self.hints.values()))
        return next(lane for lane in LANES if issubclass(first, lane))

    @cached_property
    def title(self) -> str:
        return "".join(word.capitalize() for word in self.name.replace("/", "_").split("_"))

    @cached_property
    def params(self) -> type[Params]:
        return params_of(f"{self.title}Params", self.handler)

    @cached_property
    def result(self) -> type[Wire]:
        result: type[Wire] = self.hints["return"]
        return result

    @cached_property
    def decode(self) -> Callable[[msgspec.Raw | bytes], Any]:
        return msgspec.json.Decoder(self.params).decode

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(name for name in self.params.__struct_fields__ if name != "_meta")

    @cached_property
    def spread(self) -> tuple[tuple[str, type[Given]], ...]:
        """Parameters of the handler whose fields stand among the wire's, and their structs."""
        found = ((name, spread_of(kind)) for name, kind in self.hints.items() if name != "return")
        return tuple((name, struct) for name, struct in found if struct is not None)

    def run(self, context: Any, arguments: dict[str, Any]) -> Any:
        """Call the handler with arguments as they stand on the wire."""
        if self.spread:
            arguments = dict(arguments)
            for name, struct in self.spread:
                given = {field: arguments.pop(field) for field in struct.__struct_fields__}
                arguments[name] = struct(**given)
        return self.handler(context, **arguments)

    @cached_property
    def resolved(self) -> tuple[tuple[str, str], ...]:
        """Parameters whose wire value stands for another, and the resolver of each."""
        found = ((name, resolved_by(kind)) for name, kind in self.hints.items() if name != "return")
        return tuple((name, resolver) for name, resolver in found if resolver)

    @property
    def doc(self) -> str:
        return (self.handler.__doc__ or "").strip()


class Publish(Protocol):
    """Accepts the three shapes of handler and nothing else."""

    @overload
    def __call__(
        self, handler: Callable[Concatenate[NowT, P], R], /
    ) -> Callable[Concatenate[NowT, P], R]: ...

    @overload
    def __call__(
        self, handler: Callable[Concatenate[LoopT, P], Awaitable[R]], /
    ) -> Callable[Concatenate[LoopT, P], Awaitable[R]]: ...


METHODS: dict[str, Method] = {}


def method(
    name: str,
    *,
    errors: tuple[type[SidecarError], ...] = (),
    effect: Effect = Effect.READ,
    example: dict[str, Any] | None = None,
) -> Publish:
    """Publish a function as the method `noun/verb`.

    errors: what it raises beside NotFound of its project. example: params for the contract.
    """

    def publish(handler: Callable[..., Any]) -> Callable[..., Any]:
        if name in METHODS:
            raise ValueError(f"{name} is published twice")
        METHODS[name] = Method(name, handler, errors, effect, example or {})
        return handler

    return publish


def find(name: str) -> Method | None:
    """The method of this name; the folder of its noun is imported when it is first called."""
    if (known := METHODS.get(name)) is not None:
        return known
    noun, slash, _ = name.partition("/")
    if not slash or noun == "$":
        noun = "protocol"
    if NOUN.fullmatch(noun):
        _import_methods(noun)
    return METHODS.get(name)


def _import_methods(noun: str) -> None:
    module = f"{FEATURES}.{noun}.methods"
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as missing:  # no such noun, or a fault of ours inside it
        if missing.name is None or not f"{module}.".startswith(f"{missing.name}."):
            raise


def nouns() -> list[str]:
    """Folders of `features/`; those without methods publish none."""
    return modules.names(*importlib.import_module(FEATURES).__path__)


def load_all() -> dict[str, Method]:
    """Every method there is, in order of name; for contracts, discovery and tests."""
    for noun in nouns():
        _import_methods(noun)
    return {name: METHODS[name] for name in sorted(METHODS)}
