"""Every promise of the wire has a test, and every test that says it proves one proves one there is."""

from pathlib import Path

import pytest

from tests.contract.promises import PROMISES, proofs
from tests.forms import ROOT


@pytest.fixture(scope="module")
def proven() -> dict[str, list[str]]:
    return proofs()


def test_every_promise_has_a_test(proven: dict[str, list[str]]) -> None:
    assert [name for name in PROMISES if name not in proven] == []


def test_every_mark_names_a_promise(proven: dict[str, list[str]]) -> None:
    assert {name: tests for name, tests in proven.items() if name not in PROMISES} == {}


def test_every_proof_is_a_test_of_this_suite(proven: dict[str, list[str]]) -> None:
    named = {test for tests in proven.values() for test in tests}
    assert {test for test in named if not Path(ROOT, test.partition("::")[0]).is_file()} == set()
    assert len(named) >= len(PROMISES)


def test_a_promise_is_one_sentence() -> None:
    assert [text for text in PROMISES.values() if not text.endswith(".") or "\n" in text] == []
