"""Make one package: cut the rows, write the bag, read it back, and only then give it its name."""

import os
from contextlib import closing

import msgspec

from iat_sidecar.core import clock
from iat_sidecar.core.errors import StorageOffline
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.slice import cut, reading
from iat_sidecar.db.tx import Tx
from iat_sidecar.features.package import parts, rules, store
from iat_sidecar.features.package.model import Content, Package, PackageCreated, PackageTask
from iat_sidecar.features.package.thread import in_thread
from iat_sidecar.features.project.model import Project
from iat_sidecar.features.project.storage import Root
from iat_sidecar.files import content, outside, pack, staging
from iat_sidecar.files.bag import Bag, Member, bag_of
from iat_sidecar.files.hashed import sha256_of
from iat_sidecar.files.staging import Staging
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.runner import Running
from iat_sidecar.tasks.together import surely

BAG, VIEW, ROWS = "bag", "view", "project.sqlite"

View = list[tuple[str, Member]]


class Sealed(Wire):
    """What was written, once it is whole."""

    path: str
    sha256: str
    size_bytes: int
    files: int


class Packing:
    """One package on its way; its id is its task's, so that a task begun anew knows it."""

    def __init__(
        self, sidecar: Sidecar, running: Running, params: PackageTask, project: Project, root: Root
    ) -> None:
        self._sidecar, self._running, self._params = sidecar, running, params
        self._project, self._root = project, root
        self._folder = rules.folder_of(params.path, root.path)
        self._staging = Staging(self._folder, running.id)
        self._done = self._total = 0

    async def make(self) -> Package:
        """Take up what a crash left whole, otherwise begin anew; nothing is left of a failure."""
        try:
            sealed = await in_thread(self._folder, self._staging.sealed)
            if sealed is None:
                sealed = await self._write()
        except BaseException:
            await self.tidy()
            raise
        return await surely(self._finish(msgspec.json.decode(sealed, type=Sealed)))

    async def tidy(self) -> None:
        """Remove what was on its way."""
        await in_thread(self._folder, self._staging.remove)

    async def _write(self) -> bytes:
        """Everything in the staging folder, sealed."""
        await in_thread(self._folder, self._open_folders)
        bag, view = await in_thread(self._folder, self._gather)
        self._total = 2 * bag.size_bytes + sum(member.size_bytes for _, member in view)
        path, format, base = self._staging.path(BAG), self._params.format, self._project.slug
        await self._drive(pack.write(bag, path, format, base), "writing")
        await self._drive(self._view(view), "writing the view")
        await self._drive(pack.reread(bag, path, format, base), "verifying")
        return await in_thread(self._folder, self._seal, bag)

    def _open_folders(self) -> None:
        content.open_root(self._root.path, may_create=not self._root.is_own)
        with outside.writable(self._folder):
            os.makedirs(self._folder, exist_ok=True)
            self._staging.clear()

    def _gather(self) -> tuple[Bag, View]:
        """The rows, and all that they speak of."""
        rows = self._staging.path(ROWS)
        asked = parts.values(
            self._project.id, self._params.include, self._root.path, self._sidecar.data_dir
        )
        newest = cut(self._sidecar.data_dir, rows, parts.PARTS, asked, parts.REWRITES)
        with reading(rows) as read:
            found = store.contents(read, self._project.id)
            finals = store.finals(read, self._project.id) if self._params.view else []
            originals = store.originals(read, self._project.id) if self._params.view else []
        members = {one.storage_uri: self._member(one) for one in found}
        own = Member("data/project.sqlite", sha256_of(rows), os.path.getsize(rows), rows, ROWS)
        bag = bag_of([own, *members.values()], self._project.id, newest[:10])
        names = rules.view_names(finals, originals)
        return bag, [(name, members[uri]) for name, uri in names.items()]

    def _member(self, one: Content) -> Member:
        if one.storage_backend != "local":
            raise StorageOffline(one.storage_uri)
        source = content.path_of(self._root.path, one.storage_uri)
        what = f"the asset {one.id}"
        return Member(f"data/{one.storage_uri}", one.sha256, one.size_bytes, source, what)

    def _view(self, view: View) -> pack.Steps:
        for name, member in view:
            path = os.path.join(self._staging.path(VIEW), *name.split("/"))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            pack.copy(member, path)
            yield member.size_bytes

    async def _drive(self, steps: pack.Steps, doing: str) -> None:
        """One member a step, so that this can be stopped between two."""
        with closing(steps):
            while (size := await in_thread(self._folder, _next, steps)) is not None:
                self._done += size
                self._running.checkpoint()
                await self._running.report(self._done, self._total, "bytes", doing)

    def _seal(self, bag: Bag) -> bytes:
        path, params = self._staging.path(BAG), self._params
        is_folder = params.format == "folder"
        sha256 = bag.manifest_sha256 if is_folder else sha256_of(path)
        if params.view:
            os.makedirs(self._staging.path(VIEW), exist_ok=True)
        sealed = Sealed(
            path=rules.target_of(
                params.path, self._root.path, self._project.slug, sha256, params.format
            ),
            sha256=sha256,
            size_bytes=bag.size_bytes if is_folder else os.path.getsize(path),
            files=len(bag.members),
        )
        self._staging.seal(note := msgspec.json.encode(sealed))
        return note

    async def _finish(self, sealed: Sealed) -> Package:
        """Final names, then the row; when one of them fails, neither is left."""
        try:
            await in_thread(self._folder, self._settle, sealed)
            package = await self._sidecar.transact(lambda tx: self._keep(tx, sealed))
        except Exception:  # not when the loop ends: the row may be there, and the seal is
            await in_thread(self._folder, self._withdraw, sealed)
            raise
        await self.tidy()
        return package

    def _settle(self, sealed: Sealed) -> None:
        may_replace = self._params.path is None  # such a name says what is in it
        for name, target in self._targets(sealed):
            self._staging.move(name, target, may_replace=may_replace)

    def _withdraw(self, sealed: Sealed) -> None:
        for name, target in self._targets(sealed):
            if not self._staging.has(name):
                staging.remove(target)
        self._staging.remove()

    def _targets(self, sealed: Sealed) -> list[tuple[str, str]]:
        """The staged parts and their final names, the bag last."""
        view = (VIEW, rules.view_of(sealed.path, self._params.format))
        return [view, (BAG, sealed.path)] if self._params.view else [(BAG, sealed.path)]

    def _keep(self, tx: Tx, sealed: Sealed) -> Package:
        package = Package(
            id=self._running.id,
            project_id=self._project.id,
            export_asset_id=None,
            format=self._params.format,
            path=sealed.path,
            sha256=sealed.sha256,
            size_bytes=sealed.size_bytes,
            files=sealed.files,
            created_at=clock.now(),
        )
        store.add(tx, package)
        tx.emit(PackageCreated(package=package), self._project.id)
        return package


def _next(steps: pack.Steps) -> int | None:
    return next(steps, None)
