"""What runs took as input: the table `run_job_inputs`, as those see it who may be in use."""

from typing import Literal

from iat_sidecar.core.errors import InvalidState
from iat_sidecar.db.tx import Read

InputKind = Literal["style_guide", "character", "reference_set", "asset", "prompt_template"]


def check_unused(read: Read, project_id: str, kind: InputKind, input_id: str) -> None:
    """Refuse to remove what a run was made with: its record would name nothing."""
    used = read.value(
        """select 1 from run_job_inputs
        where project_id = $1 and input_kind = $2 and input_id = $3 limit 1""",
        project_id,
        kind,
        input_id,
    )
    if used:
        raise InvalidState(f"a run was made with this {kind.replace('_', ' ')}, so it stays")
