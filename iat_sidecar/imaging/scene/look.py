"""How one character looks in every panel: build, hair and clothes, fixed by code and description."""

from dataclasses import dataclass
from typing import TypeVar

from iat_sidecar.imaging.colour import lab_to_hex
from iat_sidecar.imaging.scene.request import Cast
from iat_sidecar.imaging.scene.stage import layer_rng
from iat_sidecar.imaging.scene.words import split

T = TypeVar("T")
DETAIL = "detail"
HAIR_STYLES = (
    "short",
    "tousled",
    "bob",
    "long",
    "ponytail",
    "bun",
    "curly",
    "spiky",
    "braids",
    "swept",
)
SKINS = ("#f1cdb0", "#e3b48f", "#c68d65", "#96633f", "#6d4630")
HAIRS = ("#3a2b26", "#6b4630", "#c08a4a", "#1f2230", "#8f3f2c", "#b9b3aa")
EYES = ("#4c7a9a", "#6a4a2f", "#4f7f57", "#5d5f72")
CLOTHES = ("#5d7f9d", "#b5624f", "#6f8a5f", "#8a6a98", "#c49a4f", "#4f6470", "#a5576b")
BOOTS = "#4a4048"

ROLE_WORDS = {
    "hair": "hair beard fur",
    "skin": "skin face",
    "eyes": "eyes eye iris irises",
    "top": "outfit_1 outfit top shirt jacket coat dress hoodie sweater armour armor suit robe",
    "bottom": "outfit_2 bottom trousers pants jeans skirt shorts leggings",
    "shoes": "outfit_3 shoes boots sneakers shoe",
    "scarf": "outfit_4 scarf accessory collar tie necklace",
    "belt": "outfit_5 belt sash",
    "gloves": "outfit_6 gloves cuffs",
    "hat": "outfit_7 hat cap hood headband",
}
ROLES = {word: role for role, words in ROLE_WORDS.items() for word in words.split()}
SPARE = ("top", "bottom", "shoes", "scarf", "belt", "gloves", "hat")

STYLE_WORDS = {
    "long": "long", "ponytail": "ponytail", "bun": "bun", "curly": "curly", "afro": "curly",
    "spiky": "spiky", "braid": "braids", "braids": "braids", "braided": "braids", "bob": "bob",
    "short": "short", "messy": "tousled", "bald": "bald", "slicked": "swept",
}  # fmt: skip
GARMENT_WORDS = {
    "coat": "coat", "robe": "coat", "jacket": "jacket", "blazer": "jacket", "suit": "jacket",
    "hoodie": "hoodie", "sweater": "hoodie", "shirt": "shirt", "dress": "dress", "gown": "dress",
}  # fmt: skip
BUILD_WORDS = {
    "child": 0.72, "boy": 0.74, "girl": 0.74, "kid": 0.72, "teenager": 0.9, "small": 0.9,
    "short": 0.94, "tall": 1.07, "giant": 1.15,
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """One character's fixed appearance.

    colours and parts go from role (hair, skin, top, …) to `#rrggbb` and to the part's name;
    stature is the height relative to an adult, breadth the width of the shoulders.
    """

    code: str
    hair: str
    garment: str
    has_skirt: bool
    has_beard: bool
    has_glasses: bool
    stature: float
    breadth: float
    heads: float
    colours: dict[str, str]
    parts: dict[str, str]
    unworn: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """Every part this character has, the drawn and the unworn, and the details without a swatch."""
        return list(dict.fromkeys([*self.parts.values(), *self.unworn, DETAIL]))


def look_of(cast: Cast) -> Look:
    """The same look for the same code, description and swatches."""
    rng = layer_rng(f"look/{cast.code}")
    words = split(f"{cast.description} {cast.name}")
    hair, garment = (
        HAIR_STYLES[rng.integers(10)],
        ("shirt", "jacket", "hoodie", "coat")[rng.integers(4)],
    )
    stature = _first(words, BUILD_WORDS, float(rng.uniform(0.96, 1.04)))
    slim = float(rng.uniform(0.84, 1.0))
    chosen = _first(words, GARMENT_WORDS, garment)
    spare = _spare_colours(rng.integers(0, 1000, 4).tolist())
    colours, parts, unworn = _dressed(cast, spare)
    return Look(
        code=cast.code,
        hair=_first(words, STYLE_WORDS, hair),
        garment=chosen,
        has_skirt=chosen == "dress" or "skirt" in words,
        has_beard="beard" in words or "bearded" in words,
        has_glasses="glasses" in words or "spectacles" in words,
        stature=stature,
        breadth=slim,
        heads=5.2 if stature < 0.8 else 6.5,
        colours=colours,
        parts=parts,
        unworn=unworn,
    )


def _first(words: list[str], table: dict[str, T], default: T) -> T:
    return next((table[word] for word in words if word in table), default)


def _spare_colours(picks: list[int]) -> dict[str, str]:
    tables = {"skin": SKINS, "hair": HAIRS, "eyes": EYES, "top": CLOTHES}
    return {
        role: table[pick % len(table)]
        for (role, table), pick in zip(tables.items(), picks, strict=True)
    }


def _dressed(
    cast: Cast, spare: dict[str, str]
) -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    """Give every swatch a role on the body; swatches beyond the wardrobe stay unworn."""
    colours, parts = (
        dict(spare),
        {"skin": "skin", "hair": "hair", "eyes": "eyes", "top": "outfit_1"},
    )
    given: dict[str, str] = {}
    unworn: list[str] = []
    known = [s for s in cast.parts if s.part.lower() in ROLES]
    for swatch in [*known, *(s for s in cast.parts if s not in known)]:
        role = _role(swatch.part.lower(), given)
        if role is None:
            unworn.append(swatch.part)
            continue
        given[role] = swatch.part
        colours[role], parts[role] = lab_to_hex(swatch.lab), swatch.part
    for role, like in (("bottom", "top"), ("gloves", "skin")):
        colours.setdefault(role, colours[like])
        parts.setdefault(role, parts[like])
    colours.setdefault("shoes", BOOTS)
    parts.setdefault("shoes", DETAIL)
    return colours, parts, tuple(unworn)


def _role(part: str, given: dict[str, str]) -> str | None:
    wanted = ROLES.get(part, "")
    if wanted and wanted not in given:
        return wanted
    return next((role for role in SPARE if role not in given), None)
