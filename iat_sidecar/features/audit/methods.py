"""`audit/*`"""

from iat_sidecar.core.values import Cursor, Limit, ProjectId
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read
from iat_sidecar.features.audit import store
from iat_sidecar.features.audit.model import AuditEvent
from iat_sidecar.rpc.registry import method


@method("audit/list", example={"project": "moon"})
def list_(
    read: Read,
    project: ProjectId | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[AuditEvent]:
    """Who did what in a project, oldest first.

    Without a project what belongs to none: your own actions, for an admin everybody's.
    """
    return store.page(read, project, limit, cursor)
