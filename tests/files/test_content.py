"""Content-addressed files: whole or not at all, and found damaged when they are."""

import errno
import hashlib
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iat_sidecar.core.errors import Damaged, StorageFull, StorageOffline
from iat_sidecar.files import content
from iat_sidecar.files.content import Placed

BYTES = b"a picture"
SHA256 = hashlib.sha256(BYTES).hexdigest()
URI = f"content/{SHA256[:2]}/{SHA256}.png"


@pytest.fixture
def root(tmp_path: Path) -> str:
    path = str(tmp_path / "root")
    content.open_root(path, may_create=True)
    return path


def _files(root: str) -> list[str]:
    return sorted(
        os.path.relpath(os.path.join(folder, name), root)
        for folder, _, names in os.walk(root)
        for name in names
    )


def test_bytes_lie_under_their_hash(root: str) -> None:
    assert content.place_bytes(root, BYTES, "png") == Placed(
        uri=URI, sha256=SHA256, size_bytes=len(BYTES)
    )
    assert Path(content.path_of(root, URI)).read_bytes() == BYTES
    assert _files(root) == [URI]


def test_a_copy_is_placed_piece_by_piece(root: str, tmp_path: Path) -> None:
    data = os.urandom(content.CHUNK * 2 + 17)
    (tmp_path / "source").write_bytes(data)
    placed = content.place_copy(root, str(tmp_path / "source"), "bin")
    assert (placed.sha256, placed.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert Path(content.path_of(root, placed.uri)).read_bytes() == data


def test_the_same_bytes_are_one_file(root: str) -> None:
    first = content.place_bytes(root, BYTES, "png")
    number = os.stat(content.path_of(root, first.uri)).st_ino
    assert content.place_bytes(root, BYTES, "png") == first
    assert os.stat(content.path_of(root, first.uri)).st_ino == number
    assert _files(root) == [URI]


def test_placing_again_heals_what_was_damaged(root: str) -> None:
    placed = content.place_bytes(root, BYTES, "png")
    Path(content.path_of(root, placed.uri)).write_bytes(b"something else")
    content.place_bytes(root, BYTES, "png")
    content.verify(root, placed.uri)


def test_a_missing_file_is_damaged(root: str) -> None:
    with pytest.raises(Damaged, match="the file is missing"):
        content.verify(root, URI)


def test_one_changed_bit_is_damaged(root: str) -> None:
    placed = content.place_bytes(root, BYTES, "png")
    content.verify(root, placed.uri)
    path = Path(content.path_of(root, placed.uri))
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + BYTES[1:])
    with pytest.raises(Damaged, match="its bytes differ"):
        content.verify(root, placed.uri)


def test_a_root_that_is_away_is_offline_and_not_damaged(tmp_path: Path) -> None:
    away = str(tmp_path / "away")
    with pytest.raises(StorageOffline):
        content.verify(away, URI)
    with pytest.raises(StorageOffline):
        content.place_bytes(away, BYTES, "png")
    with pytest.raises(StorageOffline):
        content.open_root(away, may_create=False)
    assert not os.path.exists(away)


@pytest.mark.parametrize(
    "uri",
    [
        "", "content", "../content", f"/{URI}", f"content/../{URI}", f"{URI}/../x", f"{URI}\n",
        f"content/{SHA256[:2]}/../{SHA256}.png", f"content/zz/{SHA256}.png",
        f"content/{'0' * 2}/{SHA256}.png", f"content/{SHA256[:2]}/{SHA256}",
        f"content/{SHA256[:2]}/{SHA256}.PNG", f"content/{SHA256[:2]}/{SHA256}.p/g",
        f"content/{SHA256[:2]}/{SHA256[:-1]}.png", f"s3://bucket/{URI}", URI.replace("/", "\\"),
    ],
)  # fmt: skip
def test_what_is_no_content_address_is_refused(root: str, uri: str) -> None:
    with pytest.raises(ValueError, match="not a content address"):
        content.path_of(root, uri)


@given(st.text())
def test_no_text_leads_out_of_the_root(text: str) -> None:
    try:
        path = content.path_of("/root", text)
    except ValueError:
        return
    assert os.path.normpath(path).startswith("/root/content/")


@pytest.mark.parametrize("extension", ["", "..", "p/g", "PNG", "toolongext", "a.b", "png\n"])
def test_an_extension_that_is_not_ours_is_refused(root: str, extension: str) -> None:
    with pytest.raises(ValueError, match="not an extension of ours"):
        content.place_bytes(root, BYTES, extension)
    assert _files(root) == []


def test_half_written_files_of_a_process_that_is_gone_are_swept(root: str) -> None:
    for name in ("one", "two"):
        (Path(root) / "tmp" / name).write_bytes(b"half")
    placed = content.place_bytes(root, BYTES, "png")
    assert content.sweep_temporary(root) == 2
    assert _files(root) == [placed.uri]
    assert content.sweep_temporary(root + "-away") == 0


def test_the_journal_has_a_line_an_asset(root: str) -> None:
    content.note(root, b'{"id":1}')
    content.note(root, b'{"id":2}')
    assert (Path(root) / content.JOURNAL).read_bytes() == b'{"id":1}\n{"id":2}\n'


def test_a_line_cut_off_by_a_crash_takes_no_other_along(root: str) -> None:
    (Path(root) / content.JOURNAL).write_bytes(b'{"id":1}\n{"id')
    content.note(root, b'{"id":3}')
    assert (Path(root) / content.JOURNAL).read_bytes() == b'{"id":1}\n{"id\n{"id":3}\n'


@pytest.fixture
def narrow() -> Iterator[None]:
    """Files of this process may not grow past 64 KiB."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_finds_no_room_leaves_nothing_behind(root: str, narrow: None) -> None:
    with pytest.raises(StorageFull):
        content.place_bytes(root, bytes(1 << 20), "png")
    assert _files(root) == []
    assert content.place_bytes(root, BYTES, "png").sha256 == SHA256


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
@pytest.mark.parametrize("call", ["fsync", "replace", "makedirs"])
def test_a_full_disk_at_any_call_leaves_no_temporary(
    root: str, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(content.os, call, refuse)
    with pytest.raises(StorageFull):
        content.place_bytes(root, BYTES, "png")
    assert _files(root) == []


def test_a_disk_that_gives_back_other_bytes_is_noticed(
    root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "sha256_of", lambda path: "0" * 64)
    with pytest.raises(Damaged, match="other bytes than were written"):
        content.place_bytes(root, BYTES, "png")
    assert _files(root) == []


def test_a_file_is_synced_before_it_gets_its_name(
    root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for call in ("fsync", "replace"):
        real = getattr(os, call)

        def noted(*given: object, call: str = call, real: object = real) -> None:
            done.append(call)
            real(*given)  # type: ignore[operator]

        monkeypatch.setattr(content.os, call, noted)
    content.place_bytes(root, BYTES, "png")
    assert done == ["fsync", "replace", "fsync", "fsync"]


def test_a_purged_root_is_gone(root: str) -> None:
    content.place_bytes(root, BYTES, "png")
    content.remove_root(root)
    assert not os.path.exists(root)
