"""`quality_report/*`: what the guard wrote, what people say, and a look at one picture."""

from pathlib import Path

import pytest

from tests.client import Client
from tests.features.pictures import RED, imported, painted
from tests.features.studio import (
    MARA,
    NOTHING_PASSES,
    candidates_of,
    drawn,
    new_project,
    only_job,
    photograph,
)


@pytest.fixture
def moon(studio: Client) -> str:
    return new_project(studio)


def test_the_guard_leaves_one_report_a_candidate(studio: Client, moon: str) -> None:
    run = drawn(studio, moon, candidates=2, guard=NOTHING_PASSES)
    job = only_job(studio, moon, run)
    found = candidates_of(studio, job)
    reports = studio.call("quality_report/list", project=moon, run_id=run["run_id"])["items"]
    assert [report["candidate_id"] for report in reports] != []
    assert {report["candidate_id"] for report in reports} == {one["id"] for one in found}
    for one in found:
        (report,) = studio.call("quality_report/list", project=moon, candidate_id=one["id"])[
            "items"
        ]
        assert (report["report_type"], report["job_id"], report["run_id"]) == (
            "output_guard",
            job["id"],
            run["run_id"],
        )
        summary = report["summary"]
        assert summary["hard_failures"] == one["rank_hard_failures"] == 1
        assert summary["soft_warnings"] == one["rank_soft_warnings"]
        assert summary["composite"] == one["rank_composite"]
        (finding,) = [each for each in summary["findings"] if each["severity"] == "hard"]
        assert finding["rule"] == "H03_blank"
        got = studio.call("quality_report/get", project=moon, quality_report_id=report["id"])
        assert got == report


def test_reports_are_listed_newest_first_page_by_page(studio: Client, moon: str) -> None:
    run = drawn(studio, moon, candidates=4)
    one = {"project": moon, "run_id": run["run_id"], "limit": 3}
    first = studio.call("quality_report/list", **one)
    rest = studio.call("quality_report/list", **one, cursor=first["next_cursor"])
    found = [report["id"] for report in first["items"] + rest["items"]]
    assert found == sorted(found, reverse=True)
    assert (len(found), rest["next_cursor"]) == (4, None)
    assert studio.call("quality_report/list", **one, report_type="model_score")["items"] == []


def test_a_review_is_written_down_and_chooses_nothing(studio: Client, moon: str) -> None:
    job = only_job(studio, moon, drawn(studio, moon, candidates=2))
    other = candidates_of(studio, job)[1 - job["selected_candidate_index"]]
    review = studio.call(
        "quality_report/review",
        project=moon,
        candidate_id=other["id"],
        verdict="unsure",
        notes="The hands?",
    )
    assert review["summary"] == {"verdict": "unsure", "notes": "The hands?", "by": "local"}
    assert (review["report_type"], review["candidate_id"], review["job_id"]) == (
        "human_review",
        other["id"],
        job["id"],
    )
    assert studio.event("quality_report/created", quality_report=review)
    assert studio.call("job/get", project=moon, job_id=job["id"]) == job


def test_a_picture_is_checked_without_a_run_and_nothing_is_kept(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    good = imported(studio, photograph(tmp_path / "a.png"), moon)
    blank = imported(studio, painted(tmp_path / "b.png", RED, size=(400, 300)), moon)
    checked = studio.call("quality_report/check", project=moon, asset_id=good["id"])
    assert (checked["asset_id"], checked["report"]["hard_failures"]) == (good["id"], 0)
    failed = studio.call("quality_report/check", project=moon, asset_id=blank["id"])["report"]
    assert failed["hard_failures"] >= 1
    assert studio.call("quality_report/list", project=moon)["items"] == []


def test_a_check_holds_a_picture_against_style_light_and_characters(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    studio.call("character/create", project=moon, **MARA)
    grey = {"set": {"palette": [{"lab": [50, 0, 0]}], "chroma_ceiling": 5}}
    guide = studio.call("style_guide/create", project=moon, name="Grey", rules=grey)
    bright = imported(studio, photograph(tmp_path / "a.png"), moon)
    one = {"project": moon, "asset_id": bright["id"]}
    by_default = studio.call("quality_report/check", **one)["report"]
    named = studio.call("quality_report/check", **one, style_guide_id=guide["id"])["report"]
    assert by_default == named
    assert named["chroma_exceed"] > 0
    identity = studio.call("quality_report/check", **one, characters=["mara"])["report"]
    assert identity["scores"]["identity"] is not None
    light = imported(studio, painted(tmp_path / "b.png", (240, 236, 220), RED), moon)
    night = {"stage": "light_time", "time_of_day": "night"}
    report = studio.call("quality_report/check", project=moon, asset_id=light["id"], **night)
    assert "S18_stage" in {finding["rule"] for finding in report["report"]["findings"]}


def test_the_projects_own_thresholds_decide_a_check(studio: Client, tmp_path: Path) -> None:
    project = new_project(studio, settings={"guard": NOTHING_PASSES})
    asset = imported(studio, photograph(tmp_path / "a.png"), project)
    report = studio.call("quality_report/check", project=project, asset_id=asset["id"])["report"]
    assert [finding["rule"] for finding in report["findings"]][:1] == ["H03_blank"]


def test_what_is_no_picture_or_not_there_is_not_checked(studio: Client, moon: str) -> None:
    log = drawn(studio, moon)["run_log_asset_id"]
    error = studio.fail("quality_report/check", project=moon, asset_id=log)
    assert error.kind == "invalid_state"
    missing = "0190c2f0-0000-7000-8000-000000000000"
    for name in ("run_id", "job_id", "candidate_id"):
        error = studio.fail("quality_report/list", project=moon, **{name: missing})
        assert error.kind == "not_found"
