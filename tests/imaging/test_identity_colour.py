"""The colour of a part in a box: its own, whatever else is in the box, in neutral light."""

from pathlib import Path

import numpy as np
import pytest

from iat_sidecar.core.errors import InvalidParams
from iat_sidecar.imaging import colour, grade, png, swatch
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.box import Box
from iat_sidecar.imaging.identity import part_colour
from iat_sidecar.imaging.operations.identity import PartRequest, part

HAIR, INK, SKIN = (181, 83, 45), (29, 26, 34), (241, 205, 176)


def head(edge=60):
    """Hair over 55 % of a box; the rest are ink, shade and skin."""
    picture = np.empty((edge, edge, 3), np.uint8)
    picture[:] = HAIR
    picture[: edge // 5] = INK
    picture[-edge // 4 :] = SKIN
    return picture


def test_ink_and_neighbours_do_not_tint_the_part():
    lab, share = part_colour.dominant(head().reshape(-1, 3))
    assert float(colour.delta_e00(lab, colour.lab8(np.array([HAIR], np.uint8))[0])) < 0.5
    assert share == pytest.approx(0.55, abs=0.02)
    median = np.median(colour.lab8(head()[:40].reshape(-1, 3)), axis=0)
    assert np.isfinite(median).all()


def test_a_part_that_only_has_the_most_of_a_mixed_box_is_still_its_own_colour():
    rng = np.random.default_rng(3)
    mixed = rng.integers(0, 256, (6_000, 3)).astype(np.uint8)
    own = np.clip(np.array(HAIR) + rng.normal(0, 2, (3_000, 3)), 0, 255).astype(np.uint8)
    lab, _ = part_colour.dominant(np.concatenate([mixed, own]))
    assert float(colour.delta_e00(lab, colour.lab8(np.array([HAIR], np.uint8))[0])) < 2


@pytest.mark.parametrize("time", ["dawn", "day", "golden_hour", "dusk", "night", "interior"])
def test_the_light_of_a_time_is_taken_off_again(time):
    own = np.array(swatch.from_hex("#b5532d"), np.float32)
    graded = grade.lut(time).apply_linear(np.clip(colour.from_lab(own[None]), 0, 1))
    seen = colour.lab8(colour.to_srgb(graded))[0]
    assert float(colour.delta_e00(part_colour.without_light(seen, time), own)) < 3


def test_the_operation_takes_the_box_and_the_light(tmp_path: Path):
    path = tmp_path / "head.png"
    night = grade.lut("night").apply_linear(colour.to_linear(head()))
    path.write_bytes(png.encode(colour.to_srgb(night)))
    box = Box(x=0, y=0, width=60, height=50)
    found = part(Bench(), PartRequest(path=str(path), box_px=box, time_of_day="night"))
    own = np.array(swatch.from_hex("#b5532d"))
    assert float(colour.delta_e00(np.array(found.lab), own)) < 3
    with pytest.raises(InvalidParams):
        part(Bench(), PartRequest(path=str(path), box_px=Box(x=0, y=0, width=61, height=5)))
