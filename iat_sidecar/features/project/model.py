"""What a project is, and what its settings may say."""

from typing import Literal

from iat_sidecar.core.values import Id, Name, Text, Time
from iat_sidecar.core.wire import Event, Given, Wire
from iat_sidecar.providers.terms import Overrides

ProjectStatus = Literal["active", "archived", "deleted"]


class GuardSettings(Given):
    """The quality check's settings; thresholds by name replace the built-in ones."""

    thresholds: dict[str, float] = {}


class ProjectSettings(Given):
    """What holds for every run of a project unless the run says otherwise."""

    commercial: bool = True
    defaults: Overrides = Overrides()
    guard: GuardSettings = GuardSettings()
    resume_on_start: Literal["local", "all", "ask"] = "local"


class Project(Wire):
    """The root of all work."""

    id: Id
    workspace_id: Id
    owner_user_id: Id
    slug: str
    name: Name
    description: Text
    status: ProjectStatus
    settings: ProjectSettings
    created_at: Time
    updated_at: Time


class Known(Wire):
    """As much of a project as must be known before a method may touch it."""

    id: Id
    slug: str
    status: ProjectStatus


class ProjectCreated(Event):
    """A project was made."""

    project: Project


class ProjectUpdated(Event):
    """A project was changed, archived or restored."""

    project: Project


class ProjectDeleted(Event):
    """A project was put aside and its slug freed, or purged for good."""

    project: Project
