"""The catalogue of cutout models against what rembg itself would download."""

import json
import subprocess
import sys

import pytest

from iat_sidecar.imaging.matte.models import MODELS, known
from iat_sidecar.imaging.matte.rembg import SESSIONS

ASKING = """
import importlib.util, json, os, sys, tempfile
from iat_sidecar.imaging.matte import rembg
asked = []
rembg._refuse = lambda url, hash=None, fname="", **_: asked.append((url, hash, fname))
os.environ["REMBG_HOME"] = os.environ["U2NET_HOME"] = tempfile.gettempdir() + "/nothing-here"
told = {}
for module in rembg.SESSIONS:
    session, asked[:] = rembg.session_class(module), []
    if not module.endswith(("custom", "fp16")):
        session.download_models()
    told[session.name()] = asked[0] if asked else None
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def downloads():
    done = subprocess.run([sys.executable, "-c", ASKING], capture_output=True, check=True)
    return json.loads(done.stdout)


def hash_of(model):
    return f"md5:{model.md5}" if model.md5 else f"sha256:{model.sha256}"


def test_names_addresses_and_hashes_are_rembgs(downloads):
    ours = {
        model.name: [model.url, hash_of(model), model.file_name] if model.url else None
        for model in MODELS
    }
    assert ours == downloads


def test_there_is_a_row_for_every_session():
    assert len({model.name for model in MODELS}) == len(MODELS) == len(SESSIONS)


def test_a_renamed_file_keeps_its_licence():
    found = known(sha256="5b486f08200f513f460da46dd701db5fbb47d79b4be4b708a19444bcd4e79958")
    assert (found.name, found.licence, found.is_commercial) == ("bria-rmbg", "CC-BY-NC-4.0", False)


@pytest.mark.parametrize("model", [m for m in MODELS if m.md5], ids=lambda model: model.name)
def test_every_released_file_is_known_by_its_hash(model):
    assert known(md5=model.md5) is model


def test_what_has_no_hash_in_the_catalogue_is_nobodys(downloads):
    assert (known(), known(md5="0" * 32, sha256="0" * 64)) == (None, None)


def test_a_licence_that_is_not_known_grants_nothing():
    unclear = {model.name for model in MODELS if not model.is_commercial}
    assert unclear == {"bria-rmbg", "u2net_custom", "dis_custom", "ben_custom"}


def test_the_catalogue_is_read_without_a_pixel_library():
    script = (
        "import sys, iat_sidecar.imaging.matte.models;"
        "print(sorted({'numpy', 'PIL', 'onnxruntime'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout == b"[]\n"
