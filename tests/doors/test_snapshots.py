"""Snapshots at the door: written by folder, kept where they are not chosen, held against what is decided."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.transcripts import Terminal

TOY = Path(__file__).parents[1] / "toy"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    """The toy, its cases in two folders."""
    shutil.copytree(TOY, tmp_path / "toy")
    (tmp_path / "toy/cases/counts").mkdir()
    (tmp_path / "toy/cases/counting.yaml").rename(tmp_path / "toy/cases/counts/counting.yaml")
    found = Terminal(monkeypatch, tmp_path)
    assert found.run("hocrdsl test toy --update")[0] == 0
    return found


def text(terminal: Terminal, name: str) -> str:
    return (terminal.folder / "toy/snapshots" / name).read_text(encoding="utf-8")


def test_a_text_for_each_folder(terminal: Terminal) -> None:
    assert sorted(file.name for file in (terminal.folder / "toy/snapshots").iterdir()) == ["cases.txt", "counts.txt"]
    said = "\nthree strangers have three prizes\n  2020-01 to 2024-04: as golden in 2025-06\n"
    assert said in text(terminal, "counts.txt")
    assert terminal.run("hocrdsl test toy --snapshots")[0] == 0
    assert terminal.run("hocrdsl test toy --update")[1] == ""


def test_what_is_not_chosen_stays(terminal: Terminal) -> None:
    file = terminal.folder / "toy/snapshots/counts.txt"
    old = text(terminal, "counts.txt")
    wrong = old.replace("as golden in 2025-06", "9 prizes")
    file.write_text(wrong, encoding="utf-8")
    code, out, _ = terminal.run("hocrdsl test toy --update -k strangers")
    assert (code, out) == (0, "snapshots/counts.txt\n")
    assert text(terminal, "counts.txt").count("9 prizes") == wrong.count("9 prizes") - 1
    terminal.run("hocrdsl test toy --update")
    assert text(terminal, "counts.txt") == old


def test_what_differs_is_told_apart_from_what_fails(terminal: Terminal) -> None:
    file = terminal.folder / "toy/rules.rules"
    rules = file.read_text(encoding="utf-8")
    # another wording for the time that no case speaks for
    file.write_text(rules.replace("prize for each plot\n", "prize for each grower\n"), encoding="utf-8")
    code, out, err = terminal.run("hocrdsl test toy --snapshots")
    assert code == 1 and "snapshot: roses of one grower, 2020-01" in err
    assert "2 prizes: R1 R/01 (2 times) -> 1 prize" in err
    assert "snapshot" not in out


def test_a_case_that_is_gone_leaves_its_text(terminal: Terminal) -> None:
    file = terminal.folder / "toy/cases/counts/counting.yaml"
    cases = file.read_text(encoding="utf-8").split("---\n")
    file.write_text("---\n".join(cases[1:]), encoding="utf-8")
    terminal.run("hocrdsl test toy --update")
    assert "one prize for a circle that gardens together" not in text(terminal, "counts.txt")
