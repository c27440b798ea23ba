"""Rules that hold a picture against the light and weather its stage was to paint."""

from iat_sidecar.imaging.guard.rule import Verdict, rule
from iat_sidecar.imaging.guard.view import View


@rule("S18_stage", about="spec")
def stage(view: View) -> Verdict | None:
    """Night is dark, day is bright, fog is low in contrast; judged by mean and deviation of L*."""
    verdicts = [
        weigh(view)
        for asked, weigh in CONFLICTS.items()
        if asked in (view.expected.shown_time, view.expected.shown_weather)
    ]
    return max(verdicts, key=lambda verdict: verdict.strain, default=None)


def _night(view: View) -> Verdict:
    message = f"This should be night, but it is bright (mean L* {view.l_mean:.0f})."
    return Verdict(view.l_mean, view.thresholds.night_max_light, message)


def _day(view: View) -> Verdict:
    message = f"This should be day, but it is dark (mean L* {view.l_mean:.0f})."
    return Verdict(view.l_mean, view.thresholds.day_min_light, message, is_floor=True)


def _fog(view: View) -> Verdict:
    message = f"This should be foggy, but the contrast is full ({view.l_deviation:.0f} L*)."
    return Verdict(view.l_deviation, view.thresholds.fog_max_deviation, message)


CONFLICTS = {"night": _night, "day": _day, "fog": _fog}
