"""Where a package is written, and what its files are called for people."""

import os
from collections.abc import Iterable

from iat_sidecar.core.errors import InvalidParams
from iat_sidecar.features.package.model import Final, Original
from iat_sidecar.files import names
from iat_sidecar.files.pack import Format

DIGITS = 8
EXTENSIONS: dict[Format, str] = {"zip": ".zip", "tar.gz": ".tar.gz", "folder": ""}


def check_path(path: str | None) -> None:
    if path is not None and not os.path.isabs(path):
        raise InvalidParams(f"{path} is not an absolute path", "$.path")


def folder_of(path: str | None, root: str) -> str:
    """The folder that the package will stand in: without a path `packages` of the project."""
    return os.path.dirname(os.path.normpath(path)) if path else os.path.join(root, "packages")


def target_of(path: str | None, root: str, slug: str, sha256: str, format: Format) -> str:
    """Without a path the name says what is in it: `<slug>-<first digits of the sha256>.<format>`."""
    if path:
        return os.path.normpath(path)
    name = f"{slug}-{sha256[:DIGITS]}{EXTENSIONS[format]}"
    return os.path.join(folder_of(path, root), name)


def view_of(target: str, format: Format) -> str:
    """`<name>-view` beside the package."""
    return f"{target.removesuffix(EXTENSIONS[format])}-view"


def view_names(finals: list[Final], originals: list[Original]) -> dict[str, str]:
    """Paths with slashes for people to look through, and the content address behind each.

    Chosen pictures lie by run, chapter, page and number; what was brought in keeps its name. What
    was made on the way to a picture has none.
    """
    runs = {one.run_id: one.run_name or "run" for one in finals}
    called = names.distinct((names.safe(name), run_id[-DIGITS:]) for run_id, name in runs.items())
    folders = dict(zip(runs, called, strict=True))
    wanted = [
        *((f"finals/{folders[one.run_id]}", _panel(one), one.storage_uri) for one in finals),
        *((one.kind, _original(one), one.storage_uri) for one in originals if _name(one)),
    ]
    return dict(_distinct_by_folder(wanted))


def _panel(final: Final) -> str:
    place = f"{final.chapter} {final.page:03d}-{final.number:02d} {final.job_key}"
    return names.safe(place, _extension(final.storage_uri))


def _original(original: Original) -> str:
    return names.safe(os.path.splitext(_name(original))[0], _extension(original.storage_uri))


def _name(original: Original) -> str:
    """What it was called where it came from; of what was made here only a page has a name."""
    is_page = original.metadata.get("role") == "page"
    return "page" if is_page else str(original.metadata.get("source_name") or "")


def _distinct_by_folder(wanted: list[tuple[str, str, str]]) -> Iterable[tuple[str, str]]:
    for folder in dict.fromkeys(folder for folder, _, _ in wanted):
        here = [(name, uri) for each, name, uri in wanted if each == folder]
        distinct = names.distinct((name, _digits(uri)) for name, uri in here)
        for name, (_, uri) in zip(distinct, here, strict=True):
            yield f"{folder}/{name}", uri


def _extension(uri: str) -> str:
    return uri.rpartition(".")[2]


def _digits(uri: str) -> str:
    return uri.rpartition("/")[2]
