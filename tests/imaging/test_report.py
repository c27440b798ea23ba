"""The page of a report from facts alone: its words, its plots, its size."""

import re
from pathlib import Path

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from iat_sidecar.imaging import png
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.guard.rank import Ranked, decide
from iat_sidecar.imaging.guard.report import GuardReport, Scores
from iat_sidecar.imaging.guard.thresholds import Thresholds
from iat_sidecar.imaging.operations.report import previews, render_page
from iat_sidecar.imaging.report import plot, words
from iat_sidecar.imaging.report.facts import (
    CandidateFacts,
    EarlierPanel,
    PanelFacts,
    Place,
    PreviewOrder,
    PreviewRequest,
    RenderRequest,
    Review,
    RunFacts,
    SettingsFacts,
    StepFacts,
)
from iat_sidecar.imaging.report.markup import Markup, tag
from iat_sidecar.imaging.report.preview import Preview
from iat_sidecar.imaging.series.facts import Sighting

AT = "2026-03-01T14:05:09.000000Z"


def guard_report(composite: float) -> GuardReport:
    return GuardReport(
        version=1,
        findings=[],
        hard_failures=0,
        soft_warnings=0,
        soft_weighted=0.0,
        chroma_exceed=0.0,
        chroma_exceed_share=0.0,
        palette_de00=None,
        scores=Scores(technical=composite),
        composite=composite,
        measures={},
    )


def candidate(index: int, composite: float) -> CandidateFacts:
    step = StepFacts(
        leg="style_lock",
        name="sketch/draw",
        version=1,
        provider="local_sketch",
        reproducibility="bit_exact",
        own_ms=120,
        is_memoised=index > 0,
        asset_id=f"asset-{index}",
    )
    return CandidateFacts(
        id=f"candidate-{index}",
        candidate_index=index,
        status="done",
        seed=index,
        output_asset_id=f"asset-{index}",
        final_asset_id=None,
        rank_hard_failures=0,
        rank_soft_warnings=0,
        rank_avg_chroma_exceed=0.0,
        rank_composite=composite,
        cost_usd="0.010000",
        report=guard_report(composite),
        steps=[step],
    )


def panel(position: int, composites: tuple[float, ...] = (0.97, 0.96, 0.9)) -> PanelFacts:
    candidates = [candidate(index, each) for index, each in enumerate(composites)]
    ranking = decide(
        [
            Ranked(index=n, cost_micro_usd=0, report=guard_report(c))
            for n, c in enumerate(composites)
        ]
    )
    return PanelFacts(
        id=f"job-{position}",
        job_key=f"p{position}",
        position=position,
        status="done",
        panel=Place(chapter="", page=1 + position // 6, number=1 + position % 6),
        scene="Mara waits",
        prompt="",
        prompt_text="Mara waits",
        characters=[],
        time_of_day="dusk",
        weather="rain",
        provider_code="local_sketch",
        model_name=None,
        seed=7,
        redraws=0,
        selected_candidate_index=ranking.winner,
        selected_by="guard",
        decided_by=ranking.decided_by,
        is_approved=None,
        final_asset_id=None,
        input_asset_id=None,
        style_guide_id=None,
        error=None,
        started_at=AT,
        finished_at=AT,
        ranking=ranking,
        candidates=candidates,
    )


def run(panels: int) -> RunFacts:
    settings = SettingsFacts(
        memo="use",
        commercial=True,
        program_version="0.1.0",
        style_guides={},
        characters={},
        templates={},
        thresholds=msgspec.to_builtins(Thresholds()),
    )
    return RunFacts(
        project_name="Moon",
        project_slug="moon",
        id="run-1",
        name="Chapter one",
        status="done",
        ended_by="finished",
        seed=7,
        jobs={"done": panels},
        warnings=[],
        created_at=AT,
        started_at=AT,
        finished_at=AT,
        written_at=AT,
        settings=settings,
    )


def rendered(folder: Path, panels: list[PanelFacts]) -> str:
    """The page that the worker's operation writes for these panels."""
    lines = [msgspec.json.encode(each) for each in (run(len(panels)), *panels)]
    (folder / "facts.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    target = folder / "report.html"
    request = RenderRequest(facts=str(folder / "facts.jsonl"), target=str(target))
    assert render_page(Bench(), request).size_bytes == target.stat().st_size
    return target.read_text()


def chosen_by_person(review: Review) -> PanelFacts:
    given = panel(0)
    first, *others = given.candidates
    return replace(
        given,
        selected_by="person",
        decided_by="human_review",
        candidates=[replace(first, reviews=[review]), *others],
    )


@pytest.mark.parametrize(
    ("composites", "sentence"),
    [
        ((0.97, 0.96), "Chosen by the guard: higher composite, 0.97 against 0.96."),
        ((0.9712, 0.9711), "Chosen by the guard: higher composite, 0.9712 against 0.9711."),
        ((0.97, 0.97), "Chosen by the guard: equal in every term and drawn first."),
        ((0.97,), "Chosen by the guard: the only candidate."),
    ],
)
def test_why_the_guard_chose_is_said_with_the_numbers_that_decided(
    composites: tuple[float, ...], sentence: str
) -> None:
    assert words.why(panel(0, composites)) == sentence


@pytest.mark.parametrize(
    ("review", "sentence"),
    [
        (
            Review(verdict="approve", is_choice=True, overruled_index=2, overruled_rule="composite"),
            "Chosen by a person. The guard had preferred candidate 2 (higher composite).",
        ),
        (
            Review(verdict="approve", is_choice=True, reason="Her hand.", overruled_index=1,
                   overruled_rule="human_review"),
            "Chosen by a person: Her hand. Before, a person had chosen candidate 1.",
        ),
        (Review(verdict="approve", is_choice=False, reason="Fine"), "Chosen by a person."),
    ],
)  # fmt: skip
def test_why_a_person_chose_is_said_with_the_reason(review: Review, sentence: str) -> None:
    assert words.why(chosen_by_person(review)) == sentence


def test_a_panel_that_starts_from_a_picture_is_named_by_it() -> None:
    given = replace(panel(0), scene="", prompt_text="Draw one finished illustration …")
    said = [words.scene(given), words.scene(replace(given, prompt="a poster"))]
    assert said == ["From a given picture.", "a poster"]


def test_text_is_escaped_in_elements_and_attributes() -> None:
    made = tag("p", "<b> & ", Markup("<i>i</i>"), title='"<', hidden=True, id=None)
    assert made == '<p title="&quot;&lt;" hidden>&lt;b&gt; &amp; <i>i</i></p>'


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.0, 1.0, [0.0, 0.25, 0.5, 0.75, 1.0]),
        (0.93, 1.0, [0.92, 0.94, 0.96, 0.98, 1.0]),
        (0.0, 11.5, [0.0, 5.0, 10.0, 15.0]),
        (5.0, 5.0, [5.0, 5.0000000003]),
    ],
)
def test_ticks_are_round_numbers_around_the_values(
    low: float, high: float, ticks: list[float]
) -> None:
    assert plot.nice_ticks(low, high, 4) == ticks


