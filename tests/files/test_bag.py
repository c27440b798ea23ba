"""Bags: valid for programs nobody here wrote, the same bytes every time, never half of one."""

import hashlib
import os
import random
import subprocess
import tarfile
import unicodedata
import zipfile
from pathlib import Path

import bagit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iat_sidecar.core.errors import Conflict, Damaged
from iat_sidecar.files import names, pack, staging
from iat_sidecar.files.bag import Bag, Member, bag_of
from iat_sidecar.files.pack import Format
from iat_sidecar.files.staging import Staging

DATE = "2024-02-29"
FORMATS: tuple[Format, ...] = ("zip", "tar.gz", "folder")
KNOWN_ZIP = "15ad26eeae17b8311bce4e08d613bec3f859847acd6b749a259c904eaaac54bd"


def member(folder: Path, number: int, size: int) -> Member:
    """A content file of random bytes."""
    data = random.Random(number).randbytes(size)
    sha256 = hashlib.sha256(data).hexdigest()
    path = folder / f"{sha256}.png"
    path.write_bytes(data)
    name = f"data/content/{sha256[:2]}/{sha256}.png"
    return Member(name, sha256, size, str(path), f"the asset {number}")


@pytest.fixture
def payload(tmp_path: Path) -> list[Member]:
    (tmp_path / "sources").mkdir()
    return [
        member(tmp_path / "sources", n, size) for n, size in enumerate((0, 1, 70_000, 3_000_000))
    ]


def written(bag: Bag, path: Path, format: Format) -> Path:
    sizes = list(pack.write(bag, str(path), format, "moon"))
    assert sizes == [each.size_bytes for each in bag.members]
    assert list(pack.reread(bag, str(path), format, "moon")) == sizes
    return path


def unpacked(path: Path, format: Format) -> Path:
    """The bag's folder."""
    beside = path.with_name(f"{path.name}-unpacked")
    match format:
        case "folder":
            return path
        case "zip":
            with zipfile.ZipFile(path) as archive:
                archive.extractall(beside)
        case "tar.gz":
            with tarfile.open(path) as archive:
                archive.extractall(beside, filter="data")
    assert os.listdir(beside) == ["moon"]
    return beside / "moon"


@pytest.mark.parametrize("format", FORMATS)
def test_a_bag_is_valid_for_others(payload: list[Member], tmp_path: Path, format: Format) -> None:
    folder = unpacked(written(bag_of(payload, "moon-1", DATE), tmp_path / "bag", format), format)
    bag = bagit.Bag(str(folder))
    assert bag.validate()
    assert (bag.version_info, bag.algorithms) == ((1, 0), ["sha256"])
    assert bag.info == {
        "Bag-Software-Agent": "iat-sidecar",
        "Bagging-Date": DATE,
        "External-Identifier": "moon-1",
        "Payload-Oxum": "3070001.4",
    }
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--check", "--strict", manifest], cwd=folder, check=True)


@pytest.mark.parametrize("format", FORMATS)
def test_neither_order_nor_dates_of_the_sources_change_a_byte(
    payload: list[Member], tmp_path: Path, format: Format
) -> None:
    first = written(bag_of(payload, "moon-1", DATE), tmp_path / "first", format)
    for each in payload:
        os.utime(str(each.source), (1, 1))
    second = written(bag_of(payload[::-1], "moon-1", DATE), tmp_path / "second", format)
    if format == "folder":
        subprocess.run(["diff", "--recursive", first, second], check=True)
    else:
        assert first.read_bytes() == second.read_bytes()


def test_a_known_bag_has_known_bytes(tmp_path: Path) -> None:
    text = Member("data/a.txt", hashlib.sha256(b"a").hexdigest(), 1, b"a", "a")
    path = written(bag_of([text], "known", DATE), tmp_path / "known", "zip")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == KNOWN_ZIP


def test_a_zip_says_nothing_of_this_machine_or_this_day(
    payload: list[Member], tmp_path: Path
) -> None:
    with zipfile.ZipFile(written(bag_of(payload, "m", DATE), tmp_path / "bag", "zip")) as archive:
        told = {
            (e.date_time, e.create_system, e.external_attr >> 16, e.compress_type, e.extra)
            for e in archive.infolist()
        }
    assert told == {((1980, 1, 1, 0, 0, 0), 3, 0o100644, zipfile.ZIP_STORED, b"")}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (None, "its file is missing"),
        (b"", "its file has another length"),
        (b"\1" * 70_000, "its bytes differ from its hash"),
    ],
)
def test_a_damaged_source_is_named(
    payload: list[Member], tmp_path: Path, format: Format, data: bytes | None, reason: str
) -> None:
    source = Path(str(payload[2].source))
    source.unlink() if data is None else source.write_bytes(data)
    steps = pack.write(bag_of(payload, "moon-1", DATE), str(tmp_path / "bag"), format, "moon")
    with pytest.raises(Damaged) as caught:
        list(steps)
    assert caught.value.details == {"what": "the asset 2", "reason": reason}


