"""The pytest plugin, from outside: a project with a rulebook and cases, run by pytest in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRONG = """\
case: an onion that is none
cites: [Fete Handbook, p. 3]
incident:
  deliveries:
    - handed in: 2026-05-01
      entries:
        - {grower: Ann, kind: onion, condition: spoilt, complaint: none}
taken as given: {age: 40}
expect:
  2026-04:
    prizes: [{section: V2, because: [A1]}]
"""


def run(folder: Path, *arguments: str) -> str:
    # the entry point may be installed or not: the plugin is named, and only it is loaded
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "NO_COLOR": "1"}
    plugins = ["-p", "hocrdsl.harness.pytest_plugin", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *plugins, *arguments]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "toy", tmp_path / "fete")
    return tmp_path


def test_an_item_for_each_case_and_edition(project: Path) -> None:
    (project / "other.yaml").write_text("no: case")
    (project / "fete" / "cases" / "snapshots.txt").write_text("not read")
    text = run(project, "--collect-only", "-q")
    assert "fete/cases/showing.yaml::a sound marrow is shown@2025-06" in text
    assert "fete/cases/counting.yaml::roses of one grower@2026-04 (a reader)" in text
    assert "other.yaml" not in text


def test_cases_pass(project: Path) -> None:
    text = run(project, "-q")
    assert " passed" in text and "failed" not in text


def test_a_failure_is_our_drawing(project: Path) -> None:
    (project / "fete" / "cases" / "wrong.yaml").write_text(WRONG)
    text = run(project, "fete/cases/wrong.yaml")
    assert "FAILED an onion that is none@2026-04   fete/cases/wrong.yaml:11" in text
    assert "decided    0 prizes" in text
    assert '     A1   entry 1 is kept back   "What goes on the table"   p. 3' in text
    assert "Traceback" not in text


def test_known_wrong_is_expected_to_fail(project: Path) -> None:
    known = "known wrong: {reason: to be mended, cites: [Fete Handbook, p. 3]}\n"
    (project / "fete" / "cases" / "wrong.yaml").write_text(WRONG.replace("incident:", known + "incident:"))
    assert "1 xfailed" in run(project, "fete/cases/wrong.yaml", "-q")


def test_a_file_that_is_no_case_is_drawn(project: Path) -> None:
    (project / "fete" / "cases" / "wrong.yaml").write_text(WRONG.replace("spoilt", "rotten"))
    text = run(project, "fete/cases/wrong.yaml")
    assert "error[HR507]: `condition` cannot be `rotten`" in text and "fete/cases/wrong.yaml:7" in text
    assert "Traceback" not in text


def test_nothing_is_loaded_without_such_a_file(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("no: case")
    (tmp_path / "test_it.py").write_text(
        "import sys\n\ndef test_it():\n"
        "    assert 'hocrdsl.harness.pytest_plugin' in sys.modules\n"
        "    assert not {'lark', 'yaml', 'hocrdsl.model', 'hocrdsl.rules'} & set(sys.modules)\n"
    )
    assert "1 passed" in run(tmp_path, "-q", "-p", "no:anyio")