def test_a_picture_is_made_small_once_and_its_palette_ignores_what_is_transparent(
    tmp_path: Path,
) -> None:
    picture = np.zeros((300, 400, 4), np.uint8)
    picture[:, 200:] = (200, 40, 40, 255)
    source, target = tmp_path / "cut.png", tmp_path / "previews" / "cut.json"
    source.write_bytes(png.encode(picture))
    request = PreviewRequest(pictures=[PreviewOrder(path=str(source), target=str(target))])
    assert [previews(Bench(), request).made, previews(Bench(), request).made] == [1, 0]
    made = msgspec.json.decode(target.read_bytes(), type=Preview)
    assert (made.width, made.height, made.is_cut) == (400, 300, True)
    assert made.size(240) == (240, 180)
    assert [colour.weight for colour in made.palette] == [1.0]


def test_a_picture_that_is_gone_leaves_the_others_and_a_word_in_its_place(tmp_path: Path) -> None:
    there = tmp_path / "there.png"
    there.write_bytes(png.encode(np.full((32, 32, 3), 90, np.uint8)))
    small = {f"asset-{n}": str(tmp_path / f"{n}.json") for n in range(3)}
    paths = [there, tmp_path / "gone.png", there]
    orders = [
        PreviewOrder(path=str(path), target=target)
        for path, target in zip(paths, small.values(), strict=True)
    ]
    assert previews(Bench(), PreviewRequest(pictures=orders)).made == 2
    page = rendered(tmp_path, [replace(panel(0), previews=small)])
    assert page.count("not on this machine") == 1
    assert str(tmp_path) not in page


