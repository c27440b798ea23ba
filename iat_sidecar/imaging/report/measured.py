"""Which of the guard's numbers are followed over a set; without a pixel library."""

from iat_sidecar.imaging.guard.report import GuardReport

KEPT = ("l_mean", "c_mean", "l_deviation")
OF_CHARACTER = "identity."


def measures(report: GuardReport) -> dict[str, float]:
    """The guard's numbers that are followed over a set."""
    scores = {"style": report.scores.style, "identity": report.scores.identity}
    told = {
        **scores,
        "composite": report.composite,
        "palette_de00": report.palette_de00,
        "chroma_exceed": report.chroma_exceed,
    }
    raw = {
        name: value
        for name, value in report.measures.items()
        if name in KEPT or name.startswith(OF_CHARACTER)
    }
    return {name: value for name, value in told.items() if value is not None} | raw
