"""File names by pattern: `{project}_p{page:03}`, fields by name and widths, and nothing else."""

import re
from collections.abc import Callable
from itertools import chain

from iat_sidecar.core.errors import InvalidParams
from iat_sidecar.features.delivery.model import Chosen, DeliveryTask
from iat_sidecar.features.job.model import Job
from iat_sidecar.files import names
from iat_sidecar.imaging.delivery.terms import Format

DIGITS = 8
FIELD = re.compile(r"\{([a-z_0-9]+)(?::0?([1-9]))?\}")
EXTENSIONS: dict[Format, str] = {
    "png": "png",
    "tiff": "tif",
    "jpeg": "jpg",
    "webp": "webp",
    "pdf": "pdf",
}

OF_RUN = "{project}_c{chapter:02}_p{page:03}_{number:02}_{job_key}"
OF_ASSETS = "{project}_{index:03}"
OF_DOCUMENT = "{project}"

OF_ANY: dict[str, Callable[[Chosen], str | int]] = {
    "project": lambda one: one.project,
    "index": lambda one: one.position,
    "asset": lambda one: (one.asset.sha256 or one.asset.id)[:DIGITS],
    "name": lambda one: _stem(str(one.asset.metadata.get("source_name") or one.label)),
}
OF_JOB: dict[str, Callable[[Job], str | int]] = {
    "chapter": lambda job: job.panel.chapter,
    "page": lambda job: job.panel.page,
    "number": lambda job: job.panel.number,
    "job_key": lambda job: job.job_key,
}
OF_SELECTED = ("run", "candidate")


def default(format: Format, *, of_run: bool) -> str:
    """The pattern that is taken when none is given: one document for all, or a name a picture."""
    if format == "pdf":
        return OF_DOCUMENT
    return OF_RUN if of_run else OF_ASSETS


def check(pattern: str, *, of_run: bool) -> None:
    """InvalidParams for a pattern with other fields, other braces, or folders."""
    known = [*OF_ANY, *(chain(OF_JOB, OF_SELECTED) if of_run else ())]
    listed = ", ".join(known)
    for field, _ in FIELD.findall(pattern):
        if field not in known:
            raise _refused(f"There is no field {{{field}}} here; there are {listed}")
    rest = FIELD.sub("", pattern)
    if "{" in rest or "}" in rest:
        raise _refused(f"A field is {{name}} or {{name:03}}; there are {listed}")
    if "/" in rest or "\\" in rest:
        raise _refused("A pattern names files, not folders")


def named(chosen: list[Chosen], task: DeliveryTask) -> list[str]:
    """The file of each picture.

    Pictures of one name share a document; otherwise a later one gets the first digits of its hash
    behind its name.
    """
    extension = EXTENSIONS[task.format]
    wanted = [names.safe(_filled(task.naming, one), extension) for one in chosen]
    tags = [one.asset.sha256 or one.asset.id for one in chosen]
    if task.format != "pdf":
        return names.distinct(zip(wanted, tags, strict=True))
    first = dict(reversed(list(zip(wanted, tags, strict=True))))
    documents = list(dict.fromkeys(wanted))
    distinct = names.distinct((name, first[name]) for name in documents)
    called = dict(zip(documents, distinct, strict=True))
    return [called[name] for name in wanted]


def _filled(pattern: str, one: Chosen) -> str:
    return FIELD.sub(lambda found: _padded(_value(found[1], one), found[2]), pattern)


def _value(field: str, one: Chosen) -> str:
    if field in OF_ANY:
        return str(OF_ANY[field](one))
    if field == "run":
        return one.run
    if field == "candidate":
        return str(one.selected.candidate_index) if one.selected else ""
    return str(OF_JOB[field](one.job)) if one.job else ""


def _padded(value: str, width: str | None) -> str:
    """Numbers get zeros before them; a chapter with a name keeps it."""
    return value.zfill(int(width)) if width and value.isdecimal() else value


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _refused(reason: str) -> InvalidParams:
    return InvalidParams(reason, "$.naming")
