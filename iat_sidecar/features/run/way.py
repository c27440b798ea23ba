"""A candidate's way: its legs in order, each making a step out of what there is so far."""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace

from iat_sidecar.core.values import Stage
from iat_sidecar.core.wire import Wire
from iat_sidecar.features.character.model import Character
from iat_sidecar.features.job.model import JobSpec
from iat_sidecar.features.quality_report import asking
from iat_sidecar.features.run import tables
from iat_sidecar.features.run.model import Snapshot
from iat_sidecar.features.run.rules import derived_seed
from iat_sidecar.features.step.engine import Pictures
from iat_sidecar.features.style_guide.model import EffectiveStyle
from iat_sidecar.features.style_guide.rules import effective
from iat_sidecar.imaging.box import Box
from iat_sidecar.imaging.guard.expected import Expected, PartColour, Provenance, Sibling
from iat_sidecar.providers.chain import upscaler
from iat_sidecar.providers.provider import (
    DEFAULT_CUTOUT,
    REFINER,
    Actor,
    Shot,
    Work,
    catalogue,
)
from iat_sidecar.providers.terms import (
    ColorOptions,
    CutoutOptions,
    Post,
    ProviderLink,
    UpscaleOptions,
)

Make = Callable[[Shot], Work | None]

KEPT = {"weather_effects": "before_weather", "upscale": "source"}
"""Legs whose starting picture the guard holds their result against, and the role it gets."""


class Leg(Wire):
    """One step to come: what it is called, who does it, and how it is made of a shot."""

    name: str
    provider_code: str
    make: Make
    is_of_chain: bool = False
    may_fail: bool = False
    is_last_of_chain: bool = True


def legs(spec: JobSpec, snapshot: Snapshot) -> list[Leg]:
    """Fit, stages, cutout, upscale, colour, guard: those that this job asks for."""
    found: list[Leg] = []
    if spec.input_asset_id:
        found.append(Leg(name="fit", provider_code="local_sketch", make=_fit))
    for plan in spec.stages:
        found.append(_stage(plan.stage, plan.provider_chain[0]))
    post = spec.post
    if post and post.cutout:
        found += _cutouts(post.cutout)
    if post and post.upscale:
        found.append(_upscale(post.upscale))
    if post and post.color and post.color.strength > 0:
        found.append(_color(spec, snapshot, post.color))
    return [*found, Leg(name="guard", provider_code="guard", make=_guard(spec, snapshot))]


def shot_of(spec: JobSpec, snapshot: Snapshot, index: int, redraw: int) -> Shot:
    """The shot of one candidate before anything was drawn."""
    style = style_of(spec, snapshot)
    return Shot(
        scene=spec.scene,
        prompt=spec.prompt,
        negative_prompt=style.negative_prompt if style else "",
        cast=[_actor(snapshot.characters[code]) for code in spec.characters],
        palette=[colour.lab for colour in style.palette] if style else [],
        line_weight_px=(style.line_weight_px or None) if style else None,
        style=msgspec.to_builtins(style.measure) if style and style.measure else None,
        width_px=spec.width_px,
        height_px=spec.height_px,
        seed=candidate_seed(spec, index),
        candidate=index,
        redraw=redraw,
        time_of_day=spec.time_of_day,
        weather=spec.weather,
        params={},
        model_name=None,
        roles=frozenset(),
        facts={},
    )


def candidate_seed(spec: JobSpec, index: int) -> int:
    """The job's seed for its first candidate, seeds derived from it for the others."""
    return spec.seed if index == 0 else derived_seed(spec.seed, index)


def style_of(spec: JobSpec, snapshot: Snapshot) -> EffectiveStyle | None:
    guide = snapshot.style_guides.get(spec.style_guide_id or "")
    return effective(guide.rules) if guide else None


def _actor(person: Character) -> Actor:
    identity = person.identity_constraints
    return Actor(
        code=person.code,
        name=person.name,
        description=identity.description,
        parts={part.part: part.lab for part in identity.parts},
    )


def _fit(shot: Shot) -> Work:
    return Work(
        operation="sketch/fit",
        version=1,
        params={"width_px": shot.width_px, "height_px": shot.height_px},
        takes=("picture",),
        gives={"image": "other"},
    )


def _stage(stage: Stage, link: ProviderLink) -> Leg:
    provider = catalogue()[link.provider_code]

    def make(shot: Shot) -> Work | None:
        return provider.stage(stage, replace(shot, params=link.params, model_name=link.model_name))

    return Leg(name=stage, provider_code=link.provider_code, make=make)


def _cutouts(options: CutoutOptions) -> list[Leg]:
    """One leg a link of the chain that can be used here; a good matte ends the chain."""
    codes = [code for code in (options.chain or DEFAULT_CUTOUT) if code in catalogue()]
    removers = [code for code in codes if code != REFINER]

    def leg(code: str, is_last: bool) -> Leg:
        def make(shot: Shot) -> Work | None:
            if shot.facts.get("has_cutout"):
                return None
            given = {"refine": options.refine}
            return catalogue()[code].cutout(replace(shot, model_name=options.model, params=given))

        return Leg(
            name="cutout",
            provider_code=code,
            make=make,
            is_of_chain=True,
            is_last_of_chain=is_last,
        )

    legs = [leg(code, place == len(removers)) for place, code in enumerate(removers, 1)]
    return [*legs, _refine()] if REFINER in codes else legs


def _refine() -> Leg:
    """What another remover cut out, gone over once more along its edge."""
    return Leg(
        name="refine",
        may_fail=True,
        provider_code=REFINER,
        make=lambda shot: catalogue()[REFINER].cutout(shot) if "mask" in shot.roles else None,
    )


