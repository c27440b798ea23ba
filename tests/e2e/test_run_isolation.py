"""Every method there is: other people's ids are not found, and wrong parameters are named."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from iat_sidecar.rpc.registry import METHODS, load_all
from tests.client import Client
from tests.features.pictures import BLUE, RED, imported, painted
from tests.features.studio import MARA, candidates_of, drawn, only_job, opened, shot

load_all()
OF_A_PROJECT = sorted(
    name
    for name, method in METHODS.items()
    if "project" in method.fields and not name.startswith("project/")
)
WITH_IDS = sorted(
    name
    for name in OF_A_PROJECT
    if any(field.endswith("_id") or field == "character" for field in METHODS[name].example)
)
WITH_PARAMS = sorted(name for name, method in METHODS.items() if method.fields and "$" not in name)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with opened(tmp_path_factory.mktemp("isolation")) as client:
        yield client


@pytest.fixture(scope="module")
def theirs(studio: Client, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A project with one of everything; the ids by the name of the parameter that takes them."""
    folder = tmp_path_factory.mktemp("pictures")
    project = studio.call("project/create", slug="theirs", name="Theirs")
    studio.call("character/create", project="theirs", **MARA)
    guide = studio.call("style_guide/create", project="theirs", name="Ink")
    first = imported(studio, painted(folder / "a.png", RED), "theirs")
    second = imported(studio, painted(folder / "b.png", BLUE), "theirs")
    linked = {
        "parent_asset_id": first["id"],
        "child_asset_id": second["id"],
        "link_type": "derived_from",
    }
    studio.call("asset/link", project="theirs", **linked)
    kept = studio.call("reference_set/create", project="theirs", name="R", kind="style")
    kept = studio.call(
        "reference_set/add_items",
        project="theirs",
        reference_set_id=kept["id"],
        items=[{"asset_id": first["id"]}],
    )
    run = drawn(studio, "theirs", shot(characters=["mara"]))
    job = only_job(studio, "theirs", run)
    (candidate,) = candidates_of(studio, job)
    (report,) = studio.call("quality_report/list", project="theirs")["items"]
    template, *_ = studio.call("prompt_template/list", project="theirs")["items"]
    studio.call("project/create", slug="mine", name="Mine")
    return {
        "project": project["id"],
        "asset_id": first["id"],
        "parent_asset_id": first["id"],
        "child_asset_id": second["id"],
        "style_guide_id": guide["id"],
        "character": "mara",
        "reference_set_id": kept["id"],
        "reference_item_id": kept["items"][0]["id"],
        "reference_item_ids": [kept["items"][0]["id"]],
        "run_id": run["run_id"],
        "job_id": job["id"],
        "candidate_id": candidate["id"],
        "quality_report_id": report["id"],
        "prompt_template_id": template["id"],
        "package_id": first["id"],
    }


def asked(name: str, known: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The method's example with ids that there are."""
    given = dict(METHODS[name].example)
    for field in given:
        if field in known:
            given[field] = known[field]
        elif field == "path":
            given[field] = str(folder / f"a{Path(given[field]).suffix}")
    return given


def everything(client: Client) -> tuple[list[Any], int]:
    """What a project holds, and how much was ever told."""
    held = [
        client.call(f"{noun}/list", project="theirs", limit=100)["items"]
        for noun in ("asset", "run", "style_guide", "character", "reference_set", "quality_report")
    ]
    return held, client.call("event/replay", after_seq=0)["last_seq"]


@pytest.mark.parametrize("name", WITH_IDS)
def test_ids_of_another_project_are_not_found_and_nothing_changes(
    studio: Client, theirs: dict[str, Any], tmp_path: Path, name: str
) -> None:
    before = everything(studio)
    params = {**asked(name, theirs, tmp_path), "project": "mine"}
    error = studio.fail(name, **params)
    assert (error.code, error.kind) == (2001, "not_found")
    assert everything(studio) == before


def test_ids_of_another_project_are_not_found_inside_of_what_is_asked(
    studio: Client, theirs: dict[str, Any]
) -> None:
    before = everything(studio)
    for more in (
        {"jobs": [shot(input_asset_id=theirs["asset_id"])]},
        {"jobs": [shot(style_guide_id=theirs["style_guide_id"])]},
        {"jobs": [shot(characters=["mara"])]},
        {"jobs": [shot()], "templates": {"style_lock": theirs["prompt_template_id"]}},
    ):
        for method in ("run/start", "run/plan"):
            assert studio.fail(method, project="mine", **more).kind == "not_found"
    own = imported_here(studio, theirs)
    for name, params in {
        "quality_report/check": {"asset_id": own, "style_guide_id": theirs["style_guide_id"]},
        "asset/link": {
            "parent_asset_id": own,
            "child_asset_id": theirs["asset_id"],
            "link_type": "derived_from",
        },
    }.items():
        assert studio.fail(name, project="mine", **params).kind == "not_found"
    assert everything(studio)[0] == before[0]


def imported_here(client: Client, theirs: dict[str, Any]) -> str:
    path = client.call("asset/get", project="theirs", asset_id=theirs["asset_id"])["path"]
    asset_id: str = imported(client, path, "mine")["id"]
    return asset_id


@pytest.mark.parametrize("name", OF_A_PROJECT)
def test_another_users_project_is_not_found_and_nothing_changes(
    studio: Client, theirs: dict[str, Any], stranger: Client, tmp_path: Path, name: str
) -> None:
    params = {**asked(name, theirs, tmp_path), "project": theirs["project"]}
    last_seq = stranger.call("event/replay", after_seq=0)["last_seq"]
    error = stranger.fail(name, **params)
    assert (error.code, error.kind) == (2001, "not_found")
    assert stranger.call("event/replay", after_seq=0)["last_seq"] == last_seq


@pytest.fixture(scope="module")
def stranger(
    studio: Client, theirs: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    """Another user of a copy of the same data directory."""
    studio.call("user/create", username="eve", display_name="Eve")
    copied = tmp_path_factory.mktemp("stranger") / "data"
    _copy(studio.data_dir, copied)
    with Client(copied) as client:
        client.initialize(user="eve")
        yield client


def _copy(source: Path, target: Path) -> None:
    """The database as it stands between two writes."""
    target.mkdir()
    for each in source.glob("iat.db*"):
        shutil.copy(each, target / each.name)


@pytest.mark.parametrize("name", WITH_PARAMS)
def test_an_unknown_field_is_refused_by_name(studio: Client, name: str) -> None:
    error = studio.fail(name, **METHODS[name].example, surprise=1)
    assert (error.code, error.details["path"]) == (-32602, "$.surprise")


@pytest.mark.parametrize("name", WITH_PARAMS)
def test_a_value_of_a_wrong_type_is_refused_by_name(studio: Client, name: str) -> None:
    kinds = {field.name: field.type for field in msgspec.structs.fields(METHODS[name].params)}
    for field in METHODS[name].fields:
        if kinds[field] is Any:
            continue
        given = {**METHODS[name].example, field: [[["wrong"]]]}
        error = studio.fail(name, **given)
        assert error.code == -32602, field
        assert error.details["path"].startswith(f"$.{field}")


@pytest.mark.parametrize("name", WITH_PARAMS)
def test_a_missing_field_is_refused_by_name(studio: Client, name: str) -> None:
    fields = msgspec.structs.fields(METHODS[name].params)
    required = [field.name for field in fields if field.required]
    for field in required:
        given = {key: value for key, value in METHODS[name].example.items() if key != field}
        error = studio.fail(name, **given)
        assert (error.code, error.details["path"]) == (-32602, f"$.{field}")
