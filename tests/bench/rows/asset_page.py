"""A page of 100 assets among a million against one among ten thousand."""

import random
from pathlib import Path

from iat_sidecar.db.connection import open_writer
from iat_sidecar.db.database import FILE
from tests.bench.measure import Result, p50, time_ratio
from tests.bench.wire import Wire, one_core, request, sidecar
from tests.forms import ROOT

NAME = "page of 100 assets: 1,000,000 rows against 10,000"
FEW, MANY = 10_000, 1_000_000
PAGES = 150
FILL = """
with recursive n (i) as (select 1 union all select i + 1 from n where i < $1)
insert into assets (id, project_id, kind, storage_uri, storage_backend, mime_type, width, height,
    size_bytes, sha256, metadata_json, created_at)
select printf('0190%04x-%04x-7000-8000-%012x', i / 65536, i % 65536, i), $2,
    case i % 4 when 0 then 'input' when 1 then 'generated' when 2 then 'mask' else 'final' end,
    printf('content/%02x/%064x.png', i * 2654435761 % 256, i * 2654435761), 'local', 'image/png',
    1024, 1024, 1500000, printf('%064x', i * 2654435761), '{"note":"a drawing of the moon"}',
    '2026-02-20T12:00:00.000000Z'
from n"""


def measure(folder: Path) -> Result:
    with one_core(), sidecar(_filled(FEW)) as few, sidecar(_filled(MANY)) as many:
        chance = random.Random(1)
        return time_ratio(
            lambda: p50(_pages(many, MANY, chance)),
            lambda: p50(_pages(few, FEW, chance)),
            at_most=3,
            rounds=5,
        )


def _pages(wire: Wire, count: int, chance: random.Random) -> list[float]:
    return [
        wire.round_trips(
            request(
                "asset/list", 7, project="moon", limit=100, cursor=_id(chance.randint(101, count))
            ),
            1,
        )[0]
        for _ in range(PAGES)
    ]


def _id(i: int) -> str:
    return f"0190{i // 65536:04x}-{i % 65536:04x}-7000-8000-{i:012x}"


def _filled(count: int) -> Path:
    """A data directory with so many assets; made once, for the schema as it is."""
    schema = ROOT / "schemas" / "migrations"
    stamp = "".join(f"{each.name}{each.stat().st_mtime_ns}" for each in sorted(schema.iterdir()))
    folder = ROOT / ".work" / "bench" / f"assets-{count}"
    if (folder / "made").exists() and (folder / "made").read_text() == stamp:
        return folder
    for old in folder.glob("*"):
        old.unlink()
    with sidecar(folder) as ours:
        project = ours.call("project/create", slug="moon", name="Moon")
    connection = open_writer(str(folder / FILE))  # pages get their checksums
    connection.execute("pragma synchronous = off; pragma cache_size = -400000")
    connection.execute(FILL, (count, project["id"]))
    connection.close()
    (folder / "made").write_text(stamp)
    return folder
