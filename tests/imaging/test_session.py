"""Warm sessions: one a content and options, the least used makes room, refusals by name."""

import numpy as np
import pytest

from iat_sidecar.core.errors import Damaged, ImagingFailed, WeightsMissing
from iat_sidecar.imaging import session
from iat_sidecar.imaging.session import SessionOptions, opened
from tests.imaging.tiny_models import net, sum_of_channels


@pytest.fixture(autouse=True)
def _cold(monkeypatch):
    monkeypatch.setattr(session, "_warm", type(session._warm)())


def test_a_session_stays_warm_for_the_same_content_and_options(tmp_path):
    path = sum_of_channels(tmp_path / "one.onnx")
    copy = tmp_path / "copy.onnx"
    copy.write_bytes((tmp_path / "one.onnx").read_bytes())
    first = opened(path)
    assert opened(path, SessionOptions(threads=1, execution="cpu")) is first
    assert opened(str(copy)) is first
    assert opened(path, SessionOptions(threads=2)) is not first


def test_a_file_that_changed_is_another_model(tmp_path):
    path = sum_of_channels(tmp_path / "same.onnx")
    first = opened(path)
    sum_of_channels(tmp_path / "same.onnx", bias=0.125, scale=(1.0, 2.0, 3.0))
    assert opened(path) is not first


def test_the_least_used_makes_room(tmp_path, monkeypatch):
    paths = [sum_of_channels(tmp_path / f"{n}.onnx", bias=float(n)) for n in range(3)]
    room = sum((tmp_path / f"{n}.onnx").stat().st_size for n in range(2))
    monkeypatch.setattr(session, "WARM_BYTES", room)
    zero, one = opened(paths[0]), opened(paths[1])
    assert opened(paths[0]) is zero
    opened(paths[2])
    assert (opened(paths[0]) is zero, opened(paths[1]) is one) == (True, False)


def test_a_model_larger_than_the_room_is_kept_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(session, "WARM_BYTES", 1)
    path = sum_of_channels(tmp_path / "large.onnx")
    assert opened(path) is opened(path)


def test_named_outputs_come_in_the_order_they_are_named(tmp_path):
    loaded = opened(net(tmp_path / "seven.onnx", edge=32, outputs=7))
    batch = np.random.default_rng(1).random((1, 3, 32, 32), dtype=np.float32)
    every = session.run(loaded, batch)
    side, mask = session.run(loaded, batch, ["side3", "mask"])
    assert len(every) == 7
    assert (np.array_equal(mask, every[0]), np.array_equal(side, every[3])) == (True, True)


def test_a_picture_of_the_wrong_size_is_refused(tmp_path):
    loaded = opened(sum_of_channels(tmp_path / "small.onnx"))
    with pytest.raises(ImagingFailed, match="refused the picture"):
        session.run(loaded, np.zeros((1, 3, 8, 8), np.float32))


def test_hashes_are_those_of_the_content(tmp_path):
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    assert session.hashes(str(path)) == (
        "900150983cd24fb0d6963f7d28e17f72",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    )


def test_a_file_that_was_exchanged_meanwhile_is_damaged(tmp_path):
    path = sum_of_channels(tmp_path / "one.onnx")
    _, sha256 = session.hashes(path)
    session.check(path, sha256)
    sum_of_channels(tmp_path / "one.onnx", bias=0.125, scale=(1.0, 2.0, 3.0))
    with pytest.raises(Damaged, match=r"one\.onnx is damaged: it was exchanged"):
        session.check(path, sha256)


def test_a_missing_file_is_missing_weights(tmp_path):
    with pytest.raises(WeightsMissing, match=r"gone\.onnx"):
        opened(str(tmp_path / "gone.onnx"))


def test_an_execution_provider_that_is_not_there_is_said_so(tmp_path):
    path = sum_of_channels(tmp_path / "one.onnx")
    with pytest.raises(ImagingFailed, match="DmlExecutionProvider is not available"):
        opened(path, SessionOptions(execution="directml"))


def test_a_corrupt_file_leaves_the_warm_ones_alone(tmp_path):
    good, bad = sum_of_channels(tmp_path / "good.onnx"), tmp_path / "bad.onnx"
    first = opened(good)
    bad.write_bytes(b"no model")
    with pytest.raises(ImagingFailed, match=r"bad\.onnx cannot be loaded"):
        opened(str(bad))
    assert opened(good) is first
