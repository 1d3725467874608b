"""What is installed works away from the checkout: grammar, rulebooks and pages travel in the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="pip install -e '.[dev]'")
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)], cwd=ROOT, check=True,
                   capture_output=True)
    return next(out.glob("*.whl"))


def test_what_is_in_it(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for wanted in ("grammar/rulebook.lark", "grammar/states.json", "rulebooks/hocr/rulebook.rules",
                   "rulebooks/hocr/tables/offences.csv", "docs/diagnostics/HR204.md"):
        assert f"hocrdsl/_data/{wanted}" in names
    assert "hocrdsl/py.typed" in names
    assert any(name.endswith("licenses/NOTICE") for name in names)
    assert not any(name.startswith(("tests/", "docs/", ".venv")) for name in names)


def test_it_runs_elsewhere(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(place)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "hocrdsl", *words], cwd=elsewhere, capture_output=True, text=True,
                              env={**os.environ, "PYTHONPATH": str(place)}, check=False)

    assert run("show", "HR204").stdout.startswith("# HR204")
    listed = run("list", "hocr", "editions")
    assert listed.returncode == 0, listed.stderr
    assert "2026-04" in listed.stdout
