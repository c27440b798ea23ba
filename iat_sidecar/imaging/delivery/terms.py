"""What the sidecar and its workers say to each other about a delivery; no pixels here."""

from typing import Literal

from iat_sidecar.core.wire import Given, Wire

Format = Literal["png", "tiff", "jpeg", "webp", "pdf"]
Color = Literal["srgb", "gray", "cmyk"]
Alpha = Literal["keep", "flatten"]

INTENT = "relative colorimetric, with black point compensation"
JPEG_QUALITY = 95
FILES, PROFILE = "files", "profile.icc"
"""What lies in the folder that a delivery is made in."""


class Order(Given):
    """What becomes of every picture; `profile_path` is that of the press, for cmyk alone."""

    format: Format
    color: Color
    alpha: Alpha
    dpi: int
    bleed_px: int
    profile_path: str | None = None


class ProfileRequest(Given):
    """A profile to judge."""

    path: str


class PressProfile(Wire):
    """A profile that prints; `steady_de00` is how far its two tables disagree, on the mean."""

    description: str
    sha256: str
    size_bytes: int
    steady_de00: float


class FolderRequest(Given):
    """Where a delivery is made: beside `target`, known by `key`; the order's profile goes with it."""

    target: str
    key: str
    order: Order


class Opened(Wire):
    """An empty folder to make a delivery in; the press it is for, and the profile in every file."""

    press: PressProfile | None
    profile_sha256: str


class PictureRequest(Given):
    """One picture into one file; `stamp` says where it is from when its file does not."""

    source: str
    target: str
    order: Order
    stamp: dict[str, str]


class Figures(Wire):
    """What reading back found.

    is_equal: every sample came back as it was made; otherwise `psnr_db` says how near it is.
    mean_de00, far_share: how far the colours moved from the picture on the mean, and the share of
    pixels that moved by more than 3 ΔE00. max_ink_percent: the most ink on one spot, of 400.
    """

    is_equal: bool
    psnr_db: float | None
    mean_de00: float
    far_share: float
    max_ink_percent: float | None


class Delivered(Wire):
    """A picture as it was written and read back."""

    width_px: int
    height_px: int
    has_alpha: bool
    is_flattened: bool
    figures: Figures


class WrittenFile(Wire):
    """A whole file."""

    size_bytes: int
    sha256: str


class DeliveredFile(Delivered):
    """A file that holds one picture."""

    size_bytes: int
    sha256: str


class DocumentRequest(Given):
    """A document to begin."""

    target: str
    order: Order


class Growth(Wire):
    """Where a document ends so far, and where each object that was added begins."""

    at: int
    offsets: list[int]
    page: int = 0


class PageRequest(PictureRequest):
    """A picture to add as a page, behind `at`; `first` is the number of its first object."""

    at: int
    first: int


class EndRequest(Given):
    """A document to end: all its objects, and which of them are pages."""

    target: str
    order: Order
    at: int
    offsets: list[int]
    pages: list[int]
    title: str
    press_name: str
    written_at: str
    stamp: dict[str, str]


class CheckRequest(Given):
    """A page to hold against its picture."""

    source: str
    target: str
    order: Order
    page: int
