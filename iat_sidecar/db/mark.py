"""The high-water mark: the last acknowledged `seq`, fsynced outside the database.

SQLite opens a database whose log was lost as if nothing had happened; the mark tells.
"""

import os

from iat_sidecar.core.errors import LostCommits


def check(data_dir: str, found: int) -> None:
    """Refuse a database that is older than what was acknowledged."""
    if found < (expected := read(data_dir)):
        raise LostCommits(found, expected)


def read(data_dir: str) -> int:
    try:
        with open(_path(data_dir), encoding="ascii") as file:
            return int(file.read() or 0)
    except FileNotFoundError:
        return 0


def write(data_dir: str, seq: int) -> None:
    """Keep `seq`; seen whole or not at all."""
    temporary = f"{_path(data_dir)}.new"
    with open(temporary, "w", encoding="ascii") as file:
        file.write(str(seq))
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, _path(data_dir))


def _path(data_dir: str) -> str:
    return os.path.join(data_dir, "mark")