def _upscale(options: UpscaleOptions) -> Leg:
    code = upscaler(options.method)

    def make(shot: Shot) -> Work:
        chosen = replace(shot, model_name=options.model)
        return catalogue()[code].upscale(options.factor, options.method, chosen)

    return Leg(name="upscale", provider_code=code, make=make)


def _color(spec: JobSpec, snapshot: Snapshot, options: ColorOptions) -> Leg:
    if options.toward == "cube":
        return Leg(name="color", provider_code="color", make=partial(_cube, options))
    style = style_of(spec, snapshot)
    protected = [
        part.lab
        for code in spec.characters
        for part in snapshot.characters[code].identity_constraints.parts
    ]

    def make(shot: Shot) -> Work | None:
        if style is None or style.measure is None:
            return None
        return Work(
            operation="finish/color",
            version=1,
            params={"style": style.measure, "strength": options.strength, "protect": protected},
            takes=("image",),
            gives={"image": "generated"},
        )

    return Leg(name="color", provider_code="color", make=make)


def _cube(options: ColorOptions, shot: Shot) -> Work:
    """A table is known by its bytes, wherever it lies."""
    return Work(
        operation="grade/cube",
        version=1,
        params={"sha256": shot.facts[tables.SHA256], "strength": options.strength},
        takes=("image",),
        gives={"image": "generated"},
        unkeyed={"path": options.cube_path},
    )


def _guard(spec: JobSpec, snapshot: Snapshot) -> Make:
    style = style_of(spec, snapshot)
    post, siblings = spec.post, _siblings(spec, snapshot)

    def make(shot: Shot) -> Work:
        scale = post.upscale.factor if post and post.upscale else 1.0
        expected = Expected(
            width_px=round(spec.width_px * scale) if spec.width_px else None,
            height_px=round(spec.height_px * scale) if spec.height_px else None,
            wants_alpha=bool(post and post.cutout),
            is_whole_subject=not _is_close(shot),
            stage=spec.stages[-1].stage if spec.stages else None,
            time_of_day=spec.time_of_day,
            weather=spec.weather,
            palette=style.palette if style else [],
            chroma_ceiling=style.chroma_ceiling if style else None,
            parts={
                code: _seen_parts(code, snapshot.characters[code], shot) for code in spec.characters
            },
            is_indoors=bool(shot.facts.get("indoors")),
            is_local=all(_is_local(plan.provider_chain[0]) for plan in spec.stages),
            boxes=_boxes(shot, scale),
            provenance=_record(spec, shot),
            siblings=siblings,
        )
        return Work(
            operation="finish/guard",
            version=2,
            params=asking.params(expected, style, snapshot.thresholds),
            takes=("image", *_compared(post)),
            gives={},
        )

    return make


def _is_local(link: ProviderLink) -> bool:
    return catalogue()[link.provider_code].is_local


def _compared(post: Post | None) -> tuple[str, ...]:
    """Earlier pictures that this result can be held against: later legs must have kept the look."""
    if post is None or not (post.cutout or post.color or post.upscale):
        return ("before_weather",)
    return ("source",) if post.upscale and not post.color else ()


def _record(spec: JobSpec, shot: Shot) -> Provenance:
    """What the run log must say of a picture, and what it says."""
    known = {"seed": spec.seed is not None, "prompt": bool(spec.prompts) or not spec.stages}
    return Provenance(
        sha256=shot.hashes.get("image"),
        required=[*known],
        present=[name for name, is_known in known.items() if is_known],
    )


def _seen_parts(code: str, person: Character, shot: Shot) -> list[PartColour]:
    """A character's colours; of a drawing that knows them, the parts that it shows plainly."""
    known = asking.parts_of(person.identity_constraints)
    if "parts" not in shot.facts:
        return known
    plain = shot.facts["parts"].get(code, [])
    return [part for part in known if part.part in plain]


def _boxes(shot: Shot, scale: float) -> dict[str, list[Box]]:
    """Where the drawing says its characters stand, in the picture's own pixels."""
    drawn: dict[str, list[Box]] = msgspec.convert(shot.facts.get("boxes", {}), dict[str, list[Box]])
    return {code: [box.scaled(scale) for box in boxes] for code, boxes in drawn.items()}


def _siblings(spec: JobSpec, snapshot: Snapshot) -> list[Sibling]:
    """Panels that were approved before; one drawn anew may look like itself."""
    return [
        Sibling(
            job_key=one.job_key,
            dhash=one.dhash,
            is_approved=True,
            is_same_scene=bool(spec.scene) and one.scene == spec.scene,
        )
        for one in snapshot.approved
        if one.job_key != spec.job_key
    ]


def _is_close(shot: Shot) -> bool:
    """A close-up cuts its subject on purpose."""
    reading = shot.facts.get("reading") or {}
    return reading.get("shot") in ("extreme_close_up", "close_up", "medium")


def before(shot: Shot, pictures: Pictures) -> Shot:
    """The shot as a leg finds it, with the pictures there are."""
    hashes = {role: asset.sha256 or "" for role, asset in pictures.items()}
    return replace(shot, roles=frozenset(pictures), hashes=hashes)


def after(leg: Leg, pictures: Pictures, made: Pictures) -> Pictures:
    """The pictures once a leg was walked; the guard compares with what some legs began from."""
    kept = {KEPT[leg.name]: pictures["image"]} if leg.name in KEPT and "image" in pictures else {}
    return {**pictures, **kept, **made}


def passed(leg: Leg) -> dict[str, Any]:
    """What is known once this leg was walked."""
    return {"has_cutout": True} if leg.name == "cutout" else {}
