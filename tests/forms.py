"""The forms that the program runs in: from source, frozen into a folder, frozen into one file."""

import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / ".dist"
NOT_BUILT = "the frozen executable is not built: python3 build/dev.py freeze"


class Form(NamedTuple):
    """A name and the words that start it."""

    name: str
    command: tuple[str, ...]

    @property
    def is_built(self) -> bool:
        return Path(self.command[0]).is_file()


def _single() -> Path:
    """Named with the Rust target triple of the machine it was built on."""
    named = [path for path in DIST.glob("iat-sidecar-*") if path.is_file()]
    return named[0] if named else DIST / "iat-sidecar-not-built"


SOURCE = Form("source", (sys.executable, "-m", "iat_sidecar"))
FOLDER = Form("folder", (str(DIST / "iat-sidecar" / "iat-sidecar"),))
SINGLE = Form("single", (str(_single()),))


def _param(form: Form) -> object:
    marks = [] if form.is_built else [pytest.mark.skip(reason=NOT_BUILT)]
    return pytest.param(form, id=form.name, marks=marks)


FORMS = [_param(form) for form in (SOURCE, FOLDER, SINGLE)]
FROZEN = [_param(form) for form in (FOLDER, SINGLE)]
