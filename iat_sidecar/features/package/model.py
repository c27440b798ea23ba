"""What a package is: a project, or a part of it, as a BagIt bag."""

from typing import Any

from iat_sidecar.core.values import Id, Sha256, Time
from iat_sidecar.core.wire import Event, Given, Wire
from iat_sidecar.features.job.model import Chapter
from iat_sidecar.files.pack import Format


class PackageInclude(Given):
    """What a package is narrowed to; knowledge and its references always come along.

    With a run come its jobs, candidates, steps, reports, costs and log; with a chapter the jobs of
    that chapter. With `finals_only` what was drawn is left out but for the chosen pictures. A
    narrowed package has no conversations.
    """

    finals_only: bool = False
    run_id: Id | None = None
    chapter: Chapter | None = None


class Package(Wire):
    """A bag that was written.

    `sha256` is that of the archive; of a folder it is that of its manifest-sha256.txt, which holds
    the hash of every payload file. `size_bytes` and `files` count the archive's bytes and the
    files in the bag; of a folder the bytes of all its files. `path` is where it was written.
    """

    id: Id
    project_id: Id
    export_asset_id: Id | None
    format: Format
    path: str
    sha256: Sha256
    size_bytes: int
    files: int
    created_at: Time


class PackageTask(Wire):
    """What the task of `package/create` was asked for."""

    format: Format
    path: str | None
    include: PackageInclude
    view: bool


class Content(Wire):
    """A file that assets stand for; several kinds may share one. `id` is the first of them."""

    id: str
    storage_uri: str
    storage_backend: str
    sha256: str
    size_bytes: int


class Final(Wire):
    """A chosen picture and its place in the story."""

    run_id: str
    run_name: str
    job_key: str
    chapter: str
    page: int
    number: int
    storage_uri: str


class Original(Wire):
    """A file that was brought in, with what it was called."""

    kind: str
    metadata: dict[str, Any]
    storage_uri: str


class PackageCreated(Event):
    """A package was written."""

    package: Package
