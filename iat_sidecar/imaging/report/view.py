"""The facts as the parts of the page look at them: panels with their pictures and limits."""

import os
from collections.abc import Iterator
from functools import cached_property

import msgspec

from iat_sidecar.imaging.guard.likeness import OWN_REACH
from iat_sidecar.imaging.report import story, words
from iat_sidecar.imaging.report.facts import (
    CandidateFacts,
    PanelFacts,
    RunFacts,
    StepFacts,
    StyleFacts,
)
from iat_sidecar.imaging.report.preview import Preview
from iat_sidecar.imaging.series import facts as series
from iat_sidecar.imaging.series.analyse import analyse


class View:
    """One run: facts, and small pictures read when they are first asked for."""

    def __init__(self, run: RunFacts, panels: list[PanelFacts]) -> None:
        self.run, self.panels = run, panels
        self._previews: dict[str, Preview | None] = {}

    def picture(self, panel: PanelFacts, asset_id: str | None) -> Preview | None:
        """The small copy of an asset; None where its file is away or broken."""
        path = panel.previews.get(asset_id or "")
        if path is None:
            return None
        if path not in self._previews:
            self._previews[path] = _read(path)
        return self._previews[path]

    def shown(self, panel: PanelFacts) -> Preview | None:
        """The panel's result, made small."""
        candidate = words.chosen(panel)
        if candidate is None:
            return None
        final = self.picture(panel, candidate.final_asset_id)
        return final or self.picture(panel, candidate.output_asset_id)

    def style(self, panel: PanelFacts) -> StyleFacts | None:
        return self.run.settings.style_guides.get(panel.style_guide_id or "")

    def palette_limit(self, panel: PanelFacts) -> float | None:
        """Where the guard draws the line for this panel: a varied style allows more."""
        style = self.style(panel)
        if style is None or not style.palette:
            return None
        limit = float(self.run.settings.thresholds["palette"])
        return max(limit, OWN_REACH * style.palette_spread)

    def chroma_limit(self, panel: PanelFacts) -> float | None:
        style = self.style(panel)
        if style is None or style.chroma_ceiling is None:
            return None
        return float(self.run.settings.thresholds["chroma_exceed"])

    @cached_property
    def candidates(self) -> list[CandidateFacts]:
        return [candidate for panel in self.panels for candidate in panel.candidates]

    @cached_property
    def steps(self) -> list[StepFacts]:
        return [step for candidate in self.candidates for step in candidate.steps]

    @cached_property
    def told(self) -> list[series.PanelFacts]:
        """The panels that have a result, as the look at the whole set wants them."""
        return [
            story.of_panel(panel, order, self.shown(panel))
            for order, panel in enumerate(filter(words.chosen, self.panels))
        ]

    @cached_property
    def series(self) -> series.SeriesReport:
        """What the set shows that no single panel does."""
        return analyse(self.told)

    @cached_property
    def apart(self) -> set[str]:
        """The keys of panels that the set says something of."""
        found = self.series
        alone = {one.job_key for one in found.outliers} | {one.job_key for one in found.swaps}
        return alone | {key for pair in found.pairs for key in (pair.one, pair.other)}

    @cached_property
    def by_key(self) -> dict[str, PanelFacts]:
        return {panel.job_key: panel for panel in self.panels}

    def by_page(self) -> Iterator[tuple[str, list[PanelFacts]]]:
        """Panels in story order under the page they stand on."""
        title, together = "", list[PanelFacts]()
        for panel in self.panels:
            if (found := _page(panel)) != title and together:
                yield title, together
                together = []
            title = found
            together.append(panel)
        if together:
            yield title, together


def _page(panel: PanelFacts) -> str:
    named = (("Chapter", panel.panel.chapter), ("Page", panel.panel.page))
    return " · ".join(f"{word} {value}" for word, value in named if value)


def _read(path: str) -> Preview | None:
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return msgspec.json.decode(file.read(), type=Preview)
