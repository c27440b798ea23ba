"""The ranking: each position of the order decides when all before it are equal, and says so."""

import subprocess
import sys

import pytest

from iat_sidecar.imaging.guard.rank import Ranked, Ranking, Terms, decide, key
from iat_sidecar.imaging.guard.report import GuardReport, Scores


def candidate(index, *, hard=0, soft=0.0, chroma=0.0, composite=0.8, cost=0):
    report = GuardReport(
        version=1,
        findings=[],
        hard_failures=hard,
        soft_warnings=0,
        soft_weighted=soft,
        chroma_exceed=chroma,
        chroma_exceed_share=0.0,
        palette_de00=None,
        scores=Scores(technical=composite),
        composite=composite,
        measures={},
    )
    return Ranked(index=index, cost_micro_usd=cost, report=report)


@pytest.mark.parametrize(
    ("worse", "better", "reason"),
    [
        ({"hard": 1, "composite": 0.9}, {"soft": 2.0, "composite": 0.2}, "hard_failures"),
        ({"soft": 0.5, "composite": 0.9}, {"soft": 0.49, "chroma": 4.0}, "soft_warnings"),
        ({"chroma": 0.4, "composite": 0.9}, {"chroma": 0.1}, "chroma_exceed"),
        ({"composite": 0.7}, {"composite": 0.8, "cost": 90_000}, "composite"),
        ({"cost": 40_000}, {"cost": 39_999}, "cost"),
    ],
)
def test_the_first_difference_decides_and_is_named(worse, better, reason):
    ranking = decide([candidate(0, **worse), candidate(1, **better)])
    assert (ranking.order, ranking.winner, ranking.decided_by) == ([1, 0], 1, reason)


def test_equal_candidates_keep_their_order():
    ranking = decide([candidate(2), candidate(0), candidate(1)])
    assert (ranking.order, ranking.decided_by) == ([0, 1, 2], "index")


def test_differences_too_small_to_see_do_not_decide():
    first, second = candidate(0, soft=0.301, chroma=0.1), candidate(1, soft=0.299, chroma=0.02)
    assert decide([first, second]).decided_by == "index"


@pytest.mark.parametrize(
    ("chroma", "step"), [(0.0, 0.0), (0.124, 0.0), (0.125, 0.25), (0.374, 0.25), (0.375, 0.5)]
)
def test_chroma_exceed_is_compared_in_quarter_steps(chroma, step):
    assert key(candidate(0, chroma=chroma).report, 5, 0) == (0, 0.0, step, -0.8, 5, 0)


def test_the_decision_is_between_the_first_two():
    ranking = decide([candidate(0, hard=3), candidate(1, cost=2), candidate(2, cost=1)])
    assert (ranking.order, ranking.decided_by) == ([2, 1, 0], "cost")


def test_a_single_candidate_is_the_only_one():
    assert decide([candidate(4, soft=0.126, chroma=0.3, cost=7)]) == Ranking(
        order=[4],
        winner=4,
        has_passing=True,
        decided_by="only_one",
        terms=[
            Terms(
                index=4,
                hard_failures=0,
                soft_weighted=0.13,
                chroma_exceed=0.25,
                composite=0.8,
                cost_micro_usd=7,
            )
        ],
    )


def test_when_all_fail_the_best_stands_first_but_none_passes():
    ranking = decide([candidate(0, hard=2), candidate(1, hard=1)])
    assert (ranking.winner, ranking.has_passing) == (1, False)


def test_nothing_to_rank_is_an_error():
    with pytest.raises(ValueError, match="no candidate"):
        decide([])


@pytest.mark.parametrize(
    "module",
    ["guard.rank", "guard.report", "guard.expected", "guard.thresholds", "matte.terms"],
)
def test_what_the_sidecar_process_imports_brings_no_pixel_library(module):
    code = f"import sys, iat_sidecar.imaging.{module}; print({{'numpy', 'PIL'}} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
