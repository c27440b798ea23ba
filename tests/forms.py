"""The forms that the program runs in: from source, frozen into a folder, frozen into one file."""

import os
import sys
from typing import NamedTuple

import pytest

from build import frozen

ROOT = frozen.ROOT
NOT_BUILT = "no frozen executable of these sources: python3 build/dev.py freeze"


class Form(NamedTuple):
    """A name and the words that start it."""

    name: str
    command: tuple[str, ...]


SOURCE = Form("source", (sys.executable, "-m", "iat_sidecar"))
FOLDER = Form("folder", (str(frozen.folder()),))
SINGLE = Form("single", (str(frozen.single()),))
IS_BUILT = frozen.is_fresh()
CHOSEN = {form.name: form for form in (SOURCE, FOLDER, SINGLE)}[
    os.environ.get("IAT_FORM", "source")
]
"""What tests start that name no form: `IAT_FORM=single` puts the whole suite on the single file."""


def _param(form: Form) -> object:
    marks = [] if form is SOURCE or IS_BUILT else [pytest.mark.skip(reason=NOT_BUILT)]
    return pytest.param(form, id=form.name, marks=marks)


FORMS = [_param(form) for form in (SOURCE, FOLDER, SINGLE)]
FROZEN = [_param(form) for form in (FOLDER, SINGLE)]
