"""What the sidecar and its workers say to each other about a step; no pixels here."""

from typing import Any

from iat_sidecar.core.wire import Given, Wire


class StepRequest(Given):
    """Parameters, input paths by role, the root that keeps the outputs, and notes for its journal."""

    params: dict[str, Any]
    inputs: dict[str, str]
    root: str
    may_create_root: bool
    notes: dict[str, dict[str, Any]] = {}


class MadeFile(Wire):
    """A picture that a step left in the content store."""

    uri: str
    sha256: str
    size_bytes: int
    mime_type: str
    width: int
    height: int


class StepResult(Wire):
    """Outputs by role, facts found on the way, and the step's own time."""

    outputs: dict[str, MadeFile]
    facts: dict[str, Any]
    own_ms: int
