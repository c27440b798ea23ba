"""The table `weights`, and the folder it speaks of."""

from iat_sidecar.core import clock
from iat_sidecar.core.errors import WeightsMissing
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.config.values import value
from iat_sidecar.features.weights import shelf
from iat_sidecar.features.weights.model import Installed

_COLUMNS = "name, purpose, family, licence, is_commercial, sha256, size_bytes, source, created_at"


def find(read: Read, name: str) -> Installed | None:
    return read.one(Installed, f"select {_COLUMNS} from weights where name = $1", name)


def get(read: Read, name: str) -> Installed:
    if found := find(read, name):
        return found
    raise WeightsMissing(name)


def by_sha256(read: Read, sha256: str) -> Installed | None:
    """An installed model with these bytes; of several the one whose licence says least."""
    return read.one(
        Installed,
        f"""select {_COLUMNS} from weights where sha256 = $1
        order by case when is_commercial then 2 when is_commercial is null then 1 else 0 end, name""",
        sha256,
    )


def every(read: Read) -> list[Installed]:
    """All that is installed; a shelf is never long."""
    return read.all(Installed, f"select {_COLUMNS} from weights order by name")


def add(tx: Tx, row: Installed) -> Installed:
    tx.run(
        """insert into weights
            (name, purpose, family, licence, is_commercial, sha256, size_bytes, source, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        row.name,
        row.purpose,
        row.family,
        row.licence,
        row.is_commercial,
        row.sha256,
        row.size_bytes,
        row.source,
        clock.now(),
    )
    return get(tx, row.name)


def remove(tx: Tx, name: str) -> None:
    tx.run("delete from weights where name = $1", name)


def folder(read: Read) -> str:
    """Where the files lie."""
    return shelf.folder_of(read.data_dir, value(read, "weights.folder"))
