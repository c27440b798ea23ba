"""`character/*`: identities, their swatches in both spellings, and colours taken from pictures."""

import random
from pathlib import Path
from typing import Any

import pytest

from iat_sidecar.imaging import colour, swatch
from tests.client import Client, RpcError
from tests.features.pictures import BLUE, RED, imported, painted

EMPTY: dict[str, Any] = {
    "reference_set_id": None,
    "description": "",
    "parts": [],
    "must": [],
    "must_not": [],
}
RED_HEX, RED_LAB = "#c8281e", list(swatch.from_hex("#c8281e"))


def created(client: Client, code: str = "mira", **constraints: Any) -> dict[str, Any]:
    character: dict[str, Any] = client.call(
        "character/create",
        project="moon",
        code=code,
        name=code.title(),
        identity_constraints=constraints,
    )
    return character


def refused(client: Client, *parts: dict[str, Any]) -> RpcError:
    return client.fail(
        "character/create",
        project="moon",
        code="x",
        name="X",
        identity_constraints={"parts": list(parts)},
    )


def test_a_character_is_found_by_id_and_by_code(client: Client, moon: dict[str, Any]) -> None:
    mira = client.call("character/create", project="moon", code="mira", name="Mira", bio="Radios")
    assert mira == {
        "id": mira["id"],
        "project_id": moon["id"],
        "code": "mira",
        "name": "Mira",
        "bio": "Radios",
        "identity_constraints": EMPTY,
        "created_at": mira["created_at"],
        "updated_at": mira["created_at"],
    }
    assert client.event("character/created")["character"] == mira
    for ref in ("mira", mira["id"]):
        assert client.call("character/get", project="moon", character=ref) == mira


def test_a_code_is_taken_once_a_project_and_free_after_deleting(
    client: Client, moon: dict[str, Any]
) -> None:
    mira = created(client)
    error = client.fail("character/create", project="moon", code="mira", name="Other")
    assert error.kind == "conflict"
    client.call("project/create", slug="sun", name="Sun")
    assert client.fail("character/get", project="sun", character=mira["id"]).kind == "not_found"
    assert client.call("character/create", project="sun", code="mira", name="M")["code"] == "mira"
    assert client.call("character/delete", project="moon", character="mira") == mira
    assert client.event("character/deleted")["character"] == mira
    again = created(client)
    assert client.call("character/list", project="moon")["items"] == [again]


def test_a_code_may_not_look_like_an_id(client: Client, moon: dict[str, Any]) -> None:
    error = client.fail("character/create", project="moon", code=moon["id"], name="M")
    assert (error.code, error.details["path"]) == (-32602, "$.code")


def test_a_colour_is_answered_in_both_spellings(client: Client, moon: dict[str, Any]) -> None:
    mira = created(
        client,
        parts=[
            {"part": "hair", "hex": "#C8281E"},
            {"part": "outfit_1", "lab": [50.0, 0.0, 0.0], "tolerance_de00": 4.5},
        ],
        must=["a scar"],
    )
    parts = [
        {"part": "hair", "lab": RED_LAB, "hex": RED_HEX, "tolerance_de00": 10.0},
        {"part": "outfit_1", "lab": [50.0, 0.0, 0.0], "hex": "#777777", "tolerance_de00": 4.5},
    ]
    expected = {**EMPTY, "parts": parts, "must": ["a scar"]}
    assert mira["identity_constraints"] == expected
    back = client.call(
        "character/update", project="moon", character="mira", identity_constraints=expected
    )
    assert back == {**mira, "updated_at": back["updated_at"]}


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ([{"part": "hair"}], "[0]"),
        ([{"part": "hair", "hex": RED_HEX, "lab": [50, 0, 0]}], "[0].hex"),
        ([{"part": "hair", "hex": "red"}], "[0].hex"),
        ([{"part": "Hair", "hex": RED_HEX}], "[0].part"),
        ([{"part": "hair", "lab": [50, 0, 200]}], "[0].lab[2]"),
        ([{"part": "hair", "hex": RED_HEX}] * 2, "[1].part"),
        ([{"part": "hair", "hex": RED_HEX, "tolerance_de00": 0}], "[0].tolerance_de00"),
    ],
)
def test_a_part_that_says_too_little_or_too_much_is_refused_by_name(
    client: Client, moon: dict[str, Any], parts: list[dict[str, Any]], path: str
) -> None:
    error = refused(client, *parts)
    assert (error.code, error.details["path"]) == (-32602, f"$.identity_constraints.parts{path}")
    assert client.call("character/list", project="moon")["items"] == []