def test_recalled_steps_count_as_memory_and_not_as_time(tmp_path: Path) -> None:
    page = rendered(tmp_path, [panel(0), panel(1)])
    figures = dict(re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", page))
    assert figures == {
        "Status": "done",
        "Panels": "2 of 2",
        "Candidates": "6",
        "Wall time": "0",
        "Own time of steps": "240 ms",
        "From memory": "67% of steps",
        "Cost": "$0.06",
        "Seed": "7",
    }


def test_five_hundred_panels_make_one_page_with_every_candidate(tmp_path: Path) -> None:
    page = rendered(tmp_path, [panel(position) for position in range(500)])
    assert page.count('<article class="panel') == 500
    assert page.count('<li class="candidate') == 1_500
    assert len(page) < 12_000_000


def story(count: int, style: float = 0.0, **lone: float) -> list[PanelFacts]:
    """Panels whose style score falls by `style` a panel; lone: job key → its own score."""
    told = []
    for position in range(count):
        given = panel(position, (0.9,))
        score = lone.get(given.job_key, 0.95 - style * position)
        report = replace(guard_report(0.9), scores=Scores(technical=0.9, style=score))
        told.append(replace(given, candidates=[replace(given.candidates[0], report=report)]))
    return told


def test_a_drift_is_drawn_and_said_and_a_panel_apart_is_ringed(tmp_path: Path) -> None:
    page = rendered(tmp_path, story(20, style=0.01, p7=0.3))
    assert "The style score falls by 0.19 over the panels (p &lt; 0.001)." in page
    assert page.count('class="trend sure"') == 2  # the line, and its word in the legend
    assert page.count('class="ring"') == 2
    assert re.search(r'<article class="panel done" id="panel-7" data-tags="apart', page)


def test_a_calm_set_says_so(tmp_path: Path) -> None:
    page = rendered(tmp_path, story(12))
    assert "The style score keeps its level." in page
    assert "No panel is far from the others of its chapter and light." in page
    assert "Nobody has overruled the guard" in page


def test_panels_that_look_alike_stand_side_by_side(tmp_path: Path) -> None:
    grain = np.random.default_rng(5).integers(0, 256, (12, 16, 3)).astype(np.uint8)
    (tmp_path / "a.png").write_bytes(png.encode(np.kron(grain, np.ones((12, 12, 1), np.uint8))))
    targets = [str(tmp_path / f"{n}.json") for n in range(2)]
    orders = [PreviewOrder(path=str(tmp_path / "a.png"), target=target) for target in targets]
    previews(Bench(), PreviewRequest(pictures=orders))
    told = [
        replace(panel(n), previews={"asset-0": target}) for n, target in enumerate(targets)
    ]  # fmt: skip
    page = rendered(tmp_path, told)
    assert "As good as the same picture: 0 of 64 bits of their fingerprints differ." in page
    (beside,) = re.findall(r'<div class="beside">(.*?)</div>', page)
    assert re.findall(r'href="#(panel-\d)"', beside) == ["panel-0", "panel-1"]


def test_swapped_characters_are_told_once_with_both_panels(tmp_path: Path) -> None:
    told = []
    for position, (own, other) in enumerate((("mara", "toma"), ("toma", "mara"))):
        sightings = [
            Sighting(code=own, distance=40.0, fit=0.1, is_there=False),
            Sighting(code=other, distance=2.0, fit=1.0, is_there=True),
        ]
        told.append(replace(panel(position), characters=[own], sightings=sightings))
    page = rendered(tmp_path, told)
    said = "toma seems to be here instead of mara; the other panel has them the other way round."
    assert (page.count(said), page.count("seems to be here instead of")) == (1, 1)


def test_where_people_overruled_the_guard_is_counted_by_rule(tmp_path: Path) -> None:
    choice = Review(verdict="approve", is_choice=True, reason="Her hand.", overruled_index=1,
                    overruled_rule="composite", created_at=AT)  # fmt: skip
    page = rendered(tmp_path, [chosen_by_person(choice), panel(1), panel(2), panel(3)])
    (people,) = re.findall(r'<section id="people">(.*?)</section>', page)
    assert "In 1 of 4 panels a person chose another picture than the guard (25%)." in people
    assert '<th scope="row">higher composite</th><td>1</td><td>0</td>' in people
    assert "Her hand." in people


def test_earlier_runs_come_before_this_one_in_the_drift_of_the_project(tmp_path: Path) -> None:
    earlier = [
        EarlierPanel(run_id="run-0", run_name="Before", job_key=f"e{n}", stage=None,
                     panel=Place(chapter="", page=1, number=n), time_of_day="dusk",
                     weather="rain", measures={"style": 0.99}, selected_by="guard",
                     overruled_rule=None, findings=[])
        for n in range(10)
    ]  # fmt: skip
    facts = [replace(run(10), earlier=earlier), *story(10)]
    (tmp_path / "facts.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, facts)) + b"\n")
    request = RenderRequest(facts=str(tmp_path / "facts.jsonl"), target=str(tmp_path / "r.html"))
    render_page(Bench(), request)
    page = (tmp_path / "r.html").read_text()
    assert "Style over the project" in page
    assert "10 panels of earlier runs come first." in page
    assert page.count(">this run</text>") == 1
