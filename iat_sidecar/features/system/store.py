"""What the checks ask of the tables."""

from iat_sidecar.core.values import Id
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.tx import Read
from iat_sidecar.features.project import storage
from iat_sidecar.features.project.storage import Root


class KeptFile(Wire):
    """A content file on this machine, as its row describes it."""

    id: Id
    storage_uri: str
    size_bytes: int | None


def project_roots(read: Read) -> list[tuple[str, Root]]:
    """The caller's projects, also the deleted ones, and where their files lie."""
    found = read.tuples(
        "select id from projects where owner_user_id = $1 order by id", read.caller.user_id
    )
    return [(project_id, storage.root(read, project_id)) for (project_id,) in found]


def count_files(read: Read, project_id: str) -> int:
    found = read.value(
        "select count(*) from assets where project_id = $1 and storage_backend = 'local'",
        project_id,
    )
    return int(found)


def files_after(read: Read, project_id: str, after_id: str, limit: int) -> list[KeptFile]:
    """The next files in order of id."""
    return read.all(
        KeptFile,
        """select id, storage_uri, size_bytes from assets
        where project_id = $1 and storage_backend = 'local' and id > $2
        order by id limit $3""",
        project_id,
        after_id,
        limit,
    )


def unfinished_tasks(read: Read) -> tuple[int, int]:
    """How many tasks wait, and how many run."""
    found = dict(
        read.tuples(
            """select status, count(*) from tasks
            where status in ('queued', 'running') group by status"""
        )
    )
    return int(found.get("queued", 0)), int(found.get("running", 0))


def named_hashes(read: Read, project_id: str, prefix: str) -> set[str]:
    """The hashes with this beginning that some asset of the project has."""
    found = read.tuples(
        """select distinct sha256 from assets
        where project_id = $1 and sha256 >= $2 and sha256 < $3""",
        project_id,
        prefix,
        f"{prefix}~",
    )
    return {str(row[0]) for row in found}
