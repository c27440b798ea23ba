"""What a step is: a computation known by the hash of all it depends on."""

from typing import Any, Literal

from iat_sidecar.core.wire import Wire
from iat_sidecar.providers.provider import Reproducibility

Memo = Literal["use", "refresh"]


class Step(Wire):
    """A computation that was done once; `outputs` are asset ids by role."""

    id: str
    project_id: str
    key: str
    name: str
    version: int
    params: dict[str, Any]
    inputs: dict[str, str]
    outputs: dict[str, str]
    result: dict[str, Any]
    reproducibility: Reproducibility
    own_ms: int
    created_at: str
