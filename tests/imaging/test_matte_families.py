"""Every family of cutout models against rembg's own session of it, on the same file and pictures."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from iat_sidecar.imaging.matte import onnx as engine
from iat_sidecar.imaging.matte.families import FAMILIES, as_rembg, planes, prepare, probability
from iat_sidecar.imaging.matte.models import MODELS
from tests.imaging.tiny_models import net

KINDS = {
    "u2net": {"edge": 320, "outputs": 7},
    "cloth": {"edge": 768, "outputs": 7, "classes": 4, "logits": True},
    "isnet": {"edge": 1024, "outputs": 12},
    "isnet_anime": {"edge": 1024},
    "birefnet": {"edge": 1024, "logits": True},
    "bria": {"edge": 1024},
    "ben": {"edge": "n"},
}
FEW = ("portrait",)
FIRST_OF_FAMILY = {
    next(m.name for m in reversed(MODELS) if m.family == family) for family in FAMILIES
}
CASES = [
    (model.name, picture)
    for model in MODELS
    for picture in ("portrait", "landscape", "odd", "grey", "black", "rgba")
    if picture in FEW or model.name in FIRST_OF_FAMILY
]
MASKING = """
import sys
from pathlib import Path
import numpy as np, onnxruntime
from PIL import Image
from iat_sidecar.imaging.matte import rembg
home, cases = Path(sys.argv[1]), [case.split(":") for case in sys.argv[2:]]
classes = {session.name(): session for session in map(rembg.session_class, rembg.SESSIONS)}
options = onnxruntime.SessionOptions()
options.log_severity_level = 3
for name in dict(cases):
    path = str(next((home / "models" / name).glob("*.onnx")))
    session = classes[name](name, options, providers=["CPUExecutionProvider"], model_path=path)
    for picture in (home / f"{case[1]}.png" for case in cases if case[0] == name):
        told = {"cc": "attire"} if "cloth" in name else {}
        (mask,) = session.predict(Image.open(picture), **told)
        np.save(home / f"{name}-{picture.stem}.npy", np.asarray(mask))
"""


def scene(width, height, seed):
    """Shapes, a slope and some grain."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    picture = np.stack([x * 120 / width, y * 160 / height, (x + y) % 200], axis=-1) + 20.0
    disc = np.hypot(x - width * 0.45, y - height * 0.55) < 0.3 * min(width, height)
    picture[disc] = (230, 90, 60)
    return np.clip(picture + rng.normal(0, 6, picture.shape), 0, 255).astype(np.uint8)


def pictures():
    alpha = np.full((210, 180, 1), 128, np.uint8)
    return {
        "portrait": scene(300, 460, 1),
        "landscape": scene(1500, 830, 2),
        "odd": scene(33, 517, 3),
        "grey": scene(200, 200, 4)[..., 0],
        "black": np.zeros((90, 120, 3), np.uint8),
        "rgba": np.dstack([scene(180, 210, 5), alpha]),
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """rembg's folder of models with a file for every session, our pictures, and its masks of them."""
    folder = tmp_path_factory.mktemp("rembg")
    made = {kind: Path(net(folder / f"{kind}.onnx", **how)) for kind, how in KINDS.items()}
    for model in MODELS:
        place = folder / "models" / model.name
        place.mkdir(parents=True)
        (place / (model.file_name or "own.onnx")).symlink_to(made[model.family])
    for name, picture in pictures().items():
        Image.fromarray(picture).save(folder / f"{name}.png")
    asked = [":".join(case) for case in CASES]
    place = {"REMBG_HOME": str(folder), "U2NET_HOME": str(folder)}
    command = [sys.executable, "-W", "ignore", "-c", MASKING, str(folder), *asked]
    subprocess.run(command, check=True, env=os.environ | place)
    return folder


@pytest.mark.parametrize(("name", "picture"), CASES)
def test_our_answer_stretched_as_rembg_does_is_rembgs_mask(home, name, picture):
    model = next(model for model in MODELS if model.name == name)
    path = next((home / "models" / name).glob("*.onnx"))
    image = np.asarray(Image.open(home / f"{picture}.png").convert("RGB"))
    found = engine.answered(image, str(path), family=model.family)
    mask = as_rembg(found.raw, (image.shape[1], image.shape[0])).astype(float)
    theirs = np.load(home / f"{name}-{picture}.npy")
    assert theirs.std() > 5  # a mask with something in it
    assert np.abs(mask - theirs).mean() <= 1


def found_models():
    folders = [os.environ.get("REMBG_HOME", "~/.rembg"), os.environ.get("U2NET_HOME", "~/.u2net")]
    names = {model.file_name: model for model in MODELS if model.file_name}
    files = (path for folder in folders for path in Path(folder).expanduser().rglob("*.onnx"))
    return [(names[path.name], path) for path in files if path.name in names]


REAL = found_models() or [
    pytest.param(None, None, marks=pytest.mark.skip(reason="no model of rembg's on this machine"))
]


@pytest.mark.parametrize(("model", "path"), REAL)
def test_a_real_models_mask_is_rembgs(tmp_path, model, path):
    place = tmp_path / "models" / model.name
    place.mkdir(parents=True)
    (place / model.file_name).symlink_to(path.resolve())
    image = scene(700, 500, 6)
    Image.fromarray(image).save(tmp_path / "scene.png")
    homes = {"REMBG_HOME": str(tmp_path), "U2NET_HOME": str(tmp_path)}
    command = [sys.executable, "-c", MASKING, str(tmp_path), f"{model.name}:scene"]
    subprocess.run(command, check=True, env=os.environ | homes)
    found = engine.answered(image, str(path), family=model.family)
    mask = as_rembg(found.raw, (700, 500)).astype(float)
    assert np.abs(mask - np.load(tmp_path / f"{model.name}-scene.npy")).mean() <= 1


@pytest.mark.parametrize("name", FAMILIES)
def test_a_prepared_picture_is_normalised_by_its_own_maximum(name):
    family = FAMILIES[name]
    image = np.full((9, 7, 3), (100, 50, 200), np.uint8)
    batch = prepare(image, family, (4, 5))
    expected = (np.array([0.5, 0.25, 1.0]) - family.mean) / family.std
    assert (batch.shape, batch.dtype) == ((1, 3, 5, 4), np.float32)
    assert batch == pytest.approx(np.broadcast_to(expected[None, :, None, None], batch.shape))


def test_an_even_answer_stays_what_it_is_and_stretches_to_nothing():
    raw = np.full((1, 8, 8), 0.02, np.float32)
    assert (probability(raw).max(), as_rembg(raw, (20, 10)).max()) == (np.float32(0.02), 0)


def test_garments_and_the_rest_are_all_there_is():
    raw = np.random.default_rng(2).normal(0, 2, (4, 6, 6)).astype(np.float32)
    parts = sum(probability(raw, garment) for garment in ("upper", "lower", "full"))
    assert probability(raw) == pytest.approx(parts, abs=1e-6)


def test_logits_of_birefnet_are_read_as_such_however_small():
    answer = np.full((1, 1, 4, 4), 0.5, np.float32)
    birefnet, isnet = (planes(answer, FAMILIES[name]) for name in ("birefnet", "isnet"))
    assert probability(birefnet) == pytest.approx(1 / (1 + np.exp(-0.5)))
    assert probability(isnet) == pytest.approx(0.5)
