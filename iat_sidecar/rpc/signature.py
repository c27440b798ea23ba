"""Read a contract off a typed function: its parameters become a strict struct."""

from collections.abc import Callable
from typing import Annotated, Any, get_args, get_type_hints

import msgspec
from msgspec import Meta

from iat_sidecar.core.wire import Given, struct

IdempotencyKey = Annotated[str, Meta(min_length=1, max_length=200)]


SPREAD = Meta(extra={"spread": True})


class RequestMeta(Given):
    """What any request may carry beside its own parameters."""

    idempotency_key: IdempotencyKey | None = None
    timeout_ms: Annotated[int, Meta(ge=1, le=3_600_000)] | None = None
    correlation_id: Annotated[str, Meta(max_length=200)] | None = None
    progress_token: Annotated[str, Meta(max_length=200)] | int | None = None


class Params(Given):
    """The base of every method's parameters."""

    _meta: RequestMeta | None = None


def params_of(title: str, function: Callable[..., Any]) -> type[Params]:
    """A struct with the parameters of `function` after its first, which says where it runs.

    Read off its code: `inspect` costs an eighth of a start.
    """
    hints = get_type_hints(function, include_extras=True)
    names = function.__code__.co_varnames[1 : function.__code__.co_argcount]
    given = function.__defaults__ or ()
    defaults: dict[str, Any] = dict(zip(names[len(names) - len(given) :], given, strict=True))
    annotations: dict[str, Any] = {}
    for name in names:
        if (spread := spread_of(hints[name])) is None:
            annotations[name] = hints[name]
            continue
        for field in msgspec.structs.fields(spread):
            annotations[field.name] = field.type
            if not field.required:
                defaults[field.name] = _default(field)
    return struct(title, Params, {"__annotations__": annotations, **defaults})


def spread_of(kind: Any) -> type[Given] | None:
    """The struct whose fields stand among the parameters themselves: `Annotated[T, SPREAD]`."""
    is_spread = SPREAD in getattr(kind, "__metadata__", ())
    return kind.__origin__ if is_spread else None


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    return field.default_factory()


def resolved_by(kind: Any) -> str | None:
    """The resolver that a parameter's type names, if its value on the wire stands for another."""
    for option in (kind, *get_args(kind)):
        for meta in getattr(option, "__metadata__", ()):
            if isinstance(meta, Meta) and meta.extra and "resolve" in meta.extra:
                return str(meta.extra["resolve"])
    return None
