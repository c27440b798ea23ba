"""What a prompt template is."""

from typing import Annotated

from msgspec import Meta

from iat_sidecar.core.values import Id, Name, Stage, Time
from iat_sidecar.core.wire import Event, Wire

TemplateText = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=20_000,
        description="Text with {scene}, {prompt}, {characters}, {style}, {negative},"
        " {time_of_day}, {weather} and {stage}; {{ and }} stand for braces. A line all of whose"
        " placeholders are empty is left out.",
    ),
]


class PromptTemplate(Wire):
    """One version of a text from which the prompts of a stage are made."""

    id: Id
    project_id: Id
    name: Name
    stage: Stage
    template_text: TemplateText
    version: int
    is_active: bool
    created_at: Time


class PromptTemplateCreated(Event):
    """A version of a template was written."""

    prompt_template: PromptTemplate


class PromptTemplateUpdated(Event):
    """A template became, or ceased to be, the active one of its stage."""

    prompt_template: PromptTemplate
