"""What an asset is: a file the project keeps, by its hash."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from iat_sidecar.core.errors import StorageOffline
from iat_sidecar.core.values import AssetKind, Id, Sha256, Time
from iat_sidecar.core.wire import Event, Wire
from iat_sidecar.providers.terms import Post
from iat_sidecar.tasks.model import Failure

ImportKind = Literal["input", "reference", "mask", "other"]
LinkType = Literal["derived_from", "variant_of", "mask_for", "reference_of"]
Direction = Literal["ancestors", "descendants"]
Depth = Annotated[int, Meta(ge=1, le=100)]
EdgePx = Annotated[int, Meta(ge=16, le=2048, description="The longer edge in pixels.")]
Metadata = dict[str, Any]


class Asset(Wire):
    """A file of a project; `path` is where it lies on this machine, null when it is elsewhere."""

    id: Id
    project_id: Id
    kind: AssetKind
    storage_uri: str
    storage_backend: Literal["local", "s3"]
    mime_type: str | None
    width: int | None
    height: int | None
    size_bytes: int | None
    sha256: Sha256 | None
    metadata: Metadata
    created_at: Time
    path: str | None = None

    @property
    def is_picture(self) -> bool:
        return (self.mime_type or "").startswith("image/")

    @property
    def here(self) -> str:
        """Where it lies on this machine; StorageOffline when it is elsewhere."""
        if self.path is None:
            raise StorageOffline(self.storage_uri)
        return self.path


class AssetLink(Wire):
    """How one asset came from, or belongs to, another."""

    id: Id
    parent_asset_id: Id
    child_asset_id: Id
    link_type: LinkType
    created_at: Time


class ImportedFile(Wire):
    """What became of one file: its asset, or why it was refused."""

    path: str
    asset: Asset | None
    is_new: bool
    error: Failure | None


class Imported(Wire, omit_defaults=True):
    """The files in the order given; for more than 100 the task that imports them."""

    items: list[ImportedFile] | UnsetType = UNSET
    task_id: Id | UnsetType = UNSET


class Lineage(Wire):
    """Assets that an asset came from, or that came from it, and the links between them."""

    assets: list[Asset]
    links: list[AssetLink]


class Thumbnail(Wire):
    """A small WebP picture of an asset."""

    path: str


class Verified(Wire):
    """Whether a file still is what its hash says."""

    asset_id: Id
    is_intact: bool
    reason: str | None


class DeriveTask(Wire):
    """What the task of `asset/derive` was asked for."""

    asset_id: Id
    post: Post


class AssetCreated(Event):
    """A file was added to a project."""

    asset: Asset


class AssetUpdated(Event):
    """An asset's metadata was changed."""

    asset: Asset


class AssetDeleted(Event):
    """An asset was removed."""

    asset: Asset


class AssetLinkCreated(Event):
    """Two assets were linked."""

    asset_link: AssetLink


class AssetLinkDeleted(Event):
    """A link between two assets was removed."""

    asset_link: AssetLink
