"""Which candidate a person may choose."""

from iat_sidecar.core.errors import InvalidParams, InvalidState
from iat_sidecar.features.candidate.model import Candidate


def check_selectable(candidate: Candidate, reason: str) -> None:
    """What was drawn can be chosen; over a hard failure only with a reason."""
    if candidate.output_asset_id is None:
        raise InvalidState(f"the candidate {candidate.candidate_index} has no picture")
    if candidate.rank_hard_failures and not reason.strip():
        raise InvalidParams(
            f"The guard found {candidate.rank_hard_failures} hard failures; say why it is chosen",
            "$.reason",
        )
