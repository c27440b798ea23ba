"""The bases of every value that crosses the wire: frozen, by keyword, strict where it comes in."""

from typing import Any, ClassVar, TypeVar, dataclass_transform

import msgspec


class _KeywordOnly(msgspec.StructMeta):
    # msgspec does not inherit kw_only; without this a required field after an optional one raises
    def __new__(
        mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **config: Any
    ) -> "_KeywordOnly":
        return super().__new__(mcls, name, bases, namespace, **{"kw_only": True, **config})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Wire(msgspec.Struct, metaclass=_KeywordOnly, frozen=True):
    """A value that leaves: unknown fields are ignored when it is read back."""


class Given(Wire, forbid_unknown_fields=True):
    """A value that comes in: unknown fields are refused by name."""


S = TypeVar("S", bound=Wire)


def struct(name: str, base: type[S], namespace: dict[str, Any]) -> type[S]:
    """A struct made at run time; msgspec.defstruct does not go with a metaclass of one's own."""
    made: type[S] = _KeywordOnly(name, (base,), namespace, frozen=True)  # type: ignore[assignment]
    return made


class Event(Wire):
    """A committed fact; `RunFinished(run=…)` is told as `run/finished` with the run in `run`."""

    told_as: ClassVar[str] = ""

    def __init_subclass__(cls, **config: Any) -> None:
        super().__init_subclass__(**config)
        cls.told_as = _slashed(cls.__name__)


class Volatile(Wire):
    """Something passing: told without `seq`, never replayed, only the latest counts."""

    told_as: ClassVar[str] = ""

    def __init_subclass__(cls, **config: Any) -> None:
        super().__init_subclass__(**config)
        cls.told_as = cls.__dict__.get("told_as") or _slashed(cls.__name__)


def _slashed(name: str) -> str:
    """`QualityReportCreated` becomes `quality_report/created`: the last word is the verb."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).split()
    return f"{'_'.join(words[:-1])}/{words[-1]}"


class Empty(Wire):
    """Nothing to say but that it was done."""
