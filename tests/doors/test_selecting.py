"""Which cases a run of `test` takes, and what it leaves behind."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.transcripts import Terminal


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words], cwd=folder, check=True,
                   capture_output=True)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    """A small rulebook under git, with two cases."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    found = Terminal(monkeypatch, tmp_path)
    assert found.run("hocrdsl new rulebook library")[0] == 0
    case = (tmp_path / "library/cases/two-books.yaml").read_text(encoding="utf-8")
    (tmp_path / "library/cases/other.yaml").write_text(case.replace("two books", "other books"), encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "library")
    git(tmp_path, "commit", "-q", "-m", "start")
    return found


def edit(terminal: Terminal, name: str, old: str, new: str) -> None:
    file = terminal.folder / "library" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_since_a_revision(terminal: Terminal) -> None:
    assert terminal.run("hocrdsl test library --since HEAD")[0] == 5
    edit(terminal, "cases/other.yaml", "Ann brings", "Bea brings")
    code, out, err = terminal.run("hocrdsl test library --since HEAD")
    assert (code, out.splitlines()[-1].split(",")[0]) == (0, "1 case")
    assert "1 case files have changed" in err
    edit(terminal, "rules.rules", '"One tariff"', '"The one tariff"')
    code, out, err = terminal.run("hocrdsl test library --since HEAD")
    assert (code, out.splitlines()[-1].split(",")[0]) == (0, "2 cases")
    assert "rules.rules has changed" in err


@pytest.mark.parametrize("revision", ["nowhere", "--output=harmed"])
def test_since_no_revision(terminal: Terminal, revision: str) -> None:
    code, out, err = terminal.run(f"hocrdsl test library --since={revision}")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert not (terminal.folder / "harmed").exists()


def test_what_failed_before(terminal: Terminal) -> None:
    assert terminal.run("hocrdsl test library --failed")[0] == 5
    edit(terminal, "cases/other.yaml", "[A1, B1, D1]", "[A1, B1]")
    edit(terminal, "cases/other.yaml", "return 1, return 2", "return 1")
    assert terminal.run("hocrdsl test library")[0] == 1
    code, out, _ = terminal.run("hocrdsl test library --failed")
    assert (code, out.splitlines()[-1].split(",")[0]) == (1, "1 case")


def test_select(terminal: Terminal) -> None:
    for select in ("'other books back late on one day'", "other.yaml", "library/cases/other.yaml", "-k other",
                   "'other books back late on one day@2026-01'"):
        code, out, err = terminal.run(f"hocrdsl test library {select}")
        assert (code, out.splitlines()[-1].split(",")[0]) == (0, "1 case"), (select, err)
    assert terminal.run("hocrdsl test library --edition 2026-01")[0] == 0
    assert terminal.run("hocrdsl test library --as-of 2026-03-01")[0] == 0
    assert terminal.run("hocrdsl test library nothing")[0] == 5


def test_explained(terminal: Terminal) -> None:
    out = terminal.run("hocrdsl test library --explain all")[1]
    assert out.count("Counted by D1") == 2
    assert out.splitlines()[-1].startswith("2 cases, 2 passed")


def test_junit(terminal: Terminal) -> None:
    edit(terminal, "cases/other.yaml", "return 1, return 2", "return 1")
    assert terminal.run("hocrdsl test library --junit out.xml")[0] == 1
    suite = ElementTree.parse(terminal.folder / "out.xml").getroot()
    assert len(suite.findall(".//testcase")) == 2 and len(suite.findall(".//failure")) == 1
    assert terminal.run("hocrdsl test library --junit nowhere/out.xml")[0] == 2


def test_a_rulebook_with_errors_is_not_tested(terminal: Terminal) -> None:
    edit(terminal, "rules.rules", "the lateness is late", "the latness is late")
    code, out, err = terminal.run("hocrdsl test library")
    assert (code, out) == (1, "") and "HR204" in err
