"""Effects by name: image in, image out; keyword arguments are options, checked before they run."""

import importlib
from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints

import msgspec

from iat_sidecar.core.errors import NotFound
from iat_sidecar.core.wire import Given, struct

F = TypeVar("F", bound=Callable[..., Any])
EFFECTS: "dict[str, Effect]" = {}


class Effect:
    """One registered pass: its function, and a strict struct of its options."""

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name, self.function = name, function
        hints = get_type_hints(function, include_extras=True)
        defaults = function.__kwdefaults__ or {}
        annotations = {option: hints[option] for option in defaults}
        self.options = struct(
            f"{name}_options", Given, {"__annotations__": annotations, **defaults}
        )

    def apply(self, image: Any, *, given: dict[str, Any], **planes: Any) -> Any:
        """Run the pass with the options of `given`; planes (depth, lights, …) go in by name."""
        chosen = msgspec.convert(given, self.options)
        return self.function(image, **planes, **msgspec.structs.asdict(chosen))


def effect(name: str) -> Callable[[F], F]:
    """Offer a function as the image pass of this name.

    Keyword arguments with a default are options; those without are planes the pass needs.
    """

    def publish(function: F) -> F:
        EFFECTS[name] = Effect(name, function)
        return function

    return publish


def get(name: str) -> Effect:
    """The pass of this name; its file is imported when it is first asked for."""
    if name not in EFFECTS and name.isidentifier():
        try:
            importlib.import_module(f"iat_sidecar.imaging.effects.{name}")
        except ModuleNotFoundError as missing:
            if missing.name != f"iat_sidecar.imaging.effects.{name}":
                raise
    if name not in EFFECTS:
        raise NotFound("effect", name)
    return EFFECTS[name]
