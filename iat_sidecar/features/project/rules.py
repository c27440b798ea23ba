"""Which states a project can go through, and who may use it in which."""

from iat_sidecar.core import ids
from iat_sidecar.core.errors import InvalidParams, InvalidState, NotFound
from iat_sidecar.features.project.model import Known, Project, ProjectStatus
from iat_sidecar.rpc.registry import Effect

NEXT: dict[ProjectStatus, set[ProjectStatus]] = {
    "active": {"archived", "deleted"},
    "archived": {"active", "deleted"},
    "deleted": {"active"},
}


TELLING = frozenset({"package/create", "run/report"})
"""Methods that write beside the creative record and leave it as it is."""


def check_move(project: Project, to: ProjectStatus) -> None:
    if to not in NEXT[project.status]:
        raise InvalidState(f"a project that is {project.status} cannot become {to}")


def check_rests(project: Project, unfinished: list[str]) -> None:
    """Work that is under way writes; it shall not do so behind a project that was put aside."""
    if unfinished:
        raise InvalidState(
            f"work is under way in {project.slug} ({', '.join(unfinished)}); cancel it, or wait"
        )


def check_writable(project: Project | Known) -> None:
    if project.status != "active":
        raise InvalidState(f"the project {project.slug} is {project.status}; restore it first")


def check_usable(project: Known, method: str, effect: Effect) -> None:
    """A deleted project is there for its own methods only; an archived one can be read and packed."""
    if method.startswith("project/"):
        return
    if project.status == "deleted":
        raise NotFound("project", project.id)
    if effect is not Effect.READ and method not in TELLING:
        check_writable(project)


def check_slug(slug: str) -> None:
    if ids.is_id(slug):
        raise InvalidParams("A slug may not look like a UUID", "$.slug")


def freed_slug(project: Project) -> str:
    """A deleted project keeps its slug in a form that nobody can ask for or take."""
    return f"~{project.id}~{project.slug}"


def slug_before(slug: str) -> str:
    return slug.rpartition("~")[2]
