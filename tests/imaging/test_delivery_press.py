"""Profiles of presses: which can print, and why others cannot."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from iat_sidecar.core.errors import InvalidParams
from iat_sidecar.imaging import colour
from iat_sidecar.imaging.delivery import press
from iat_sidecar.imaging.delivery.terms import PressProfile
from tests.imaging.made_pictures import green_cyan_profile, swapped_rgb_profile
from tests.imaging.press_profile import press_profile


def test_a_profile_that_prints_is_described(tmp_path: Path) -> None:
    path = tmp_path / "press.icc"
    path.write_bytes(press_profile())
    content, found = press.judged(str(path))
    assert content == press_profile()
    assert found == PressProfile(
        description="Made-up press",
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        steady_de00=found.steady_de00,
    )
    assert 0 < found.steady_de00 < 2


def broken(content: bytes, at: int, by: bytes) -> bytes:
    return content[:at] + by + content[at + len(by) :]


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no profile": (lambda: b"P6 not a profile" * 100, "it is no ICC profile"),
    "short": (lambda: b"acsp", "it has 4 bytes"),
    "cut": (lambda: press_profile()[:-100], "its header says"),
    "grown": (lambda: press_profile() + b"more", "its header says"),
    "a screen": (swapped_rgb_profile, "it is a profile for 'mntr of RGB'"),
    "no way to print": (lambda: press_profile(with_b2a=False), "it is damaged, or lacks a table"),
    "one way only": (green_cyan_profile, "it is damaged, or lacks a table"),
    "tables that disagree": (lambda: press_profile(b2a_scale=0.7), "its two tables disagree by"),
    "a damaged table": (
        lambda: broken(press_profile(), 150, b"\xff" * 60),
        "it is damaged, or lacks a table",
    ),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_print_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    make, reason = REFUSED[name]
    path = tmp_path / "press.icc"
    path.write_bytes(make())
    with pytest.raises(InvalidParams) as refusal:
        press.judged(str(path))
    assert refusal.value.path == "$.icc_path"
    assert reason in refusal.value.reason


def test_a_path_that_is_no_file_of_bounded_size_is_refused(tmp_path: Path) -> None:
    big = tmp_path / "big.icc"
    big.touch()
    os.truncate(big, press.MAX_PROFILE_BYTES + 1)
    for path in (tmp_path / "missing.icc", tmp_path, big):
        with pytest.raises(InvalidParams, match="The profile cannot be used"):
            press.judged(str(path))


def test_white_is_paper_and_black_is_dark() -> None:
    made = press.Press(press_profile())
    ends = np.array([[[255, 255, 255], [0, 0, 0]]], np.uint8)
    inks = made.inks(ends)
    assert inks[0, 0].tolist() == [0, 0, 0, 0]
    assert inks[0, 1].sum() > 3 * 255
    shown = colour.lab8(made.shown(inks))
    assert (shown[0, 0, 0], shown[0, 1, 0]) == pytest.approx((100, 0), abs=2.5)


def test_greys_stay_neutral() -> None:
    made = press.Press(press_profile())
    ramp = np.repeat(np.arange(0, 256, 5, dtype=np.uint8)[None, :, None], 3, axis=2)
    shown = colour.lab8(made.shown(made.inks(ramp)))
    assert float(np.abs(shown[..., 1:]).max()) < 3
    assert float(np.diff(shown[0, :, 0]).min()) > 0


def test_bands_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (37, 11, 3), dtype=np.uint8)
    made = press.Press(press_profile())
    whole = made.inks(noise)
    monkeypatch.setattr(press, "BAND_ROWS", 8)
    np.testing.assert_array_equal(made.inks(noise), whole)
