"""Trials on the faulty disk: `python -m tests.faults.trial KIND FOLDER [SEED COUNT]`.

KIND is full, broken, power, fresh, or careless (power cuts with commits that are not synced, which must be noticed).
Prints one JSON line of what was tried; a broken promise is an assertion and a non-zero exit.
"""

import json
import os
import random
import shutil
import sys
from pathlib import Path
from typing import Any

import apsw

from iat_sidecar.core.caller import SYSTEM
from iat_sidecar.core.errors import Damaged, SidecarError, StorageFull
from iat_sidecar.db import database, mark
from iat_sidecar.db.connection import checksums, open_writer
from iat_sidecar.db.database import FILE, Database
from iat_sidecar.db.tx import Tx
from tests.db.opened import is_healthy, say, seqs, stored
from tests.faults.vfs import Disk, FaultyVFS, broken, full

WRITES = 5
ROWS = 8
OPERATIONS = 41  # what a workload writes and syncs
ERRORS = {"full": (full, StorageFull), "broken": (broken, Damaged)}


class Workload:
    """Writes of several rows each, and the numbers that were acknowledged."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.acknowledged: list[int] = []
        self.errors: list[SidecarError] = []

    def run(self, first: int, writes: int = WRITES) -> None:
        """Open, write, close; errors are kept."""
        try:
            db = Database(str(self.data_dir), "test", lambda told: None)
        except SidecarError as exc:
            self.errors.append(exc)
            return
        for number in range(first, first + writes):
            try:
                self.acknowledged.append(db.transact_now(SYSTEM, _several(number)))
            except SidecarError as exc:
                self.errors.append(exc)
        db.close()

    def check(self, data_dir: Path) -> None:
        """Nothing acknowledged is lost, nothing is there by halves, and nothing is damaged."""
        assert is_healthy(data_dir)
        found = _numbers(data_dir)
        assert set(self.acknowledged) <= set(found), (self.acknowledged, found)
        assert all(found.count(number) == ROWS for number in found), found
        told = seqs(data_dir)
        assert told == list(range(1, len(told) + 1))
        assert mark.read(str(data_dir)) <= len(told)


def _several(number: int) -> Any:
    def work(tx: Tx) -> int:
        for _ in range(ROWS):
            say(number)(tx)
        return number

    return work


def _numbers(data_dir: Path) -> list[int]:
    texts = stored(data_dir, "select params_json from events order by seq")
    return [json.loads(text)["number"] for (text,) in texts]


def sweep(disk: Disk, folder: Path, kind: str) -> dict[str, int]:
    """Fail every operation in turn, once and for good; afterwards the disk works again."""
    error, expected = ERRORS[kind]
    base = _base(folder)
    tried = refused = 0
    for is_lasting in (False, True):
        at, is_over = 1, False
        while not is_over:
            workload = Workload(_copied(base, folder / f"{kind}-{is_lasting}-{at}"))
            disk.forget()
            disk.fail(at, error, is_lasting=is_lasting)
            workload.run(0)
            is_over = disk.operations < at
            disk.forget()
            assert all(isinstance(each, expected) for each in workload.errors), workload.errors
            workload.run(100, writes=1)
            assert 100 in workload.acknowledged
            workload.check(workload.data_dir)
            shutil.rmtree(workload.data_dir)
            tried, refused, at = tried + 1, refused + bool(workload.errors), at + 1
    return {"tried": tried, "refused": refused}


def cuts(disk: Disk, folder: Path, seed: int, count: int) -> dict[str, int]:
    """Cut the power at random operations; what the disk then holds is opened again."""
    chance = random.Random(seed)
    base = _base(folder)
    tried = lost = 0
    for number in range(count):
        disk.forget()
        workload = Workload(_copied(base, folder / f"cut-{number}"))
        disk.cut_power(chance.randint(1, OPERATIONS))
        workload.run(0)
        image = folder / f"image-{number}"
        disk.left_behind(chance, image)
        disk.forget()
        if (workload.data_dir / "mark").exists():
            shutil.copy(workload.data_dir / "mark", image / "mark")
        lost += len(workload.acknowledged) < WRITES
        again = Workload(image)
        again.run(100, writes=1)
        assert (again.errors, again.acknowledged) == ([], [100]), (number, again.errors)
        workload.check(image)
        tried += 1
    return {"tried": tried, "interrupted": lost}


def fresh(disk: Disk, folder: Path, seed: int, count: int) -> dict[str, int]:
    """Fail while the schema is made: the next start makes it whole."""
    chance = random.Random(seed)
    refused = 0
    for number in range(count):
        disk.forget()
        workload = Workload(folder / f"fresh-{number}")
        disk.fail(chance.randint(1, 500), full, is_lasting=True)
        workload.run(0)
        disk.forget()
        refused += bool(workload.errors)
        assert all(isinstance(each, StorageFull) for each in workload.errors), workload.errors
        workload.run(100, writes=1)
        assert 100 in workload.acknowledged
        workload.check(workload.data_dir)
    return {"tried": count, "refused": refused}


def _careless(path: str) -> apsw.Connection:
    connection = open_writer(path)
    connection.execute("pragma synchronous = normal")
    return connection


def _base(folder: Path) -> Path:
    """A data directory with its schema, closed."""
    base = folder / "base"
    Database(str(base), "test", lambda told: None).close()
    return base


def _copied(base: Path, to: Path) -> Path:
    to.mkdir()
    shutil.copy(base / FILE, to / FILE)
    return to


def main(kind: str, folder: Path, seed: int = 0, count: int = 0) -> dict[str, int]:
    disk = Disk()
    vfs = FaultyVFS(disk)
    assert checksums(), "the faults must lie below the page checksums"
    match kind:
        case "power":
            done = cuts(disk, folder, seed, count)
        case "careless":
            database.open_writer = _careless  # type: ignore[attr-defined]
            done = cuts(disk, folder, seed, count)
        case "fresh":
            done = fresh(disk, folder, seed, count)
        case _:
            done = sweep(disk, folder, kind)
    assert "faulty" in apsw.vfs_names()
    vfs.unregister()
    return done


if __name__ == "__main__":
    word, where, *numbers = sys.argv[1:]
    print(json.dumps(main(word, Path(where), *map(int, numbers))), flush=True)
    os._exit(0)
