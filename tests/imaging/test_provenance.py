"""Stamps: what a final says of its origin, and what it can never say."""

import json

import numpy as np
import pytest
from PIL import Image

from iat_sidecar import __version__
from iat_sidecar.imaging import png
from iat_sidecar.imaging.provenance import read_stamp, stamp
from tests.imaging import made_pictures as made

PIXEL = np.zeros((1, 1, 3), np.uint8)
ORIGIN = {
    "project": "moon-comic",
    "run": "0197a3c2-7c1e-7000-8000-000000000001",
    "job": "0197a3c2-7c1e-7000-8000-000000000002",
    "candidate": "0197a3c2-7c1e-7000-8000-000000000003",
    "prompt_sha256": "ab" * 32,
    "model": "black-forest-labs/FLUX.1 [dev]".replace(" [dev]", "-dev"),
    "seed": "9007199254740991",
}


def test_a_stamp_is_canonical_json_beside_the_name_of_the_program():
    assert stamp({"seed": "7", "model": "local_sketch"}) == {
        "iat": f'{{"model":"local_sketch","program_version":"{__version__}","seed":"7"}}',
        "Software": f"IAT sidecar {__version__}",
    }


def test_what_was_stamped_is_read_back(tmp_path):
    png.write(tmp_path / "final.png", PIXEL, text=stamp(ORIGIN))
    assert read_stamp(tmp_path / "final.png") == ORIGIN | {"program_version": __version__}


def test_others_read_the_stamp_as_text(tmp_path):
    png.write(tmp_path / "final.png", PIXEL, text=stamp(ORIGIN))
    with Image.open(tmp_path / "final.png") as image:
        assert json.loads(image.text["iat"])["run"] == ORIGIN["run"]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"api_key": "sk-123"}, "api_key"),
        ({"prompt": "a fox"}, "prompt"),
        ({"prompt_sha256": "a fox in the snow"}, "prompt_sha256"),
        ({"seed": "sk-123"}, "seed"),
        ({"model": "two\nlines"}, "model"),
        ({"model": "x" * 201}, "model"),
        ({"project": "", "run": "\n"}, "project, run"),
    ],
)
def test_a_stamp_holds_nothing_outside_its_table(fields, named):
    with pytest.raises(ValueError, match=f"^a stamp cannot hold this {named}$"):
        stamp(fields)


def foreign(text: bytes) -> bytes:
    return made.png(1, 1, 8, 0, [b"\0"], before=made.chunk(b"iTXt", b"iat\0\0\0\0\0" + text))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (made.png(1, 1, 8, 0, [b"\0"]), None),
        (foreign(b"not json"), None),
        (foreign(b'["seed"]'), None),
        (foreign(b'{"seed":7}'), None),
        (foreign(b'{"seed":"\xff"}'), None),
        (foreign(b'{"seed":"' + b"7" * 20_000 + b'"}'), None),
        (foreign(b'{"seed":"7","evil":"x","model":"a\\nb"}'), {"seed": "7"}),
        (foreign(b'{"seed":"7"}')[:-30], None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_a_foreign_stamp_is_believed_only_as_far_as_the_table_goes(tmp_path, content, found):
    (tmp_path / "a.png").write_bytes(content)
    assert read_stamp(tmp_path / "a.png") == found
