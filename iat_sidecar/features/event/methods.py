"""`event/*`"""

from iat_sidecar.core.values import Count, Limit, ProjectId
from iat_sidecar.db.tx import Read
from iat_sidecar.features.event import store
from iat_sidecar.features.event.model import Replay
from iat_sidecar.rpc.registry import method


@method("event/replay", example={"after_seq": 41, "project": "moon"})
def replay(
    read: Read, after_seq: Count, project: ProjectId | None = None, limit: Limit = 500
) -> Replay:
    """The events after `after_seq`, oldest first, each as it was told.

    `last_seq` is where to go on: the newest event there is, or the last of a full page. A page is
    full at `limit` events or 8 MiB.
    """
    return store.after(read, after_seq, project, limit)
