"""A shot that asks for nothing, to be told what a test is about."""

from iat_sidecar.providers.provider import Shot

SHOT = Shot(
    scene="A pier",
    prompt="",
    negative_prompt="",
    cast=[],
    palette=[],
    line_weight_px=None,
    style=None,
    width_px=None,
    height_px=None,
    seed=7,
    candidate=0,
    redraw=0,
    time_of_day=None,
    weather=None,
    params={},
    model_name=None,
    roles=frozenset(),
    facts={},
)
