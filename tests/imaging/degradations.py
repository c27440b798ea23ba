"""What each rule of the guard is there to catch: a clean panel, spoilt in one way a rule."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from msgspec import structs
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.guard.check import check, check_file
from iat_sidecar.imaging.guard.expected import Answer, Expected, Provenance
from iat_sidecar.imaging.guard.report import GuardReport
from iat_sidecar.imaging.measure import measure
from iat_sidecar.imaging.style import StyleMeasure, light_key
from tests.imaging.drawn_panels import HEIGHT, WIDTH, Light, Panel, Style, panel, references

REQUIRED = ["provider", "model", "prompt_sha256", "seed"]


@dataclass(frozen=True)
class Setting:
    """Which panel is judged, and a folder for the files that belong to it."""

    scene: int
    style: Style
    light: Light
    folder: Path

    @property
    def panel(self) -> Panel:
        return panel(self.scene, self.style, self.light)

    @property
    def image(self) -> Rgb8:
        return self.panel.image

    @property
    def rng(self) -> np.random.Generator:
        return np.random.default_rng(self.scene)

    def kept(self, name: str, image: np.ndarray) -> str:
        path = self.folder / f"{name}.png"
        Image.fromarray(image).save(path, compress_level=1)
        return str(path)


@dataclass(frozen=True)
class Case:
    """A picture to be judged, what was asked for, and further pictures."""

    image: Rgb8 | Rgba8
    expected: Expected
    others: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None

    def report(self, style: StyleMeasure | None, folder: Path) -> GuardReport:
        if self.content is None:
            return check(self.image, self.expected, style, others=self.others)
        path = folder / "judged.png"
        path.write_bytes(self.content)
        return check_file(str(path), self.expected, style, others=self.others)


Spoil = Callable[[Setting], Case]
DEGRADATIONS: dict[str, Spoil] = {}


def spoils(rule: str) -> Callable[[Spoil], Spoil]:
    """Offer a function as what this rule must catch."""

    def publish(spoil: Spoil) -> Spoil:
        DEGRADATIONS[rule] = spoil
        return spoil

    return publish


@lru_cache(maxsize=4)
def style_of(style: Style, lights: tuple[Light, ...]) -> StyleMeasure:
    """A style as it is measured from the references of each light."""
    shown = [(one, _key(one, light)) for light in lights for one in references(style, light)]
    return measure([one.image for one, _ in shown], None, [key for _, key in shown])


def plain(setting: Setting) -> Case:
    """The panel as it was drawn, as a panel."""
    light = setting.light
    others = {}
    if light.weather != "clear":
        others["before_weather"] = setting.kept("before_weather", setting.panel.before_weather)
    expected = Expected(
        width_px=WIDTH,
        height_px=HEIGHT,
        stage="weather_effects",
        time_of_day=light.time_of_day,
        weather=light.weather,
        is_indoors=setting.panel.is_indoors,
        provider=Answer(finish_reason="STOP", mime_type="image/png"),
        provenance=Provenance(required=REQUIRED, present=REQUIRED),
    )
    return Case(setting.image, expected, others)


def cutout(setting: Setting) -> Case:
    """The figure alone, whole."""
    alpha = np.zeros((HEIGHT + 40, WIDTH + 40), np.float32)
    alpha[20 : 20 + HEIGHT, 20 : 20 + WIDTH] = setting.panel.mask
    padded = np.pad(setting.image, ((20, 20), (20, 20), (0, 0)), mode="edge")
    expected = structs.replace(
        plain(setting).expected, wants_alpha=True, width_px=WIDTH + 40, height_px=HEIGHT + 40
    )
    return Case(_with_alpha(_bled(padded, alpha), alpha), expected)


def edited(setting: Setting) -> Case:
    """The panel after something was painted into its middle, and nowhere else."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[HEIGHT // 3 : 2 * HEIGHT // 3, WIDTH // 3 : WIDTH // 2] = 255
    case = plain(setting)
    others = {"before": setting.kept("before", setting.image), "mask": setting.kept("mask", mask)}
    painted = np.where(mask[..., None] > 0, setting.image // 2 + 60, setting.image)
    return replace(case, image=painted.astype(np.uint8), others=case.others | others)


def enlarged(setting: Setting) -> Case:
    """The panel twice as large."""
    case = plain(setting)
    large = Image.fromarray(setting.image).resize((2 * WIDTH, 2 * HEIGHT), Image.Resampling.LANCZOS)
    expected = structs.replace(case.expected, width_px=2 * WIDTH, height_px=2 * HEIGHT)
    others = {"source": setting.kept("source", setting.image)}
    return Case(np.asarray(large), expected, others)


def filed(setting: Setting) -> Case:
    """The panel as a file whose hash is known."""
    case, content = plain(setting), _png(setting.image)
    record = Provenance(
        sha256=hashlib.sha256(content).hexdigest(), required=REQUIRED, present=REQUIRED
    )
    return replace(
        case, expected=structs.replace(case.expected, provenance=record), content=content
    )


CLEAN: tuple[Spoil, ...] = (plain, cutout, edited, enlarged, filed)
"""Every way in which a good picture comes to the guard."""


@spoils("H01_decode")
def truncated(setting: Setting) -> Case:
    case = filed(setting)
    return replace(case, content=_png(setting.image)[: 2_000 + 100 * setting.scene])


@spoils("H02_size")
def cropped(setting: Setting) -> Case:
    return replace(plain(setting), image=np.ascontiguousarray(setting.image[:, 20:]))


@spoils("H03_blank")
def emptied(setting: Setting) -> Case:
    grey = setting.image.mean(axis=(0, 1)) + setting.rng.normal(0, 0.7, (HEIGHT, WIDTH, 1))
    return replace(plain(setting), image=_bytes(grey))


@spoils("H04_clip")
def clipped(setting: Setting) -> Case:
    grey = setting.image.mean(axis=2, keepdims=True)
    return replace(plain(setting), image=_bytes((grey - np.median(grey)) * 40 + setting.image))


@spoils("H05_alpha_missing")
def not_cut_out(setting: Setting) -> Case:
    case = cutout(setting)
    return replace(case, image=np.ascontiguousarray(case.image[..., :3]))


@spoils("H06_matte_coverage")
def hardly_cut_out(setting: Setting) -> Case:
    alpha = np.zeros((HEIGHT + 40, WIDTH + 40), np.float32)
    alpha[200:230, 200 : 220 + 5 * (setting.scene % 3)] = 1
    return _recut(setting, 1 - alpha if setting.scene % 4 == 1 else alpha)


@spoils("H07_matte_cut")
def cut_by_the_frame(setting: Setting) -> Case:
    alpha = np.ones((HEIGHT + 40, WIDTH + 40), np.float32)
    alpha[:, : WIDTH // 4] = 0
    return _recut(setting, alpha)


@spoils("H08_chroma")
def oversaturated(setting: Setting) -> Case:
    return replace(plain(setting), image=_saturated(setting.image, 4.0))


@spoils("H09_palette")
def another_world(setting: Setting) -> Case:
    """Night for day, and under a violet or a green sun."""
    lab = colour.lab8(setting.image)
    sun = (70, -80) if setting.scene % 4 == 1 else (-70, 60)
    turned = np.stack([100 - lab[..., 0], sun[0] - lab[..., 1], sun[1] - lab[..., 2]], axis=-1)
    return replace(plain(setting), image=colour.to_srgb(colour.from_lab(turned)))


@spoils("H11_edit_leak")
def leaked(setting: Setting) -> Case:
    """All around the mask became 6 L* lighter or darker, or redder by 10 a*; or 2 % are repainted."""
    case = edited(setting)
    if setting.scene % 4 == 1:
        image = case.image.copy()
        patch = image[HEIGHT // 10 : HEIGHT // 4, 20 : 20 + 2 * WIDTH // 15]
        patch[...] = np.where(patch.mean() > 110, patch // 3, 255 - patch // 3)
        return replace(case, image=image)
    lab = colour.lab8(case.image)
    light = 6 if lab[..., 0].mean() < 50 else -6
    lab += np.array((0, 10, 0) if setting.scene % 4 == 3 else (light, 0, 0), np.float32)
    return replace(case, image=colour.to_srgb(colour.from_lab(lab)))


@spoils("H12_provider")
def refused(setting: Setting) -> Case:
    case = filed(setting)
    answers = (
        Answer(is_filtered=True),
        Answer(is_placeholder=True),
        Answer(finish_reason="IMAGE_SAFETY"),
        Answer(mime_type="image/webp"),
    )
    answer = answers[setting.scene // 2 % len(answers)]
    return replace(case, expected=structs.replace(case.expected, provider=answer))


@spoils("H14_provenance")
def untraceable(setting: Setting) -> Case:
    case = filed(setting)
    records = (
        Provenance(sha256="0" * 64, required=REQUIRED, present=REQUIRED),
        Provenance(required=REQUIRED, present=REQUIRED[1:]),
    )
    record = records[setting.scene // 2 % 2]
    return replace(case, expected=structs.replace(case.expected, provenance=record))


@spoils("S01_palette")
def recoloured(setting: Setting) -> Case:
    lab = colour.lab8(setting.image)
    turned = np.stack([lab[..., 0], 30 - lab[..., 2] * 1.2, lab[..., 1] * 1.2 - 40], axis=-1)
    return replace(plain(setting), image=colour.to_srgb(colour.from_lab(turned)))


@spoils("S02_tone")
def underexposed(setting: Setting) -> Case:
    lab = colour.lab8(setting.image)
    shift = -48 if lab[..., 0].mean() > 45 else 48
    moved = np.stack([np.clip(lab[..., 0] + shift, 0, 100), lab[..., 1], lab[..., 2]], axis=-1)
    return replace(plain(setting), image=colour.to_srgb(colour.from_lab(moved)))


@spoils("S03_chroma_mean")
def faded_or_gaudy(setting: Setting) -> Case:
    strength = 0.0 if setting.scene % 4 == 1 else 6.0
    return replace(plain(setting), image=_saturated(setting.image, strength))


@spoils("S04_chroma_exceed")
def saturated(setting: Setting) -> Case:
    return replace(plain(setting), image=_saturated(setting.image, 2.2))


@spoils("S05_line_width")
def heavily_inked(setting: Setting) -> Case:
    """Drawn again with a pen three times as thick; figures keep theirs below a bound."""
    heavy = setting.style._replace(line_weight_px=3 * setting.style.line_weight_px)
    return replace(plain(setting), image=panel(setting.scene, heavy, setting.light).image)


@spoils("S06_edge_density")
def hatched(setting: Setting) -> Case:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    ink = (rows + columns) % 6 < 2
    contrast = -75 if setting.image.mean() > 90 else 75
    return replace(plain(setting), image=_bytes(setting.image + contrast * ink[..., None]))


@spoils("S07_sharpness")
def blurred(setting: Setting) -> Case:
    soft = Image.fromarray(setting.image).filter(ImageFilter.GaussianBlur(2.5))
    return replace(plain(setting), image=np.asarray(soft))


@spoils("S08_noise")
def grainy(setting: Setting) -> Case:
    grain = setting.rng.normal(0, 8, setting.image.shape)
    return replace(plain(setting), image=_bytes(setting.image + grain))


@spoils("S09_banding")
def banded(setting: Setting) -> Case:
    """Either four bits a channel, or a gradient laid over it that goes down in steps."""
    if setting.scene % 4 == 1:
        return replace(plain(setting), image=setting.image // 16 * 16 + 8)
    ramp = np.round(np.linspace(-40, 40, HEIGHT) / 8) * 8
    return replace(plain(setting), image=_bytes(setting.image * 0.7 + 40 + ramp[:, None, None]))


@spoils("S10_blockiness")
def compressed(setting: Setting) -> Case:
    file = io.BytesIO()
    Image.fromarray(setting.image).save(file, "JPEG", quality=8)
    return replace(plain(setting), image=np.asarray(Image.open(file)))


@spoils("S11_halo")
def fringed(setting: Setting) -> Case:
    """The figure cut from a white, or a green, sheet whose light is still in its edge."""
    case = cutout(setting)
    mask = Image.fromarray(np.ascontiguousarray(case.image[..., 3]))
    alpha = np.asarray(mask, np.float32) / 255
    soft = np.asarray(mask.filter(ImageFilter.GaussianBlur(1.5)), np.float32) / 255
    sheet = np.array((255, 255, 255) if setting.scene % 4 == 1 else (0, 200, 60))
    mixed = case.image[..., :3] * alpha[..., None] + sheet * (1 - alpha[..., None])
    return replace(case, image=_with_alpha(_bytes(mixed), soft))


@spoils("S12_matte_pieces")
def in_pieces(setting: Setting) -> Case:
    case = cutout(setting)
    striped = case.image[..., 3] * (np.arange(HEIGHT + 40) % 60 < 40)[:, None]
    return replace(case, image=np.dstack([case.image[..., :3], striped.astype(np.uint8)]))


@spoils("S13_unknown_alpha")
def hazy(setting: Setting) -> Case:
    case = cutout(setting)
    return replace(case, image=np.dstack([case.image[..., :3], case.image[..., 3] // 2]))


@spoils("S16_corner_text")
def signed(setting: Setting) -> Case:
    """A line of writing in one of the corners, as dark or light as it takes to be read."""
    words = ("© Studio 2024", "sample image", "art by @line", "www.pictures.net")
    at = setting.scene // 2
    font = ImageFont.load_default(16 + 4 * (at % 4))
    right, bottom = font.getbbox(words[at % 4])[2:]
    places = [(x, y) for x in (14, WIDTH - right - 14) for y in (12, HEIGHT - bottom - 14)]
    x, y = min(places, key=lambda place: _under(setting.image, place, right, bottom).std())
    under = _under(setting.image, (x, y), right, bottom).mean()
    ink = (15, 15, 15, 220) if under > 110 else (250, 250, 250, 220)
    layer = Image.new("RGBA", (WIDTH, HEIGHT))
    ImageDraw.Draw(layer).text((x, y), words[at % 4], fill=ink, font=font)
    whole = Image.alpha_composite(Image.fromarray(setting.image).convert("RGBA"), layer)
    return replace(plain(setting), image=np.asarray(whole.convert("RGB")))


@spoils("S17_upscaler_mismatch")
def misenlarged(setting: Setting) -> Case:
    """Enlarged and drawn anew: moved by a few pixels and brighter."""
    case = enlarged(setting)
    moved = np.roll(case.image, (8, 10), axis=(0, 1))
    return replace(case, image=_bytes(moved * 0.94 + 14))


@spoils("S18_stage")
def in_another_light(setting: Setting) -> Case:
    """The weather is missing, night is day, and day is night."""
    case, light = plain(setting), setting.light
    if light.weather != "clear" and not setting.panel.is_indoors:
        return replace(case, image=setting.panel.before_weather)
    other = Light("night" if light.time_of_day == "day" else "day", "clear")
    image = panel(setting.scene, setting.style, other).image
    if light.time_of_day == "golden_hour":
        image = _bytes(image * np.array((0.75, 0.95, 1.2)))
    return replace(case, image=image)


def _under(image: Rgb8, place: tuple[float, float], width: float, height: float) -> Rgb8:
    x, y = int(place[0]), int(place[1])
    return image[y : y + int(height), x : x + int(width)]


def _key(one: Panel, light: Light) -> str:
    """Indoors no weather is seen."""
    weather = "clear" if one.is_indoors else light.weather
    return light_key("weather_effects", light.time_of_day, weather)


def _recut(setting: Setting, alpha: np.ndarray) -> Case:
    case = cutout(setting)
    return replace(case, image=_with_alpha(case.image[..., :3], alpha))


def _with_alpha(image: Rgb8, alpha: np.ndarray) -> Rgba8:
    return np.dstack([image, _bytes(alpha * 255)])


def _bled(image: Rgb8, alpha: np.ndarray) -> Rgb8:
    """The colours of the figure carried over its edge, so that no backdrop is left in it."""
    solid = alpha > 0.98
    filled = np.where(solid[..., None], image, 0).astype(np.float32)
    known = solid.astype(np.float32)
    for _ in range(6):
        around = np.zeros_like(filled)
        count = np.zeros_like(known)
        for axis in (0, 1):
            for step in (-1, 1):
                around += np.roll(filled * known[..., None], step, axis)
                count += np.roll(known, step, axis)
        new = (known == 0) & (count > 0)
        filled[new] = around[new] / count[new][:, None]
        known[new] = 1
    return _bytes(np.where(known[..., None] > 0, filled, image))


def _saturated(image: Rgb8, strength: float) -> Rgb8:
    grey = image.mean(axis=2, keepdims=True)
    return _bytes(grey + (image - grey) * strength)


def _bytes(values: np.ndarray) -> Rgb8:
    return np.clip(values + 0.5, 0, 255).astype(np.uint8)


def _png(image: Rgb8) -> bytes:
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG", compress_level=1)
    return file.getvalue()
