"""A prompt a stage, assembled from its template: what a vendor would be told, and people read."""

from collections.abc import Mapping

from iat_sidecar.core.values import Stage
from iat_sidecar.features.character.model import Character
from iat_sidecar.features.job.model import JobSpec
from iat_sidecar.features.prompt_template import rules as templates
from iat_sidecar.features.run.model import UsedTemplate
from iat_sidecar.features.style_guide import rules as style_rules
from iat_sidecar.features.style_guide.model import StyleGuide


def assembled(
    spec: JobSpec,
    guide: StyleGuide | None,
    people: Mapping[str, Character],
    used: Mapping[Stage, UsedTemplate],
) -> dict[str, str]:
    """By stage; one without a template takes the job's own words."""
    return {
        plan.stage: templates.render(
            used[plan.stage].template_text, _values(spec, guide, people, plan.stage)
        )
        if plan.stage in used
        else spec.prompt or spec.scene
        for plan in spec.stages
    }


def _values(
    spec: JobSpec, guide: StyleGuide | None, people: Mapping[str, Character], stage: Stage
) -> dict[str, str]:
    style = style_rules.effective(guide.rules) if guide else None
    return {
        "scene": spec.scene,
        "prompt": spec.prompt,
        "characters": "; ".join(_portrait(people[code]) for code in spec.characters),
        "style": style.prompt if style else "",
        "negative": style.negative_prompt if style else "",
        "time_of_day": (spec.time_of_day or "").replace("_", " "),
        "weather": spec.weather or "",
        "stage": stage.replace("_", " "),
    }


def _portrait(person: Character) -> str:
    """A character in words."""
    identity = person.identity_constraints
    colours = ", ".join(f"{part.part.replace('_', ' ')} {part.hex}" for part in identity.parts)
    said = [text for text in (identity.description, colours, *identity.must) if text]
    return f"{person.name} ({'; '.join(said)})" if said else person.name
