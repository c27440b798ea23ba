"""The guard on a panel of 1,024 × 1,024 px, held against a style in its own light."""

import time
from pathlib import Path

from msgspec import structs

from iat_sidecar.imaging.guard.check import check
from iat_sidecar.imaging.guard.expected import PartColour
from iat_sidecar.imaging.measure import measure as measured
from iat_sidecar.imaging.scene.draw import draw
from iat_sidecar.imaging.scene.request import SceneRequest
from tests.bench.measure import Result, p50
from tests.imaging.degradations import Setting, plain
from tests.imaging.drawn_panels import DAY, MARA, SCENES, STYLES

NAME = "guard on 1024², every rule that applies, one character"
EDGE_PX, REFERENCES, ROUNDS, AT_MOST_S = 1_024, 6, 41, 0.060


def measure(folder: Path) -> Result:
    pictures = [_drawn(scene) for scene in range(REFERENCES)]
    style = measured(pictures)
    asked = plain(Setting(1, STYLES[0], DAY, folder)).expected
    parts = [PartColour(part=part.part, lab=part.lab) for part in MARA.parts]
    asked = structs.replace(asked, width_px=EDGE_PX, height_px=EDGE_PX, parts={"mara": parts})
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        report = check(pictures[1], asked, style)
        seconds.append(time.perf_counter() - began)
    assert report.look is not None and report.z
    found = p50(seconds)
    return Result(f"{found * 1e3:.1f} ms", "", "", f"≤ {AT_MOST_S * 1e3:g} ms", found <= AT_MOST_S)


def _drawn(scene: int):
    style = STYLES[0]
    request = SceneRequest(
        scene=SCENES[scene],
        cast=[MARA],
        palette=list(style.palette),
        line_weight_px=style.line_weight_px,
        width_px=EDGE_PX,
        height_px=EDGE_PX,
        seed=scene,
    )
    return draw(request).image
