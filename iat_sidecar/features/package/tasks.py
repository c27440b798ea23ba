"""`package/create`: a project as one bag."""

from iat_sidecar.db.tx import Read
from iat_sidecar.features.package import store
from iat_sidecar.features.package.model import Package, PackageTask
from iat_sidecar.features.package.packing import Packing
from iat_sidecar.features.project import storage
from iat_sidecar.features.project import store as projects
from iat_sidecar.features.project.model import Project
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.kinds import task
from iat_sidecar.tasks.runner import Running


@task("package/create")
async def create(sidecar: Sidecar, running: Running, params: PackageTask) -> Package:
    """Write the bag, unless a process that died had told of it already."""
    project_id = running.project_id
    project, root = await sidecar.read(lambda read: _place(read, project_id))
    packing = Packing(sidecar, running, params, project, root)
    if told := await sidecar.read(lambda read: store.find(read, project_id, running.id)):
        await packing.tidy()
        return told
    return await packing.make()


def _place(read: Read, project_id: str) -> tuple[Project, storage.Root]:
    return projects.get(read, project_id), storage.root(read, project_id)
