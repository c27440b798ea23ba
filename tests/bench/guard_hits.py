"""How often each rule of the guard catches what it is for, and how often it is wrong.

`python -m tests.bench.guard_hits` prints the tables that docs/guard_rules.md quotes: of the scenes
that the guard was made with first and later, and of others.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from iat_sidecar.imaging.guard.report import GuardReport
from iat_sidecar.imaging.guard.rule import RULES
from tests.imaging.degradations import CLEAN, DEGRADATIONS, Setting, style_of
from tests.imaging.drawn_panels import (
    HELD_OUT,
    JUDGED,
    LIGHTS,
    STYLES,
    UNSEEN,
    UNSEEN_LIGHTS,
    UNSEEN_STYLES,
    Light,
    Style,
)


@dataclass
class Hits:
    """Counts by rule: where it applied to its degradation and caught it, and to good pictures.

    `clean` are good pictures that it applied to, `alarms` those of them that it complained of.
    """

    applied: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    clean: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)

    def rate(self, rule: str) -> float:
        return self.caught[rule] / max(1, self.applied[rule])

    def false_rate(self, rule: str) -> float:
        return self.alarms[rule] / max(1, self.clean[rule])


def counted(
    scenes: Sequence[int] = JUDGED,
    styles: Sequence[Style] = STYLES,
    lights: Sequence[Light] = LIGHTS,
) -> Hits:
    """Every scene in every light, in a style that changes from one to the next."""
    hits = Hits()
    with tempfile.TemporaryDirectory() as folder:
        for setting in _settings(scenes, styles, lights, Path(folder)):
            _count(setting, tuple(lights), hits)
    return hits


def table(hits: Hits) -> str:
    """One line a rule."""
    lines = [
        f"| {rule} | {hits.caught[rule]}/{hits.applied[rule]} "
        f"| {hits.alarms[rule]}/{hits.clean[rule]} |"
        for rule in sorted(hits.applied)
    ]
    return "\n".join(["| rule | caught | false alarms |", "|---|---|---|", *lines])


def _settings(
    scenes: Sequence[int], styles: Sequence[Style], lights: Sequence[Light], folder: Path
) -> Iterator[Setting]:
    for number, style in enumerate(styles):
        for at, light in enumerate(lights):
            for scene in scenes:
                if (scene // 2 + at) % len(styles) == number:
                    yield Setting(scene, style, light, folder)


def _count(setting: Setting, lights: tuple[Light, ...], hits: Hits) -> None:
    style = style_of(setting.style, lights)
    for good in CLEAN:
        report = good(setting).report(style, setting.folder)
        hits.clean.update(_broken(report) | {"H01_decode"} | set(report.measures) & set(RULES))
        hits.alarms.update(_broken(report))
    for rule, spoil in DEGRADATIONS.items():
        report = spoil(setting).report(style, setting.folder)
        broken = _broken(report)
        hits.applied[rule] += rule in broken or rule in report.measures
        hits.caught[rule] += rule in broken


def _broken(report: GuardReport) -> set[str]:
    return {finding.rule for finding in report.findings}


if __name__ == "__main__":
    for of in (JUDGED, HELD_OUT):
        print(table(counted(of)), end="\n\n", flush=True)
    print(table(counted(UNSEEN, UNSEEN_STYLES, UNSEEN_LIGHTS)))
