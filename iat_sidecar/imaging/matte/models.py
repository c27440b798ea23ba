"""The cutout models that rembg 2.0.86 knows: family, address, hash, and what their licence allows."""

from typing import Annotated, Literal

from msgspec import Meta

from iat_sidecar.core.wire import Wire

FamilyName = Literal["u2net", "cloth", "isnet", "isnet_anime", "birefnet", "bria", "ben"]


class Model(Wire):
    """One model file; without an address it is the user's own, or made from another."""

    name: Annotated[str, Meta(description="As rembg calls it.")]
    family: FamilyName
    url: str | None = None
    file_name: str
    md5: str | None = None
    sha256: str | None = None
    licence: Annotated[str, Meta(description="An SPDX identifier, or `unknown`.")]
    is_commercial: Annotated[bool, Meta(description="Commercial use is granted for the weights.")]
    note: str = ""


RELEASE = "https://github.com/danielgatis/rembg/releases/download/v0.0.0/"

U2NET = "trained on DUTS; the repository's Apache-2.0 is taken to cover its weights"
DIS = (
    "the repository's Apache-2.0 speaks of the code; the training set DIS5K is not free for "
    "commercial use, and whether that binds the weights is open"
)
BIREFNET = (
    "its author releases code and weights as MIT; some training sets have narrower terms of their "
    "own"
)
BRIA = "commercial use needs an agreement with its vendor, BRIA"
CUSTOM = "a file of the user's own: its licence is not known here"


def _released(
    name: str,
    family: FamilyName,
    file: str,
    md5: str | None,
    licence: str,
    note: str,
    *,
    is_commercial: bool = True,
    sha256: str | None = None,
) -> Model:
    return Model(
        name=name,
        family=family,
        url=f"{RELEASE}{file}.onnx",
        file_name=f"{name}.onnx",
        md5=md5,
        sha256=sha256,
        licence=licence,
        is_commercial=is_commercial,
        note=note,
    )


def _custom(name: str, family: FamilyName) -> Model:
    return Model(
        name=name,
        family=family,
        file_name="",
        licence="unknown",
        is_commercial=False,
        note=CUSTOM,
    )


MODELS = (
    _released("u2net", "u2net", "u2net", "60024c5c889badc19c04ad937298a77b", "Apache-2.0", U2NET),
    _released("u2netp", "u2net", "u2netp", "8e83ca70e441ab06c318d82300c84806", "Apache-2.0", U2NET),
    _released(
        "u2net_human_seg", "u2net", "u2net_human_seg", "c09ddc2e0104f800e3e1bb4652583d1f",
        "Apache-2.0", "trained on Supervisely Person, which has terms of its own",
    ),
    _released(
        "silueta", "u2net", "silueta", "55e59e0d8062d2f5d013f4725ee84782",
        "Apache-2.0", "a smaller U²-Net; published without a licence file of its own",
    ),
    _released(
        "u2net_cloth_seg", "cloth", "u2net_cloth_seg", "2434d1f3cb744e0e49386c906e5a08bb",
        "MIT", "trained on iMaterialist 2019, whose pictures are for research",
    ),
    _released(
        "isnet-general-use", "isnet", "isnet-general-use", "fc16ebd8b0c10d971d3513d564d01e29",
        "Apache-2.0", DIS,
    ),
    _released(
        "isnet-anime", "isnet_anime", "isnet-anime", "6f184e756bb3bd901c8849220a83e38e",
        "Apache-2.0", "trained on drawings collected from the web",
    ),
    _released(
        "birefnet-general", "birefnet", "BiRefNet-general-epoch_244",
        "7a35a0141cbbc80de11d9c9a28f52697", "MIT", BIREFNET,
    ),
    Model(
        name="birefnet-general-fp16", family="birefnet", file_name="birefnet-general-fp16.onnx",
        licence="MIT", is_commercial=True, note="made of birefnet-general on the user's machine",
    ),
    _released(
        "birefnet-general-lite", "birefnet", "BiRefNet-general-bb_swin_v1_tiny-epoch_232",
        "4fab47adc4ff364be1713e97b7e66334", "MIT", BIREFNET,
    ),
    _released(
        "birefnet-portrait", "birefnet", "BiRefNet-portrait-epoch_150",
        "c3a64a6abf20250d090cd055f12a3b67", "MIT", BIREFNET,
    ),
    _released(
        "birefnet-dis", "birefnet", "BiRefNet-DIS-epoch_590",
        "2d4d44102b446f33a4ebb2e56c051f2b", "MIT", BIREFNET,
    ),
    _released(
        "birefnet-hrsod", "birefnet", "BiRefNet-HRSOD_DHU-epoch_115",
        "c017ade5de8a50ff0fd74d790d268dda", "MIT", BIREFNET,
    ),
    _released(
        "birefnet-cod", "birefnet", "BiRefNet-COD-epoch_125",
        "f6d0d21ca89d287f17e7afe9f5fd3b45", "MIT", BIREFNET,
    ),
    _released(
        "birefnet-massive", "birefnet", "BiRefNet-massive-TR_DIS5K_TR_TEs-epoch_420",
        "33e726a2136a3d59eb0fdf613e31e3e9", "MIT", BIREFNET,
    ),
    _released(
        "bria-rmbg", "bria", "bria-rmbg-2.0", None, "CC-BY-NC-4.0", BRIA, is_commercial=False,
        sha256="5b486f08200f513f460da46dd701db5fbb47d79b4be4b708a19444bcd4e79958",
    ),
    _custom("u2net_custom", "u2net"),
    _custom("dis_custom", "isnet"),
    _custom("ben_custom", "ben"),
)  # fmt: skip


def known(md5: str | None = None, sha256: str | None = None) -> Model | None:
    """The model of the catalogue that a file's content is, whatever the file is called."""
    hashes = {hash for hash in (md5, sha256) if hash}
    return next((model for model in MODELS if hashes & {model.md5, model.sha256}), None)