@pytest.mark.parametrize("format", FORMATS)
def test_a_disk_that_gives_back_other_bytes_is_noticed(
    payload: list[Member], tmp_path: Path, format: Format
) -> None:
    bag = bag_of(payload, "moon-1", DATE)
    path = written(bag, tmp_path / "bag", format)
    spoiled = path / payload[3].name if format == "folder" else path
    data = bytearray(spoiled.read_bytes())
    data[len(data) // 2] ^= 1
    spoiled.write_bytes(data)
    with pytest.raises(Damaged):
        list(pack.reread(bag, str(path), format, "moon"))


# Staging


@pytest.fixture
def staged(tmp_path: Path) -> Staging:
    begun = Staging(str(tmp_path), "task")
    begun.clear()
    Path(begun.path("bag")).write_bytes(b"whole")
    begun.seal(b"note")
    return begun


def test_a_sealed_part_moves_once_and_stays_where_it_is(staged: Staging, tmp_path: Path) -> None:
    target = tmp_path / "moon.zip"
    assert Staging(str(tmp_path), "task").sealed() == b"note"
    for _ in range(2):
        staged.move("bag", str(target), may_replace=False)
        assert (target.read_bytes(), staged.has("bag")) == (b"whole", False)
    staged.remove()
    assert os.listdir(tmp_path) == ["moon.zip"]


def test_what_is_at_the_target_is_replaced_only_when_it_may_be(
    staged: Staging, tmp_path: Path
) -> None:
    target = tmp_path / "moon.zip"
    target.write_bytes(b"somebody's")
    with pytest.raises(Conflict):
        staged.move("bag", str(target), may_replace=False)
    assert (target.read_bytes(), staged.has("bag")) == (b"somebody's", True)
    staged.move("bag", str(target), may_replace=True)
    assert target.read_bytes() == b"whole"


def test_what_was_not_sealed_is_begun_anew(tmp_path: Path) -> None:
    begun = Staging(str(tmp_path), "task")
    begun.clear()
    Path(begun.path("bag")).write_bytes(b"half")
    again = Staging(str(tmp_path), "task")
    assert again.sealed() is None
    again.clear()
    assert not again.has("bag")


def test_an_empty_folder_may_be_taken_and_a_link_to_nowhere_not(tmp_path: Path) -> None:
    staging.check_free(str(tmp_path / "missing"), may_be_empty=False)
    (tmp_path / "empty").mkdir()
    staging.check_free(str(tmp_path / "empty"), may_be_empty=True)
    (tmp_path / "link").symlink_to(tmp_path / "missing")
    for name, may_be_empty in (("empty", False), ("link", True)):
        with pytest.raises(Conflict):
            staging.check_free(str(tmp_path / name), may_be_empty=may_be_empty)


# Names for people


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Harbour at night", "Harbour at night.png"),
        ('a<b>c:d"e/f\\g|h?i*j', "a_b_c_d_e_f_g_h_i_j.png"),
        ("../../etc/passwd", ".._.._etc_passwd.png"),
        (" trailing. . ", "trailing.png"),
        ("...", "unnamed.png"),
        ("", "unnamed.png"),
        ("line\nbreak\ttab\0", "linebreaktab.png"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe", "gnp.exe.png"),
        ("Cafe\N{COMBINING ACUTE ACCENT}", "Caf\N{LATIN SMALL LETTER E WITH ACUTE}.png"),
        ("con", "_con.png"),
        ("LPT1.old", "_LPT1.old.png"),
        ("COM¹", "_COM¹.png"),
        ("console", "console.png"),
        ("é" * 200, "é" * 57 + ".png"),
    ],
)
def test_a_name_is_safe_everywhere(text: str, name: str) -> None:
    assert names.safe(text, "png") == name


def test_names_that_some_system_takes_for_one_are_told_apart() -> None:
    wanted = [("A.png", "1" * 9), ("a.png", "2" * 9), ("a.PNG", "2" * 9), ("b", "3"), ("B", "3")]
    assert names.distinct(wanted) == [
        "A.png",
        "a-22222222.png",
        "a-22222222-2.PNG",
        "b",
        "B-3",
    ]


@given(st.lists(st.text()))
def test_any_texts_become_distinct_names(texts: list[str]) -> None:
    found = names.distinct((names.safe(text, "png"), "0123abcd") for text in texts)
    folded = {unicodedata.normalize("NFC", name.casefold()) for name in found}
    assert len(folded) == len(texts)
    for name in found:
        assert not set(name) & set('<>:"/\\|?*')
        assert len(name.encode()) <= names.BYTES
        assert name == unicodedata.normalize("NFC", name).strip(" ")
