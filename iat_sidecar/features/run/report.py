"""The report of a run: gathered here, rendered in a worker."""

from iat_sidecar.sidecar import Sidecar


async def write(sidecar: Sidecar, project_id: str, run_id: str, path: str | None) -> str:
    raise NotImplementedError
