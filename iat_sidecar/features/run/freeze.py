"""Freeze what a run depends on: resolve its jobs, assemble their prompts, keep copies of all it uses."""

from dataclasses import dataclass
from functools import cache

from msgspec.structs import replace

import iat_sidecar
from iat_sidecar.core import canonical
from iat_sidecar.core.errors import InvalidParams, NotFound
from iat_sidecar.core.values import Stage
from iat_sidecar.db.tx import Read
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.character import store as characters
from iat_sidecar.features.character.model import Character
from iat_sidecar.features.job import store as job_store
from iat_sidecar.features.job.inputs import JobInput, used
from iat_sidecar.features.job.model import JobDefinition, JobSpec
from iat_sidecar.features.project import store as projects
from iat_sidecar.features.project.guard import thresholds_of
from iat_sidecar.features.project.model import Project
from iat_sidecar.features.prompt_template import store as templates
from iat_sidecar.features.run import prompts, rules
from iat_sidecar.features.run.model import Definition, Snapshot, UsedTemplate
from iat_sidecar.features.style_guide import store as style_guides
from iat_sidecar.features.style_guide.model import StyleGuide
from iat_sidecar.features.system import versions
from iat_sidecar.features.weights.model import WeightsUse
from iat_sidecar.features.weights.used import installed
from iat_sidecar.imaging.guard.thresholds import Thresholds

_libraries = cache(versions.drawing)


@dataclass
class FrozenJob:
    """One job as it was asked for, as it will be drawn, and what it used."""

    asked: JobDefinition
    spec: JobSpec
    inputs: list[JobInput]


@dataclass
class Frozen:
    """A run ready to be written down."""

    jobs: list[FrozenJob]
    snapshot: Snapshot

    @property
    def digest(self) -> str:
        """Of everything the outcome depends on: a plan whose digest differs is out of date."""
        return canonical.digest([self.snapshot, [job.spec for job in self.jobs]])


def freeze(read: Read, project_id: str, definition: Definition, run_seed: int) -> Frozen:
    """Read what the jobs refer to and leave nothing open.

    Raises NotFound and InvalidParams with the path of what is wrong.
    """
    rules.check_jobs(definition)
    project = projects.get(read, project_id)
    return _Freezer(read, project, definition, run_seed).freeze()


class _Freezer:
    """Looks each thing up once and remembers it."""

    def __init__(self, read: Read, project: Project, definition: Definition, seed: int) -> None:
        self._read, self._project, self._definition, self._seed = read, project, definition, seed
        self._guides: dict[str, StyleGuide] = {}
        self._characters: dict[str, Character] = {}
        self._templates: dict[Stage, UsedTemplate] = {}
        self._assets: dict[str, str] = {}
        self._warnings: dict[str, None] = {}
        self._weights: dict[str, WeightsUse] = {}
        default = style_guides.default(read, project.id)
        self._default_guide = default.id if default else None
        self._defaults = project.settings.defaults

    def freeze(self) -> Frozen:
        jobs = [self._job(job, index) for index, job in enumerate(self._definition.jobs)]
        snapshot = Snapshot(
            seed=self._seed,
            memo=self._definition.memo,
            commercial=self._project.settings.commercial,
            style_guides=self._guides,
            characters=self._characters,
            templates=self._templates,
            thresholds=self._thresholds(),
            input_sha256=self._assets,
            program_version=iat_sidecar.__version__,
            libraries=_libraries(),
            warnings=list(self._warnings),
            weights=self._weights,
            approved=job_store.approved(self._read, self._project.id),
        )
        return Frozen(jobs, snapshot)

    def _job(self, asked: JobDefinition, index: int) -> FrozenJob:
        chosen = rules.effective(asked, self._definition, self._defaults)
        spec, warnings = rules.spec_of(asked, self._definition, chosen, self._seed, index)
        guide_id = spec.style_guide_id or self._default_guide
        spec = replace(spec, style_guide_id=guide_id)
        self._warnings.update(dict.fromkeys(warnings))
        self._weights.update(
            installed(self._read, spec.post, is_commercial=self._project.settings.commercial)
        )
        guide = self._guide(guide_id)
        inputs = inputs_of(guide) if guide else []
        for code in spec.characters:
            character = self._character(code, index)
            inputs.append(used("character", character.id, character.identity_constraints))
        if spec.input_asset_id:
            sha256 = self._asset(spec.input_asset_id, index)
            inputs.append(used("asset", spec.input_asset_id, sha256))
        spec, template_ids = self._with_prompts(spec, guide)
        inputs += [used("prompt_template", i, self._templates[s]) for s, i in template_ids.items()]
        return FrozenJob(asked, spec, inputs)

    def _guide(self, guide_id: str | None) -> StyleGuide | None:
        if guide_id and guide_id not in self._guides:
            self._guides[guide_id] = style_guides.get(self._read, self._project.id, guide_id)
        return self._guides[guide_id] if guide_id else None

    def _character(self, code: str, index: int) -> Character:
        if code not in self._characters:
            try:
                found = characters.get(self._read, self._project.id, code)
            except NotFound as exc:
                raise NotFound("character", f"{code} (jobs[{index}].characters)") from exc
            self._characters[code] = found
        return self._characters[code]

    def _asset(self, asset_id: str, index: int) -> str:
        if asset_id not in self._assets:
            asset = assets.get(self._read, self._project.id, asset_id)
            if not asset.is_picture:
                raise InvalidParams(
                    "This asset is not a picture", f"$.jobs[{index}].input_asset_id"
                )
            self._assets[asset_id] = asset.sha256 or ""
        return self._assets[asset_id]

    def _template(self, stage: Stage) -> UsedTemplate | None:
        if stage in self._templates:
            return self._templates[stage]
        wanted = self._definition.templates.get(stage)
        found = (
            templates.get(self._read, self._project.id, wanted)
            if wanted
            else templates.active(self._read, self._project.id, stage)
        )
        if found is None:
            return None
        if found.stage != stage:
            raise InvalidParams(
                f"The template {found.name} belongs to {found.stage}", f"$.templates.{stage}"
            )
        self._templates[stage] = UsedTemplate(
            id=found.id, name=found.name, version=found.version, template_text=found.template_text
        )
        return self._templates[stage]

    def _with_prompts(
        self, spec: JobSpec, guide: StyleGuide | None
    ) -> tuple[JobSpec, dict[Stage, str]]:
        """The spec with one prompt a stage, and the templates they were assembled from."""
        found = {plan.stage: self._template(plan.stage) for plan in spec.stages}
        there = {stage: template for stage, template in found.items() if template}
        template_ids = {stage: template.id for stage, template in there.items()}
        told = prompts.assembled(spec, guide, self._characters, there)
        return replace(spec, prompts=told, template_ids=dict(template_ids)), template_ids

    def _thresholds(self) -> Thresholds:
        """The built-in lines, the project's in their place, then the run's."""
        given = {
            **self._project.settings.guard.thresholds,
            **self._definition.guard.thresholds,
        }
        return thresholds_of(given)


def inputs_of(guide: StyleGuide) -> list[JobInput]:
    """A style guide as a job uses it, with the references it was measured from."""
    found = [used("style_guide", guide.id, guide.rules)]
    if guide.rules.reference_set_id:
        found.append(used("reference_set", guide.rules.reference_set_id, guide.rules.measured))
    return found
