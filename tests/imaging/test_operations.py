"""What workers offer: steps leave pictures in the store, tell facts, and refuse what they cannot do."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from iat_sidecar.core.errors import NotFound
from iat_sidecar.files import content
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.operation import find
from iat_sidecar.imaging.provenance import read_stamp
from tests.imaging.made_pictures import noise


class Shop:
    """A bench, a root, and steps that are run on pictures by role."""

    def __init__(self, root: Path) -> None:
        self.root, self.bench = root, Bench()
        content.open_root(str(root), may_create=True)

    def put(self, picture: np.ndarray, name: str) -> str:
        path = self.root / f"{name}.png"
        Image.fromarray(picture).save(path)
        return str(path)

    def run(self, name: str, params: dict[str, Any], **inputs: np.ndarray) -> dict[str, Any]:
        request = {
            "params": params,
            "inputs": {role: self.put(picture, role) for role, picture in inputs.items()},
            "root": str(self.root),
            "may_create_root": False,
        }
        result: dict[str, Any] = msgspec.to_builtins(find(name).run(Bench(), request))
        return result

    def picture(self, result: dict[str, Any], role: str = "image") -> np.ndarray:
        content.verify(str(self.root), result["outputs"][role]["uri"])
        path = content.path_of(str(self.root), result["outputs"][role]["uri"])
        with Image.open(path) as image:
            return np.asarray(image)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def with_alpha(picture: np.ndarray) -> np.ndarray:
    alpha = np.zeros(picture.shape[:2], np.uint8)
    alpha[4:-4, 4:-4] = 255
    return np.dstack([picture, alpha])


def test_an_unknown_operation_is_not_found() -> None:
    with pytest.raises(NotFound):
        find("light/nothing")


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("light/time", {"time_of_day": "noon", "seed": 1}),
        ("light/time", {"time_of_day": "dusk", "seed": 1, "strength": 2}),
        ("light/time", {"time_of_day": "dusk", "seed": 1, "colour": 2}),
        ("light/weather", {"weather": "rain", "seed": -1}),
        ("light/weather", {"weather": "rain", "seed": 1, "options": {"sparkle": 1}}),
        ("light/advanced", {"passes": [{"effect": "ink", "options": {"sparkle": 1}}], "seed": 1}),
        ("finish/upscale", {"factor": "two", "method": "lanczos"}),
        ("matte/cut", {"method": "magic"}),
    ],
)
def test_parameters_are_checked_before_anything_is_kept(
    shop: Shop, name: str, params: dict[str, Any]
) -> None:
    with pytest.raises(msgspec.ValidationError):
        shop.run(name, params, image=noise())
    assert list((shop.root / "content").rglob("*.png")) == []


STEPS: dict[str, dict[str, Any]] = {
    "light/time": {"time_of_day": "dusk", "seed": 1},
    "light/weather": {"weather": "snow", "seed": 1},
    "light/advanced": {"passes": [{"effect": "vignette"}, {"effect": "grain"}], "seed": 1},
    "finish/upscale": {"factor": 1.5, "method": "lanczos"},
    "sketch/trace": {"seed": 1},
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_the_same_bit_for_bit_and_keeps_alpha(shop: Shop, name: str) -> None:
    picture = with_alpha(noise(48, 64))
    first, second = (shop.run(name, STEPS[name], image=picture) for _ in range(2))
    assert first["outputs"] == second["outputs"]
    made = shop.picture(first)
    assert made.shape[2] == 4
    if name != "finish/upscale":
        assert np.array_equal(made[..., 3], picture[..., 3])
        assert not np.array_equal(made[..., :3], picture[..., :3])


def test_what_a_step_says_of_its_file_is_true(shop: Shop) -> None:
    result = shop.run("finish/upscale", {"factor": 2.0, "method": "edge"}, image=noise())
    told = result["outputs"]["image"]
    path = Path(content.path_of(str(shop.root), told["uri"]))
    assert told == {
        "uri": told["uri"],
        "sha256": path.stem,
        "size_bytes": path.stat().st_size,
        "mime_type": "image/png",
        "width": 64,
        "height": 48,
    }
    assert path.stem in (shop.root / content.JOURNAL).read_text()


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({}, (32, 24)),
        ({"width_px": 16}, (16, 12)),
        ({"height_px": 48}, (64, 48)),
        ({"width_px": 20, "height_px": 20}, (20, 20)),
        ({"longest_px": 8}, (8, 6)),
    ],
)
def test_a_picture_from_outside_fits_its_frame(
    shop: Shop, asked: dict[str, Any], size: tuple[int, int]
) -> None:
    made = shop.picture(shop.run("sketch/fit", asked, picture=noise()))
    assert (made.shape[1], made.shape[0]) == size


def test_a_drawing_knows_its_mask_and_planes(shop: Shop) -> None:
    params = {
        "scene": "Someone stands in a street",
        "prompt": "",
        "cast": [],
        "palette": [],
        "line_weight_px": None,
        "width_px": 96,
        "height_px": 72,
        "seed": 1,
        "candidate": 0,
    }
    result = shop.run("sketch/draw", params)
    assert set(result["outputs"]) == {"image", "mask", "planes"}
    assert result["facts"]["indoors"] is False
    shapes = {role: shop.picture(result, role).shape for role in result["outputs"]}
    assert {shape[:2] for shape in shapes.values()} == {(72, 96)}
    assert shapes["planes"][2] == 4


def test_a_known_mask_is_taken_as_it_is(shop: Shop) -> None:
    mask = np.zeros((24, 32), np.uint8)
    mask[6:18, 8:24] = 255
    result = shop.run("matte/cut", {"method": "known"}, image=noise(), mask=mask)
    made = shop.picture(result)
    assert np.array_equal(made[..., 3], mask)
    assert np.array_equal(made[8:16, 10:22, :3], noise()[8:16, 10:22])
    assert result["facts"]["method"] == "known"


def test_the_final_is_the_picture_with_its_stamp_and_profile(shop: Shop) -> None:
    stamp = {"project": "p", "seed": "7"}
    result = shop.run("finish/final", {"known": {"seed": "7"}, "stamp": stamp}, image=noise())
    path = content.path_of(str(shop.root), result["outputs"]["image"]["uri"])
    told = read_stamp(path)
    assert told is not None
    assert {name: told[name] for name in stamp} == stamp
    assert result["facts"] == {"stamp": stamp}
    assert np.array_equal(shop.picture(result), noise())
    with Image.open(path) as image:
        assert image.info["icc_profile"]


def test_the_guard_answers_a_report_also_for_what_is_no_picture(shop: Shop) -> None:
    path = shop.root / "broken.png"
    path.write_bytes(b"no picture")
    request = {
        "params": {"expected": {}},
        "inputs": {"image": str(path)},
        "root": str(shop.root),
        "may_create_root": False,
    }
    result = msgspec.to_builtins(find("finish/guard").run(shop.bench, request))
    assert result["outputs"] == {}
    assert [finding["rule"] for finding in result["facts"]["report"]["findings"]] == ["H01_decode"]


def test_a_bench_keeps_what_it_has_room_for() -> None:
    bench = Bench(room_bytes=3 * 24 * 32 * 3)
    for number in range(5):
        bench.keep(f"{number}", noise(24, 32))
    assert list(bench._pictures) == ["2", "3", "4"]
    with pytest.raises(ValueError, match="read-only"):
        bench.picture("4")[0, 0] = 0
    bench.clear()
    assert list(bench._pictures) == []
