"""`run/report` through the real process, and its page in a real browser."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.client import Client

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr",
    "--virtual-time-budget=5000",
]  # fmt: skip
HOSTILE = (
    "Mara waves <script>document.title='taken'</script><img src=x onerror=\"fetch('/')\"> & co"
)
PROBE = """<script>
const load = (picture) =>
  new Promise((settle) => {
    const copy = new Image();
    copy.onload = () => settle(copy.naturalWidth > 0);
    copy.onerror = () => settle(false);
    copy.src = picture.src;
  });
Promise.all([...document.images].map(load)).then((outcomes) => {
  document.body.dataset.decoded = `${outcomes.filter(Boolean).length} of ${outcomes.length}`;
});
</script>"""
TOLD_OF_JOB = ("id", "job_key", "status", "panel", "scene", "time_of_day", "weather", "seed",
               "selected_candidate_index", "selected_by", "decided_by", "final_asset_id")  # fmt: skip
TOLD_OF_CANDIDATE = ("id", "candidate_index", "status", "seed", "output_asset_id",
                     "rank_hard_failures", "rank_soft_warnings", "rank_avg_chroma_exceed",
                     "rank_composite", "cost_usd")  # fmt: skip

in_browser = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@dataclass
class Told:
    """A run that has ended, what the methods answer of it, and its page."""

    client: Client
    run: dict[str, Any]
    jobs: list[dict[str, Any]]
    candidates: dict[str, list[dict[str, Any]]]
    path: Path

    @property
    def page(self) -> str:
        return self.path.read_text()


class Elements(HTMLParser):
    """Every element that was opened: its name and its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, name: str, class_: str = "") -> list[dict[str, str | None]]:
        return [
            attributes
            for tag, attributes in self.found
            if tag == name and (not class_ or class_ in (attributes.get("class") or "").split())
        ]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Three panels: one the guard chooses for, one a person does, one without a result."""
    with Client(tmp_path_factory.mktemp("report") / "data") as client:
        client.initialize()
        client.call("project/create", slug="moon", name="Moon <b>& tides")
        client.call("character/create", project="moon", code="mara", name="Mara",
                    identity_constraints={"parts": [{"part": "hair", "hex": "#b5532d"}]})  # fmt: skip
        run_id = _drawn(client)
        jobs = client.call("job/list", project="moon", run_id=run_id)["items"]
        candidates = {job["id"]: _candidates(client, job["id"]) for job in jobs}
        path = client.call("run/report", project="moon", run_id=run_id)["path"]
        run = client.call("run/get", project="moon", run_id=run_id)
        yield Told(client, run, jobs, candidates, Path(path))


def _drawn(client: Client) -> str:
    """The guard is made to refuse every picture that is no cutout."""
    shot = {"characters": ["mara"], "width_px": 256, "height_px": 192}
    started = client.call(
        "run/start",
        project="moon",
        name="Harbour <i>",
        jobs=[
            {**shot, "job_key": "cut", "scene": HOSTILE, "post": {"cutout": {"chain": ["local_matte"]}},
             "panel": {"chapter": "1", "page": 1, "number": 1}},
            {**shot, "job_key": "kept", "scene": "Mara runs", "panel": {"chapter": "1", "page": 1, "number": 2}},
            {**shot, "job_key": "lost", "scene": "Mara sits", "panel": {"chapter": "1", "page": 2, "number": 1}},
        ],
        guard={"thresholds": {"blank_deviation": 100}},
        time_of_day="day",
        weather="clear",
        candidates=2,
        seed=7,
    )  # fmt: skip
    client.finish(started)
    jobs = client.call("job/list", project="moon", run_id=started["run_id"])["items"]
    wanted = _candidates(client, jobs[1]["id"])[1]["id"]
    client.call("candidate/choose", project="moon", candidate_id=wanted, reason="It is <meant> so.")
    return str(started["run_id"])


def _candidates(client: Client, job_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.call("candidate/list", project="moon", job_id=job_id)[
        "items"
    ]
    return found


def _browse(page: Path, profile: Path) -> tuple[str, list[str]]:
    """The document as the browser has it in the end, and what it printed to its console."""
    assert CHROMIUM
    done = subprocess.run(
        [CHROMIUM, *QUIET, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def _facts(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="facts">(.*?)</script>', page, re.DOTALL)
    assert found
    facts: dict[str, Any] = json.loads(found[1])
    return facts


def _only(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names}


@in_browser
def test_the_page_tells_what_the_methods_answer(told: Told, tmp_path: Path) -> None:
    dom, _ = _browse(told.path, tmp_path)
    facts = _facts(dom)
    assert [_only(panel, TOLD_OF_JOB) for panel in facts["panels"]] == [
        _only(job, TOLD_OF_JOB) for job in told.jobs
    ]
    assert [
        [_only(one, TOLD_OF_CANDIDATE) for one in panel["candidates"]] for panel in facts["panels"]
    ] == [
        [_only(one, TOLD_OF_CANDIDATE) for one in told.candidates[job["id"]]] for job in told.jobs
    ]
    shown = ("id", "name", "status", "ended_by", "seed", "jobs", "warnings", "finished_at")
    assert _only(facts["run"], shown) == _only(told.run, shown)


@in_browser
def test_the_sheet_shows_every_candidate_and_marks_the_chosen(told: Told, tmp_path: Path) -> None:
    elements = Elements(_browse(told.path, tmp_path)[0])
    assert [panel["class"] for panel in elements.named("article", "panel")] == [
        f"panel {job['status']}" for job in told.jobs
    ]
    cards = [card["class"] or "" for card in elements.named("li", "candidate")]
    assert [" chosen" in card for card in cards] == [
        candidate["candidate_index"] == job["selected_candidate_index"]
        for job in told.jobs
        for candidate in told.candidates[job["id"]]
    ]
    assert "hidden" not in elements.named("div", "filters")[0]


@in_browser
def test_every_picture_decodes_and_the_console_stays_silent(told: Told, tmp_path: Path) -> None:
    _, console = _browse(told.path, tmp_path)
    assert console == []
    probed = tmp_path / "probed.html"
    unlocked = re.sub(r"script-src &#x27;.*?&#x27;", "script-src 'unsafe-inline'", told.page)
    probed.write_text(unlocked.replace("</body>", f"{PROBE}</body>"))
    elements = Elements(_browse(probed, tmp_path)[0])
    pictures = len(elements.named("img"))
    assert pictures > sum(map(len, told.candidates.values()))
    assert elements.named("body")[0].get("data-decoded") == f"{pictures} of {pictures}"


@in_browser
def test_words_of_users_are_shown_and_never_run(told: Told, tmp_path: Path) -> None:
    dom, console = _browse(told.path, tmp_path)
    assert "<title>Harbour &lt;i&gt; · Moon &lt;b&gt;&amp; tides</title>" in dom
    assert [script.get("id") for script in Elements(dom).named("script")] == ["facts", None]
    assert all("onerror" not in picture for picture in Elements(dom).named("img"))
    assert console == []


def test_nothing_in_the_page_asks_for_anything_outside(told: Told) -> None:
    elements = Elements(told.page)
    policy = elements.named("meta")[1]["content"] or ""
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    asked = [
        value or ""
        for _, attributes in elements.found
        for name, value in attributes.items()
        if name in ("src", "href", "srcset", "action", "style")
    ]
    assert {value.partition(":")[0] if ":" in value else value[:1] for value in asked} == {
        "data",
        "#",
    }
    assert "url(" not in told.page and "@import" not in told.page


def test_it_says_why_each_result_won(told: Told) -> None:
    cut, _, _ = told.jobs
    assert [cut["selected_by"], cut["status"]] == ["guard", "done"]
    said = re.findall(r'<p class="why" dir="auto">(.*?)</p>', told.page)
    assert said[0].startswith("Chosen by the guard: ")
    assert said[1:] == [
        "Chosen by a person: It is &lt;meant&gt; so. The guard had passed none.",
        "No candidate passed the guard; a person may still choose one.",
    ]


def test_findings_of_the_guard_stand_as_sentences_with_their_rule(told: Told) -> None:
    reports = told.client.call("quality_report/list", project="moon", job_id=told.jobs[2]["id"])
    finding = reports["items"][0]["summary"]["findings"][0]
    measured = f"{finding['value']:g}, the line is {finding['threshold']:g}"
    assert (
        f'<li class="hard">{finding["message"]}<small>H03 blank: {measured}</small></li>'
        in told.page
    )


def test_a_cutout_stands_on_a_checkerboard(told: Told) -> None:
    cut, kept, lost = re.findall(r'<article class="panel.*?</article>', told.page, re.DOTALL)
    assert [len(Elements(panel).named("img", "cut")) for panel in (cut, kept, lost)] == [2, 0, 0]


def test_a_report_is_written_where_it_is_wanted_and_replaced_whole(
    told: Told, tmp_path: Path
) -> None:
    wanted = tmp_path / "new" / "report.html"
    asked = {"project": "moon", "run_id": told.run["id"], "path": str(wanted)}
    assert told.client.call("run/report", **asked) == {"path": str(wanted)}
    first = _facts(wanted.read_text())["panels"]
    told.client.call("run/report", **asked)
    assert _facts(wanted.read_text())["panels"] == first
    assert [file.name for file in wanted.parent.iterdir()] == ["report.html"]


@pytest.mark.parametrize("path", ["report.html", "/tmp/report.pdf", "/"])
def test_a_path_that_is_no_absolute_web_page_is_refused(told: Told, path: str) -> None:
    error = told.client.fail("run/report", project="moon", run_id=told.run["id"], path=path)
    assert (error.code, error.details["path"]) == (-32602, "$.path")


def test_a_place_that_cannot_be_written_to_is_told(told: Told, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    path = str(tmp_path / "file" / "report.html")
    error = told.client.fail("run/report", project="moon", run_id=told.run["id"], path=path)
    assert (error.kind, path in error.details["reason"]) == ("read_only", True)


def test_a_run_that_has_not_begun_has_no_report(told: Told) -> None:
    plan = told.client.call("run/plan", project="moon", jobs=[{"job_key": "a", "scene": "Mara"}])
    error = told.client.fail("run/report", project="moon", run_id=plan["run_id"])
    assert error.kind == "invalid_state"


def test_people_and_the_whole_set_have_their_parts(told: Told) -> None:
    (people,) = re.findall(r'<section id="people">(.*?)</section>', told.page, re.DOTALL)
    assert "a person chose another picture than the guard" in people
    assert "It is &lt;meant&gt; so." in people
    (facts,) = re.findall(r'<script type="application/json" id="facts">(.*?)</script>', told.page)
    told_of = json.loads(facts)
    assert told_of["series"]["panels"] == sum(
        job["selected_candidate_index"] is not None for job in told.jobs
    )
    assert told_of["run"]["earlier"] == []
