"""The table `asset_links`: how one asset came from another."""

from iat_sidecar.core import clock, ids
from iat_sidecar.core.errors import Conflict, NotFound
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.asset.model import AssetLink, Direction, Lineage, LinkType

_COLUMNS = "id, parent_asset_id, child_asset_id, link_type, created_at"


def add(tx: Tx, project_id: str, parent: str, child: str, link_type: LinkType) -> AssetLink | None:
    """Link two assets; None when they are linked so already."""
    link_id = ids.new()
    added = tx.run(
        """insert into asset_links (id, project_id, parent_asset_id, child_asset_id, link_type, created_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (parent_asset_id, child_asset_id, link_type) do nothing""",
        link_id,
        project_id,
        parent,
        child,
        link_type,
        clock.now(),
    )
    return get(tx, project_id, parent, child, link_type) if added else None


def get(read: Read, project_id: str, parent: str, child: str, link_type: LinkType) -> AssetLink:
    found = read.one(
        AssetLink,
        f"""select {_COLUMNS} from asset_links
        where project_id = $1 and parent_asset_id = $2 and child_asset_id = $3 and link_type = $4""",
        project_id,
        parent,
        child,
        link_type,
    )
    if found is None:
        raise NotFound("asset link", f"{parent} → {child}")
    return found


def remove(tx: Tx, project_id: str, link: AssetLink) -> None:
    tx.run("delete from asset_links where project_id = $1 and id = $2", project_id, link.id)


def is_reachable(read: Read, project_id: str, start: str, wanted: str) -> bool:
    """Whether `wanted` came from `start`, at any distance."""
    return bool(
        read.value(
            """with recursive walk (id) as (
                select child_asset_id from asset_links where project_id = $1 and parent_asset_id = $2
                union
                select l.child_asset_id from walk w cross join asset_links l
                where l.project_id = $1 and l.parent_asset_id = w.id)
            select 1 from walk where id = $3 limit 1""",
            project_id,
            start,
            wanted,
        )
    )


WALKS: dict[Direction, tuple[str, str]] = {
    "ancestors": ("child_asset_id", "parent_asset_id"),
    "descendants": ("parent_asset_id", "child_asset_id"),
}


def lineage(
    read: Read, project_id: str, asset_id: str, direction: Direction, depth: int
) -> Lineage:
    """Links along one direction up to a depth, and every asset they touch."""
    near, far = WALKS[direction]
    walk = f"""with recursive walk (link_id, asset_id, distance) as (
            select id, {far}, 1 from asset_links where project_id = $1 and {near} = $2
            union
            select l.id, l.{far}, w.distance + 1 from walk w cross join asset_links l
            where l.project_id = $1 and l.{near} = w.asset_id and w.distance < $3)"""
    links = read.all(
        AssetLink,
        f"""{walk} select {_COLUMNS} from asset_links
        where project_id = $1 and id in (select link_id from walk) order by id""",
        project_id,
        asset_id,
        depth,
    )
    touched = {
        asset_id,
        *(one for each in links for one in (each.parent_asset_id, each.child_asset_id)),
    }
    return Lineage(assets=assets.get_many(read, project_id, sorted(touched)), links=links)


def check_new(read: Read, project_id: str, parent: str, child: str) -> None:
    """A link may not make a circle."""
    if parent == child or is_reachable(read, project_id, child, parent):
        raise Conflict("an asset cannot come from itself")