def test_an_update_changes_what_is_given_and_null_clears(
    client: Client, moon: dict[str, Any]
) -> None:
    mira = created(client, description="tall")
    one: dict[str, Any] = {"project": "moon", "character": "mira"}
    renamed = client.call("character/update", **one, name="Mira V.", bio="Pilot")
    assert renamed == {
        **mira,
        "name": "Mira V.",
        "bio": "Pilot",
        "updated_at": renamed["updated_at"],
    }
    assert client.event("character/updated")["character"] == renamed
    bare = client.call("character/update", **one, bio=None, identity_constraints=None)
    assert (bare["bio"], bare["identity_constraints"]) == ("", EMPTY)
    stale = client.fail("character/update", **one, name="X", if_updated_at=mira["updated_at"])
    assert stale.kind == "conflict"


def test_a_part_takes_its_colour_from_a_box_in_a_picture(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    mira = created(client, parts=[{"part": "hair", "hex": "#000000", "tolerance_de00": 3}])
    asset = imported(client, painted(tmp_path / "two.png", RED, BLUE))
    wanted = {"project": "moon", "character": "mira", "asset_id": asset["id"], "part": "hair"}
    box = {"x": 2, "y": 2, "width": 20, "height": 20}
    result = client.finish(client.call("character/measure", **wanted, box_px=box))
    parts = result["identity_constraints"]["parts"]
    assert [(part["hex"], part["tolerance_de00"]) for part in parts] == [(RED_HEX, 3.0)]
    assert parts[0]["lab"] == pytest.approx(RED_LAB, abs=0.01)
    assert result == {
        **mira,
        "identity_constraints": {**EMPTY, "parts": parts},
        "updated_at": result["updated_at"],
    }
    assert client.call("character/get", project="moon", character="mira") == result


def test_a_new_part_is_added_from_what_is_visible(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    created(client)
    cutout = painted(tmp_path / "cut.png", (*BLUE, 0), (*RED, 255), (*BLUE, 20))
    asset = imported(client, cutout)
    wanted = {"project": "moon", "character": "mira", "asset_id": asset["id"], "part": "scarf"}
    result = client.finish(client.call("character/measure", **wanted))
    parts = result["identity_constraints"]["parts"]
    assert [(p["part"], p["hex"], p["tolerance_de00"]) for p in parts] == [("scarf", RED_HEX, 10.0)]


def test_a_box_outside_the_picture_is_refused_at_once(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    created(client)
    asset = imported(client, painted(tmp_path / "red.png", RED))
    wanted = {"project": "moon", "character": "mira", "asset_id": asset["id"], "part": "hair"}
    box = {"x": 50, "y": 0, "width": 15, "height": 10}
    error = client.fail("character/measure", **wanted, box_px=box)
    assert (error.code, error.details["path"]) == (-32602, "$.box_px")
    assert client.call("task/list", project="moon")["items"] == []


def test_one_colour_converts_as_the_pixels_do() -> None:
    draw = random.Random(7)
    codes = ["#000000", "#ffffff", *(f"#{draw.randrange(1 << 24):06x}" for _ in range(300))]
    for code in codes:
        lab = swatch.from_hex(code)
        assert lab == pytest.approx(colour.hex_to_lab(code), abs=0.01)
        assert swatch.to_hex(lab) == colour.lab_to_hex(lab) == code


def test_a_colour_outside_srgb_becomes_the_nearest_inside() -> None:
    assert (swatch.to_hex((100.0, 0.0, 0.0)), swatch.to_hex((0.0, 0.0, 0.0))) == (
        "#ffffff",
        "#000000",
    )
    assert swatch.to_hex((60.0, 128.0, 0.0)).startswith("#ff00")
