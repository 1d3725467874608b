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


def since(terminal: Terminal, more: str = "") -> tuple[int, str, str]:
    """Exit code, how many cases were run, and what was said."""
    code, out, err = terminal.run(f"hocrdsl test library --since HEAD {more}")
    return code, out.splitlines()[-1].split(",")[0] if out else "", err


def test_since_a_revision(terminal: Terminal) -> None:
    code, ran, err = since(terminal)
    assert (code, ran) == (5, "") and "nothing of meaning has changed" in err
    edit(terminal, "cases/other.yaml", "Ann brings", "Bea brings")
    code, ran, err = since(terminal)
    assert (code, ran) == (0, "1 case") and "cases/other.yaml has changed, in 2026-01: 1 case" in err
    edit(terminal, "rules.rules", "otherwise treat the return as free of charge", "otherwise record the return")
    code, ran, err = since(terminal)
    assert (code, ran) == (1, "2 cases") and "A1 changed (otherwise), in 2026-01: 1 case\n" in err
    assert since(terminal, "-k other")[1] == "1 case"


def test_since_a_revision_new_and_old_cases_are_run(terminal: Terminal) -> None:
    text = (terminal.folder / "library/cases/other.yaml").read_text(encoding="utf-8")
    (terminal.folder / "library/cases/third.yaml").write_text(text.replace("other", "third"), encoding="utf-8")
    (terminal.folder / "library/cases/other.yaml").unlink()
    code, ran, err = since(terminal)
    assert (code, ran) == (0, "1 case") and "third.yaml has changed" in err
    edit(terminal, "cases/third.yaml", "expect:", "expcet:")
    code, ran, err = since(terminal)
    assert code == 1, err


@pytest.mark.parametrize(("file", "old", "new"), [
    ("rules.rules", '"One tariff"', '"The one tariff"'), ("rules.rules", "[Library Handbook, p. 3]", "[Library Notes]"),
    ("rules.rules", "-- What follows from it.", "-- It follows:\n-- what follows."),
    ("rules.rules", "\nrule B1", "\n\n-- And:\n\nrule B1"),
    ("vocabulary.rules", "Was the date on the slip passed?", "Is it late?"),
])
def test_since_a_revision_only_put_otherwise(terminal: Terminal, file: str, old: str, new: str) -> None:
    edit(terminal, file, old, new)
    assert terminal.run("hocrdsl check library")[0] == 0
    code, ran, err = since(terminal)
    assert (code, ran) == (5, "") and "nothing of meaning has changed" in err


def test_since_a_revision_what_no_case_shows(terminal: Terminal) -> None:
    file = terminal.folder / "library/vocabulary.rules"
    file.write_text(file.read_text(encoding="utf-8") + "  | L2 L/02 | L2    |\n", encoding="utf-8")
    code, ran, err = since(terminal)
    assert (code, ran) == (5, "0 cases") and "row L2 L/02 inserted: no case" in err


def test_since_a_revision_that_could_not_be_read(terminal: Terminal) -> None:
    edit(terminal, "rules.rules", "the lateness is late", "the lateness is lost")
    git(terminal.folder, "commit", "-q", "-a", "-m", "wrong")
    edit(terminal, "rules.rules", "the lateness is lost", "the lateness is late")
    code, ran, err = since(terminal)
    assert (code, ran) == (0, "2 cases") and "the rulebook had errors then" in err
    edit(terminal, "rules.rules", "rule A1", "rul A1")
    git(terminal.folder, "commit", "-q", "-a", "-m", "worse")
    edit(terminal, "rules.rules", "rul A1", "rule A1")
    code, ran, err = since(terminal)
    assert (code, ran) == (1, "") and "at HEAD library cannot be read" in err


@pytest.mark.parametrize("revision", ["nowhere", "--output=harmed", "-n", "HEAD:library", "HEAD\n", "", "HEAD..HEAD"])
def test_since_no_revision(terminal: Terminal, revision: str) -> None:
    edit(terminal, "rules.rules", '"One tariff"', '"The one tariff"')
    code, out, err = terminal.run(f"hocrdsl test library --since='{revision}'")
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert not (terminal.folder / "harmed").exists()


def test_since_a_revision_without_the_rulebook(terminal: Terminal) -> None:
    git(terminal.folder, "mv", "library", "books")
    code, out, err = terminal.run("hocrdsl test books --since HEAD")
    assert (code, out, err) == (2, "", "error: HEAD holds no rulebook books\n")


def test_since_a_revision_leaves_the_work_tree_alone(terminal: Terminal) -> None:
    edit(terminal, "rules.rules", "otherwise treat the return as free of charge", "otherwise record the return")

    def files() -> dict[Path, bytes]:
        return {file: file.read_bytes() for file in terminal.folder.rglob("*")
                if file.is_file() and "cache" not in str(file)}

    held = files()
    assert since(terminal)[1] == "2 cases"
    assert files() == held


def test_since_outside_of_git(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    (terminal.folder / ".git").rename(terminal.folder / "elsewhere")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(terminal.folder.parent))
    code, out, err = terminal.run("hocrdsl test library --since HEAD")
    assert (code, out) == (2, "") and err.startswith("error: git: ")


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


def test_why_nothing_is_run(terminal: Terminal) -> None:
    """A word that no case has, a file that lies elsewhere, a rulebook without cases: each is told, with what to do."""
    code, out, err = terminal.run("hocrdsl test library nosuch")
    assert code == 5 and out.startswith("0 cases") and "cases is chosen; `hocrdsl list library cases`" in err
    (terminal.folder / "mine.yaml").write_text("case: mine\n", encoding="utf-8")
    code, _, err = terminal.run("hocrdsl test library mine.yaml")
    assert code == 5 and "mine.yaml is not among the cases of library" in err and "hocrdsl decide library FILE" in err
    for file in (terminal.folder / "library/cases").iterdir():
        file.unlink()
    code, _, err = terminal.run("hocrdsl test library")
    assert code == 5 and "library has no cases" in err
