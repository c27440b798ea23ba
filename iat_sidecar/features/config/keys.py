"""Every setting there is: its type, its default, and who may change it."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from iat_sidecar.core.errors import InvalidParams, NotFound
from iat_sidecar.core.log import Level
from iat_sidecar.core.wire import Wire

Scope = Literal["installation"]


class Key(Wire):
    """A setting; `default` holds where nobody set it."""

    kind: Any
    default: Any
    scope: Scope = "installation"
    admin_only: bool = True


AbsolutePath = Annotated[str, Meta(min_length=1, max_length=4_096, pattern=r"^(/|[A-Za-z]:[\\/])")]

KEYS = {
    "log.level": Key(
        kind=Annotated[Level, Meta(description="The least level that is logged; holds at once.")],
        default="info",
    ),
    "workers.count": Key(
        kind=Annotated[
            int,
            Meta(
                ge=1,
                le=64,
                description="Imaging processes; as many as cores by default; holds from the next start.",
            ),
        ],
        default=None,
    ),
    "models.execution": Key(
        kind=Annotated[
            Literal["cpu", "cuda", "coreml", "directml", "openvino"],
            Meta(description="What models run on; one that is not there is an error."),
        ],
        default="cpu",
    ),
    "models.threads": Key(
        kind=Annotated[
            int,
            Meta(ge=1, le=64, description="Threads of one model; pictures run side by side."),
        ],
        default=1,
    ),
    "realesrgan.program": Key(
        kind=Annotated[
            AbsolutePath, Meta(description="The program; looked for in PATH by default.")
        ],
        default=None,
    ),
    "weights.folder": Key(
        kind=Annotated[
            AbsolutePath,
            Meta(description="Where model files lie; in the data directory by default."),
        ],
        default=None,
    ),
}


def key(name: str) -> Key:
    if name not in KEYS:
        raise NotFound("setting", name)
    return KEYS[name]


def checked(name: str, value: Any) -> Any:
    """The value if the setting takes it; null goes back to the default."""
    if value is None:
        return None
    try:
        return msgspec.convert(value, key(name).kind)
    except msgspec.ValidationError as exc:
        reason, _, path = str(exc).partition(" - at `")
        raise InvalidParams(reason, f"$.value{path.rstrip('`').removeprefix('$')}") from exc
