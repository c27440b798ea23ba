"""What may be installed from where, what a file turned out to be, and who may use it."""

import os
from urllib.parse import urlsplit

from iat_sidecar.core.errors import Damaged, ImagingFailed, InvalidParams, LicenceRefused
from iat_sidecar.features.weights.model import Installed, Ports, Purpose, Weights, WeightsUse
from iat_sidecar.imaging.identity.adapters import ADAPTERS
from iat_sidecar.imaging.matte import models
from iat_sidecar.imaging.matte.models import Model
from iat_sidecar.providers.local_matte import METHODS

CUTOUT_FAMILIES = frozenset(model.family for model in models.MODELS)
UPSCALERS = "realesrgan"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def find(name: str) -> Model | None:
    """The model of the catalogue with this name and an address to bring it from."""
    return next((one for one in models.MODELS if one.name == name and one.url), None)


def source_of(name: str, url: str | None, path: str | None) -> str:
    """Where the file comes from: given, or where the catalogue says it lies."""
    if url and path:
        raise InvalidParams("Give either url or path", "$.path")
    if name in METHODS:
        raise InvalidParams(f"{name} is a method of cutting out; take another name", "$.name")
    known = find(name)
    if source := url or path or (known and known.url):
        return source
    reason = f"The catalogue has no address for {name}; give a url, or the path of its file"
    raise InvalidParams(reason, "$.url")


def check_path(path: str | None) -> None:
    if path is not None and not os.path.isabs(path):
        raise InvalidParams(f"{path} is not an absolute path", "$.path")


def check_source(url: str | None, sha256: str | None) -> None:
    """Over plain http anybody between could change the file, so its hash must be known before."""
    parts = urlsplit(url or "")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and sha256 is None:
        raise InvalidParams("Over http a sha256 is needed; or give an https address", "$.sha256")


def check_family(family: str | None) -> None:
    """Told before gigabytes are brought."""
    if family not in (None, "custom", UPSCALERS, *CUTOUT_FAMILIES, *ADAPTERS):
        known = ", ".join(sorted({*CUTOUT_FAMILIES, *ADAPTERS, UPSCALERS}))
        raise InvalidParams(f"There is no family {family}; there are {known}", "$.family")


def taken(name: str) -> str:
    """What to do about a name that is in use."""
    return f"{name} is installed already; weights/remove makes room for another file"


def check_hash(name: str, sha256: str, md5: str, wanted: str | None) -> None:
    """The file is the one that was meant: by the hash given, else by the catalogue's."""
    known = find(name)
    if wanted is not None and wanted != sha256:
        raise Damaged(f"the file for {name}", f"its sha256 is {sha256} instead of {wanted}")
    if wanted is not None or known is None:
        return
    if (known.sha256 and known.sha256 != sha256) or (known.md5 and known.md5 != md5):
        reason = f"it is not the {name} of the catalogue; for another file take another name"
        raise Damaged(f"the file for {name}", reason)


def described(
    name: str, sha256: str, md5: str, ports: Ports, family: str | None, licence: str | None
) -> tuple[Purpose, str, str | None, bool | None]:
    """Purpose, family, licence and whether it may be used commercially.

    Bytes that the catalogue knows keep its licence under any name.
    """
    known = models.known(md5, sha256)
    if known is not None:
        return "cutout", known.family, known.licence, known.is_commercial
    purpose, guessed = purpose_of(ports, family)
    adapter = next((one for one in ADAPTERS.values() if one.name == guessed), None)
    if licence is None and adapter is not None:
        return purpose, guessed, adapter.licence, adapter.is_commercial
    return purpose, guessed, licence, allows_commerce(licence)


def purpose_of(ports: Ports, family: str | None) -> tuple[Purpose, str]:
    """By the family that was named, else by what the model takes and gives."""
    if family in CUTOUT_FAMILIES:
        return "cutout", family
    if family == UPSCALERS:
        return "upscale", UPSCALERS
    if family in ADAPTERS:
        return "embedding", family
    inputs, outputs = ([port.shape for port in side] for side in (ports.inputs, ports.outputs))
    taken, given = inputs[0] if inputs else [], outputs[0] if outputs else []
    match (len(taken), len(given), given[1:2]):
        case 4, 4, [3]:
            return "upscale", UPSCALERS
        case 4, 3 | 4, _:
            return "cutout", "custom"
        case 4, 2, _:
            return "embedding", "custom"
    raise ImagingFailed(
        "weights/install",
        f"a model that takes {taken} and gives {given} has no use here; cutouts and enlarging take"
        " a picture 1×3×h×w and give a mask or a picture, embeddings give 1×n",
    )


def allows_commerce(licence: str | None) -> bool | None:
    """What a licence's name says of commercial use; None where that cannot be told."""
    if licence is None:
        return None
    words = licence.lower().replace("-", " ").replace("_", " ").split()
    if {"nc", "noncommercial", "research"} & set(words):
        return False
    return True if licence in OPEN else None


OPEN = frozenset({
    "Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CC-BY-4.0", "CC-BY-3.0",
    "CC-BY-SA-4.0", "ISC", "Unlicense", "Zlib", "MPL-2.0", "OpenRAIL", "OpenRAIL-M", "WTFPL",
})  # fmt: skip


def check_licence(use: WeightsUse, *, is_commercial: bool) -> None:
    """A commercial project refuses what is known to be licensed otherwise."""
    if is_commercial and use.is_commercial is False:
        raise LicenceRefused(use.name, use.licence or "for other uses only")


def use_of(row: Installed) -> WeightsUse:
    return WeightsUse(
        name=row.name,
        sha256=row.sha256,
        family=row.family,
        licence=row.licence,
        is_commercial=row.is_commercial,
    )


def use_of_file(file_name: str, sha256: str, md5: str) -> WeightsUse:
    """A file that is not installed: bytes that the catalogue knows have its licence."""
    known = models.known(md5, sha256)
    return WeightsUse(
        name=known.name if known else file_name,
        sha256=sha256,
        family=known.family if known else "auto",
        licence=known.licence if known else None,
        is_commercial=known.is_commercial if known else None,
    )


def of_catalogue(model: Model, found_at: str | None) -> Weights:
    """A model that could be installed."""
    return Weights(
        name=model.name,
        purpose="cutout",
        family=model.family,
        licence=model.licence,
        is_commercial=model.is_commercial,
        note=model.note,
        is_installed=False,
        sha256=model.sha256,
        size_bytes=None,
        source=model.url,
        path=None,
        found_at=found_at,
        installed_at=None,
    )


def of_row(row: Installed, path: str) -> Weights:
    """A model that is installed."""
    known = find(row.name)
    return Weights(
        name=row.name,
        purpose=row.purpose,
        family=row.family,
        licence=row.licence,
        is_commercial=row.is_commercial,
        note=known.note if known else "",
        is_installed=True,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        source=row.source,
        path=path,
        found_at=None,
        installed_at=row.created_at,
    )
