"""The high-water mark: the last acknowledged `seq`, fsynced outside the database.

SQLite opens a database whose log was lost as if nothing had happened; the mark tells. It is kept
up to a second late, so a database ahead of its mark is a healthy one.
"""

import os

from iat_sidecar.core.errors import Damaged, LostCommits


def check(data_dir: str, found: int) -> None:
    """Refuse a database that is older than what was acknowledged."""
    if found < (expected := read(data_dir)):
        raise LostCommits(found, expected)


def read(data_dir: str) -> int:
    """The mark; 0 where none was kept yet."""
    try:
        with open(_path(data_dir), "rb") as file:
            text = file.read()
    except FileNotFoundError:
        return 0
    if not text.isdigit():
        raise Damaged(_path(data_dir), "it is not a number")
    return int(text)


def write(data_dir: str, seq: int) -> None:
    """Keep `seq`; seen whole or not at all."""
    temporary = f"{_path(data_dir)}.new"
    with open(temporary, "wb") as file:
        file.write(b"%d" % seq)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, _path(data_dir))


def _path(data_dir: str) -> str:
    return os.path.join(data_dir, "mark")
