"""What the sidecar says of itself."""

from typing import Literal

from iat_sidecar.core.values import Id
from iat_sidecar.core.wire import Event, Wire

CheckStatus = Literal["ok", "warning", "failed"]


class Platform(Wire):
    """The machine underneath."""

    system: str
    release: str
    machine: str


class SystemInfo(Wire):
    """Versions and places; a library that is not installed has null."""

    name: str
    version: str
    python: str
    database: str
    libraries: dict[str, str | None]
    platform: Platform
    data_dir: str
    schema_version: int
    supports: dict[str, bool]


class Check(Wire):
    """One thing that was looked at; where it is not well, `way_out` says what to do."""

    name: str
    status: CheckStatus
    detail: str
    way_out: str | None = None


class Health(Wire):
    """Everything that was looked at; degraded when one thing is not well."""

    status: Literal["ok", "degraded"]
    checks: list[Check]


class DamagedFile(Wire):
    """A content file that is not what its row says."""

    project_id: Id
    asset_id: Id
    storage_uri: str
    reason: str


class Damage(Wire):
    """Damaged files of one project: how many, and the first of them."""

    count: int
    files: list[DamagedFile]


class OfflineRoot(Wire):
    """A project's folder that cannot be reached, so that its files were not looked at."""

    project_id: Id
    path: str


class SystemVerified(Wire):
    """What was looked at and what is wrong; `database` is null unless it was asked for.

    `swept` files were content that no row names any more; they are gone.
    """

    deep: bool
    files: int
    swept: int
    damaged: Damage
    offline: list[OfflineRoot]
    database: list[str] | None


class SystemDamaged(Event):
    """Files of a project are damaged or missing."""

    system: Damage


class VerifyTask(Wire):
    """What the task system/verify is to do."""

    deep: bool
