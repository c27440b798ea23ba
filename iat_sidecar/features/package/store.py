"""The table `project_exports`, and what a package's own rows say of its files."""

from iat_sidecar.core.errors import NotFound
from iat_sidecar.db.page import Page, page_of
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.package.model import Content, Final, Original, Package

_COLUMNS = "id, project_id, export_asset_id, format, path, sha256, size_bytes, files, created_at"


def find(read: Read, project_id: str, package_id: str) -> Package | None:
    return read.one(
        Package,
        f"select {_COLUMNS} from project_exports where project_id = $1 and id = $2",
        project_id,
        package_id,
    )


def get(read: Read, project_id: str, package_id: str) -> Package:
    if package := find(read, project_id, package_id):
        return package
    raise NotFound("package", package_id)


def page(read: Read, project_id: str, limit: int, cursor: str | None) -> Page[Package]:
    """Newest first."""
    select = f"select {_COLUMNS} from project_exports where project_id = $1"
    return page_of(read, Package, select, (project_id,), limit, cursor)


def add(tx: Tx, package: Package) -> Package:
    tx.run(
        """insert into project_exports (id, project_id, export_asset_id, format, path, sha256,
            size_bytes, files, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        package.id,
        package.project_id,
        package.export_asset_id,
        package.format,
        package.path,
        package.sha256,
        package.size_bytes,
        package.files,
        package.created_at,
    )
    return package


def contents(read: Read, project_id: str) -> list[Content]:
    """Each file once, in order of its address."""
    return read.all(
        Content,
        """select min(id) as id, storage_uri, min(storage_backend) as storage_backend,
            min(sha256) as sha256, min(size_bytes) as size_bytes
        from assets where project_id = $1 group by storage_uri order by storage_uri""",
        project_id,
    )


def finals(read: Read, project_id: str) -> list[Final]:
    """In story order, run by run."""
    return read.all(
        Final,
        """select j.run_id as run_id, r.name as run_name, j.job_key as job_key,
            j.chapter as chapter, j.page as page, j.number as number,
            a.storage_uri as storage_uri
        from run_jobs j
        join runs r on r.project_id = j.project_id and r.id = j.run_id
        join assets a on a.project_id = j.project_id and a.id = j.final_asset_id
        where j.project_id = $1 order by j.run_id, j.position""",
        project_id,
    )


def originals(read: Read, project_id: str) -> list[Original]:
    """What was brought in or put together, oldest first."""
    return read.all(
        Original,
        """select kind, metadata_json, storage_uri from assets
        where project_id = $1 and kind in ('input', 'reference', 'other') order by id""",
        project_id,
    )
