"""rembg's sessions, as this program reaches them."""

import subprocess
import sys

import onnx
import pytest

from iat_sidecar.core.errors import WeightsMissing
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.matte import rembg
from iat_sidecar.imaging.operations.doctor import TINY_MODEL, LookRequest, cut_out

REACHING = """
import sys
from iat_sidecar.imaging.matte import rembg
for name in rembg.SESSIONS:
    rembg.session_class(name)
print(sorted({"pymatting", "numba", "llvmlite", "scipy", "skimage", "requests"} & sys.modules.keys()))
"""


@pytest.mark.parametrize("name", rembg.SESSIONS)
def test_every_session_of_a_local_model_is_reached(name: str) -> None:
    found = rembg.session_class(name)
    assert found.__module__ == f"rembg.sessions.{name}"
    assert found.is_local() and not found.requires_credentials()


def test_what_rembg_imports_beside_them_stays_out() -> None:
    done = subprocess.run([sys.executable, "-c", REACHING], capture_output=True, check=True)
    assert done.stdout == b"[]\n"


def test_a_session_without_its_model_downloads_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("REMBG_HOME", str(tmp_path))
    with pytest.raises(WeightsMissing):
        rembg.session_class("u2net").download_models()


def test_the_doctors_model_is_a_model_and_both_ways_give_the_same_mask() -> None:
    onnx.checker.check_model(onnx.load_model_from_string(TINY_MODEL))
    found = cut_out(Bench(), LookRequest())
    assert found.is_alike, found.difference
