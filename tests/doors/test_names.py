"""Which rulebook a NAME means: a path, then `rulebooks/NAME` here or above, then the installed one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hocrdsl import resources
from tests.transcripts import Terminal

TOY = Path(__file__).parents[1] / "toy"


def copied(to: Path) -> Path:
    shutil.copytree(TOY, to, ignore=shutil.ignore_patterns("cases"))
    return to


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Terminal(monkeypatch, tmp_path)


def listed(terminal: Terminal, name: str) -> str:
    code, _, err = terminal.run(f"hocrdsl list {name} editions")
    assert code == 0, err
    return err


def test_a_path_wins(terminal: Terminal, tmp_path: Path) -> None:
    copied(tmp_path / "fete")
    copied(tmp_path / "rulebooks" / "fete")
    assert "(fete)" in listed(terminal, "fete")


def test_the_checkout_here_or_above(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied(tmp_path / "rulebooks" / "fete")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert "(rulebooks/fete)" in listed(terminal, "fete")


def test_the_installed_one(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied(tmp_path / "installed" / "fete")
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / "installed" if name == "rulebooks" else Path(name))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert "warning" not in listed(terminal, "fete")


def test_an_installed_copy_that_differs_is_named(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(tmp_path / "rulebooks" / "fete")
    copy = copied(tmp_path / "installed" / "fete")
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / "installed" if name == "rulebooks" else Path(name))
    assert "warning" not in listed(terminal, "fete")
    with (copy / "rules.rules").open("a", encoding="utf-8") as file:
        file.write("\n-- another copy\n")
    told = listed(terminal, "fete")
    assert f"warning: the installed rulebook fete ({copy}) differs; rulebooks/fete is used" in told


def test_the_digest_is_of_the_text_and_not_of_the_place(terminal: Terminal, tmp_path: Path) -> None:
    copied(tmp_path / "one" / "fete")
    copied(tmp_path / "two" / "fete")
    one, two = (listed(terminal, f"{place}/fete").split("fete ")[1].split(" ")[0] for place in ("one", "two"))
    assert one == two


@pytest.mark.parametrize("name", ["nowhere", "rulebooks/nowhere", "../nowhere", "no where", "''", "-"])
def test_no_such_name(terminal: Terminal, name: str) -> None:
    code, out, err = terminal.run(f'hocrdsl list "{name}" editions')
    assert (code, out) == (2, "")
    assert err.count("\n") == 1 and err.startswith("error: ")


def test_a_folder_without_rules(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert terminal.run("hocrdsl check empty") == (2, "", "error: empty holds no .rules file\n")
