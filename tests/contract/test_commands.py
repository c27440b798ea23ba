"""The words of the command line, as a user types them."""

import subprocess
import sys
from pathlib import Path

import pytest

import iat_sidecar
from iat_sidecar import doctor
from iat_sidecar.core.exits import Exit
from iat_sidecar.demo import free, sample_image
from iat_sidecar.imaging.grade import lut
from iat_sidecar.imaging.lut import Lut
from tests.forms import ROOT

CREATE = '--> {"method": "project/create", "params": {"slug": "$slug", "name": "Moon"}}\n'


def iat(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "iat_sidecar", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("word", ["--help", "help"])
def test_help_names_every_word(word: str) -> None:
    asked = iat(word)
    assert asked.returncode == 0
    words = ("serve", "script", "demo", "cube", "contracts", "doctor")
    assert [word for word in words if word not in asked.stdout] == []


def test_the_version_is_the_programs() -> None:
    assert iat("--version").stdout == f"{iat_sidecar.__version__}\n"


def test_a_wrong_word_is_a_wrong_command_line() -> None:
    assert iat("dance").returncode == Exit.USAGE


@pytest.mark.promise("transcripts.script")
def test_a_script_prints_its_comments_with_what_it_learned(tmp_path: Path) -> None:
    script = tmp_path / "make.jsonl"
    script.write_text(
        CREATE + '<-- {"result": {"name": "$name", "…": "…"}}\n# Made $name as $slug.\n'
    )
    done = iat("script", script, "--set", "slug=moon")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Made Moon as moon.\n", "")


@pytest.mark.promise("transcripts.script")
def test_a_script_that_differs_ends_with_the_place_and_a_code_of_its_own(tmp_path: Path) -> None:
    script = tmp_path / "differs.jsonl"
    script.write_text(CREATE + '<-- {"result": {"name": "Luna", "…": "…"}}\n')
    done = iat("script", script, "--set", "slug=moon")
    assert done.returncode == Exit.DIFFERENT
    assert done.stderr.startswith(f"{script}:2: the reply differs\n")
    assert done.stderr.endswith('  at $.result.name\n    - "Luna"\n    + "Moon"\n')


def test_a_script_keeps_what_it_made_where_it_was_told_to(tmp_path: Path) -> None:
    make, find = tmp_path / "make.jsonl", tmp_path / "find.jsonl"
    make.write_text(CREATE)
    find.write_text('--> {"method": "project/get", "params": {"project": "moon"}}\n')
    options = ("--data-dir", tmp_path / "data", "--set", "slug=moon")
    assert [iat("script", each, *options).returncode for each in (make, find)] == [0, 0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello\n", ":1: a line begins with -->, <--, <~~, await $name or #, not 'hello'\n"),
        (None, ": No such file or directory\n"),
    ],
)
def test_a_script_that_cannot_be_read_is_a_wrong_command_line(
    tmp_path: Path, text: str | None, said: str
) -> None:
    script = tmp_path / "script.jsonl"
    if text is not None:
        script.write_text(text)
    done = iat("script", script)
    assert (done.returncode, done.stderr) == (Exit.USAGE, f"{script}{said}")


def test_contracts_check_is_silent_when_nothing_is_stale() -> None:
    checked = iat("contracts", "--check")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_a_demo_of_an_image_that_is_not_there_is_a_wrong_command_line(tmp_path: Path) -> None:
    done = iat("demo", "--image", tmp_path / "none.png", "--out", tmp_path / "out")
    assert (done.returncode, done.stderr) == (
        Exit.USAGE,
        f"there is no image {tmp_path}/none.png\n",
    )
    assert not (tmp_path / "out").exists()


def test_a_demo_without_an_image_draws_the_same_one_each_time(tmp_path: Path) -> None:
    first = sample_image(tmp_path).read_bytes()
    assert first.startswith(b"\x89PNG")
    assert sample_image(tmp_path).read_bytes() == first


def test_each_demo_has_a_data_directory_of_its_own(tmp_path: Path) -> None:
    assert free(tmp_path / "data") == tmp_path / "data"
    (tmp_path / "data").mkdir()
    (tmp_path / "data-2").mkdir()
    assert free(tmp_path / "data") == tmp_path / "data-3"


def test_the_doctor_tells_how_everything_is(tmp_path: Path) -> None:
    examined = iat("doctor", "--data-dir", tmp_path / "data")
    assert (examined.returncode, examined.stderr) == (0, "")
    assert "ok       database" in examined.stdout


def test_the_doctor_says_what_to_do_about_what_is_not_well() -> None:
    checks = [
        {"name": "database", "status": "ok", "detail": "it can be written", "way_out": None},
        {"name": "disk", "status": "failed", "detail": "it is full", "way_out": "free some space"},
    ]
    assert doctor.table(checks) == (
        "ok       database  it can be written\n"
        "failed   disk      it is full\n"
        "                   → free some space\n"
    )


def test_a_grade_is_saved_as_a_cube_file_that_reads_back(tmp_path: Path) -> None:
    target = tmp_path / "night.cube"
    ended = iat("cube", "night", "--out", target)
    assert (ended.returncode, ended.stdout) == (0, f"{target}\n")
    assert Lut.from_cube(target.read_text()).digest() == lut("night").digest()
