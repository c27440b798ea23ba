"""What stands in a package's folder."""

from pathlib import Path

from iat_sidecar.core import modules


def test_modules_and_packages_are_found_from_source_and_compiled(tmp_path: Path) -> None:
    for name in ("b.py", "a.pyc", "b.pyc", "__init__.py", "_private.py", "page.css"):
        (tmp_path / name).touch()
    for name in ("noun", "__pycache__"):
        (tmp_path / name).mkdir()
    assert modules.names(str(tmp_path)) == ["a", "b", "noun"]
