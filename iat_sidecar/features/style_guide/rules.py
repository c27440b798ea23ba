"""What wins in a look, and who may write what of it."""

from typing import Any, get_args

from msgspec import structs

from iat_sidecar.core.errors import InvalidParams, InvalidState
from iat_sidecar.core.values import STAGES, TimeOfDay, Weather
from iat_sidecar.features.reference_set.model import ReferenceItem, ReferenceSet
from iat_sidecar.features.style_guide.model import (
    EffectiveStyle,
    Measured,
    SetColour,
    StyleGuide,
    StyleRules,
    StyleSet,
)
from iat_sidecar.imaging.style import (
    LightKey,
    Look,
    PaletteColour,
    StyleMeasure,
    is_neutral,
    light_key,
    scaled,
)

LIGHT_WORDS: dict[str, tuple[str, ...]] = {
    "stage": STAGES,
    "time_of_day": get_args(TimeOfDay),
    "weather": get_args(Weather),
}


def effective(rules: StyleRules) -> EffectiveStyle:
    """What runs keep to: `set` wins over `measured`."""
    decided = _decided(rules.set)
    numbers = {**_numbers(rules.measured), **decided} if rules.measured else decided
    return EffectiveStyle(
        prompt=rules.prompt,
        negative_prompt=rules.negative_prompt,
        measure=_measure(rules.measured, decided),
        **numbers,
    )


def accepted(given: StyleRules, before: StyleRules | None = None) -> StyleRules:
    """The rules to keep. A measure is only passed back, and goes with its reference set."""
    measured = before.measured if before else None
    if given.measured is not None and given.measured != measured:
        raise InvalidParams(
            "It is measured, not given; call style_guide/measure, or say it in set",
            "$.rules.measured",
        )
    if given.set.tone is not None and not any(given.set.tone):
        raise InvalidParams("At least one share must be more than 0", "$.rules.set.tone")
    is_same_set = before is not None and before.reference_set_id == given.reference_set_id
    return structs.replace(given, measured=measured if is_same_set else None)


def reference_set_of(guide: StyleGuide) -> str:
    """What a guide is measured from."""
    if guide.rules.reference_set_id is None:
        raise InvalidState(f"the style guide {guide.name} names no reference set to measure")
    return guide.rules.reference_set_id


def counting(references: ReferenceSet) -> list[ReferenceItem]:
    """The references that are measured; a weight of 0 leaves one out."""
    found = [item for item in references.items if item.weight > 0]
    if not found:
        raise InvalidState(f"the reference set {references.name} has nothing to measure")
    return found


def light_of(said: dict[str, Any], by_default: dict[str, Any]) -> LightKey:
    """The light of a reference: what its asset's metadata say, else its set's, else neutral.

    Metadata are free: a word that is none of ours says nothing.
    """
    known = {
        name: next((given[name] for given in (said, by_default) if given.get(name) in words), None)
        for name, words in LIGHT_WORDS.items()
    }
    return light_key(known["stage"], known["time_of_day"], known["weather"])


def _decided(chosen: StyleSet) -> dict[str, Any]:
    """The numbers that a person set."""
    given = {name: value for name, value in structs.asdict(chosen).items() if value is not None}
    if chosen.palette is not None:
        given["palette"] = _shares(chosen.palette)
    if chosen.tone is not None:
        given["tone"] = [share / sum(chosen.tone) for share in chosen.tone]
    return given


def _shares(palette: list[SetColour]) -> list[PaletteColour]:
    """Weights that add up to 1."""
    total = sum(colour.weight for colour in palette)
    return [
        PaletteColour(lab=colour.lab, weight=colour.weight / total if total else 1 / len(palette))
        for colour in palette
    ]


def _numbers(measured: Measured) -> dict[str, Any]:
    return {name: getattr(measured, name) for name in StyleSet.__struct_fields__}


def _measure(measured: Measured | None, decided: dict[str, Any]) -> StyleMeasure | None:
    if measured is None:
        return None
    fields = {name: getattr(measured, name) for name in StyleMeasure.__struct_fields__}
    looks = {key: _as_decided(key, look, decided) for key, look in measured.of_light.items()}
    return StyleMeasure(**{**fields, **decided, "of_light": looks, "decided": sorted(decided)})


def _as_decided(key: LightKey, look: Look, decided: dict[str, Any]) -> Look:
    """A look with what a person set: the ceiling in every light, the rest in neutral light.

    How far the references stray from their own look says nothing about one that was set.
    """
    in_neutral = is_neutral(key)
    chosen = {
        name: value for name, value in decided.items() if in_neutral or name == "chroma_ceiling"
    }
    whole = {name: value for name, value in chosen.items() if name in Look.__struct_fields__}
    numbers = {
        name: scaled(name, value) for name, value in chosen.items() if isinstance(value, float)
    }
    kept = {name: mad for name, mad in look.mads.items() if name not in chosen}
    return structs.replace(look, **whole, medians={**look.medians, **numbers}, mads=kept)


def check_still_measures(guide: StyleGuide, reference_set_id: str) -> None:
    if guide.rules.reference_set_id != reference_set_id:
        raise InvalidState(f"the style guide {guide.name} was given other references meanwhile")
