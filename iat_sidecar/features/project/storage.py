"""Where a project's files lie: the table `project_storage`."""

import os

from iat_sidecar.core.wire import Wire
from iat_sidecar.db.tx import Read


class Root(Wire):
    """A project's folder; one of the user's own is never made up when it is away."""

    path: str
    is_own: bool


class _Row(Wire):
    local_base_dir: str
    local_project_root: str | None


def root(read: Read, project_id: str) -> Root:
    """`local_project_root`, or `<data dir>/<local_base_dir>/<project id>`."""
    row = read.one(
        _Row,
        "select local_base_dir, local_project_root from project_storage where project_id = $1",
        project_id,
    )
    assert row is not None, "a project is made with its storage"
    if row.local_project_root:
        return Root(path=row.local_project_root, is_own=True)
    return Root(path=os.path.join(read.data_dir, row.local_base_dir, project_id), is_own=False)


def every_root(read: Read) -> list[str]:
    """The folders of all projects of this installation."""
    found = read.tuples("select project_id from project_storage order by project_id")
    return [root(read, str(project_id)).path for (project_id,) in found]
