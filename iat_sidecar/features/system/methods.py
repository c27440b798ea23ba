"""`system/*`"""

import iat_sidecar
from iat_sidecar.db import health as database
from iat_sidecar.db.tx import Tx
from iat_sidecar.features.system import checks
from iat_sidecar.features.system.model import Health, SystemInfo, VerifyTask
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.rpc.session import SUPPORTS
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks import queue
from iat_sidecar.tasks.model import Started


@method("system/info")
async def info(sidecar: Sidecar) -> SystemInfo:
    """Versions of the program and what it stands on, and where its data lies."""
    import asyncio

    from iat_sidecar.features.system import versions  # the standard library's metadata is slow

    return SystemInfo(
        name="iat-sidecar",
        version=iat_sidecar.__version__,
        python=versions.python(),
        database=database.engine(),
        libraries=await asyncio.to_thread(versions.libraries),
        platform=versions.here(),
        data_dir=sidecar.data_dir,
        schema_version=sidecar.db.schema_version,
        supports=SUPPORTS,
    )


@method("system/health")
async def health(sidecar: Sidecar) -> Health:
    """Whether everything that is needed works, looked at quickly."""
    return checks.judged(await checks.quick(sidecar))


@method("system/doctor")
async def doctor(sidecar: Sidecar) -> Health:
    """As system/health and deeper: reads the database through and starts a worker.

    What is not well comes with a way out.
    """
    return checks.judged(await checks.thorough(sidecar))


@method("system/verify", effect=Effect.WRITE, example={"deep": True})
def verify(tx: Tx, deep: bool = False) -> Started:
    """Look whether every content file of your projects is there in its size; deep reads them all.

    A deep look also reads the whole database. The task's result says what is damaged; each
    project's damage is told as `system/damaged`.
    """
    return Started(task_id=queue.enqueue(tx, "system/verify", None, VerifyTask(deep=deep)).id)
