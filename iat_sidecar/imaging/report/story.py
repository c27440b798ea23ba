"""Panels of a report as the look at the whole set wants them."""

from iat_sidecar.imaging.report import words
from iat_sidecar.imaging.report.facts import EarlierPanel, PanelFacts
from iat_sidecar.imaging.report.measured import measures
from iat_sidecar.imaging.report.preview import Preview
from iat_sidecar.imaging.series import facts as series


def of_panel(panel: PanelFacts, order: int, preview: Preview | None) -> series.PanelFacts:
    """A panel with the numbers of its result."""
    candidate = words.chosen(panel)
    report = candidate.report if candidate else None
    return series.PanelFacts(
        job_key=panel.job_key,
        order=order,
        chapter=panel.panel.chapter,
        page=panel.panel.page,
        number=panel.panel.number,
        stage=panel.stage,
        time_of_day=panel.time_of_day,
        weather=panel.weather,
        scene=panel.scene,
        is_approved=bool(panel.is_approved),
        measures=measures(report) if report else {},
        dhash=preview.dhash if preview else None,
        characters=panel.characters,
        sightings=panel.sightings,
    )


def of_earlier(panel: EarlierPanel, order: int) -> series.PanelFacts:
    """A panel of another run; its picture is not looked at."""
    return series.PanelFacts(
        job_key=f"{panel.run_id}/{panel.job_key}",
        order=order,
        chapter=panel.panel.chapter,
        page=panel.panel.page,
        number=panel.panel.number,
        stage=panel.stage,
        time_of_day=panel.time_of_day,
        weather=panel.weather,
        measures=panel.measures,
    )
