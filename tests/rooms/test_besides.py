"""One run tells of slips in reading, in dates and in names together; and nothing that only follows from another."""

from __future__ import annotations

import shutil
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from hocrdsl.cli.main import main

TOY = Path(__file__).parents[1] / "toy"


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A copy of the toy rulebook to spoil."""
    shutil.copytree(TOY, tmp_path / "toy")
    return tmp_path / "toy"


def spoilt(folder: Path, old: str, new: str) -> None:
    """One text changed wherever it stands; it must stand somewhere."""
    hits = 0
    for file in folder.rglob("*.rules"):
        text = file.read_text(encoding="utf-8")
        hits += text.count(old)
        file.write_text(text.replace(old, new), encoding="utf-8")
    assert hits, old


def codes(folder: Path) -> list[str]:
    """The codes of what `check` tells, in order of code; a rulebook with errors never passes as sound."""
    out = StringIO()
    with redirect_stdout(out):
        assert main(["check", str(folder), "--format", "concise"]) == 1
    return sorted(word for line in out.getvalue().splitlines() for word in line.split() if word.startswith("HR"))


def test_a_line_that_cannot_be_read_hides_no_name_elsewhere(toy: Path) -> None:
    spoilt(toy, 'rule E1 "Second helping"', "rule E1 Second helping")
    spoilt(toy, "where the grower is a junior", "where the grower is a junor")
    assert codes(toy) == ["HR105", "HR204"]


def test_a_date_that_does_not_exist_hides_no_name(toy: Path) -> None:
    spoilt(toy, "until 31 March 2024", "until 31 April 2024")
    spoilt(toy, "where the grower is a junior", "where the grower is a junor")
    assert codes(toy) == ["HR109", "HR204"]


def test_an_end_before_the_beginning_hides_no_name(toy: Path) -> None:
    spoilt(toy, "until 31 March 2024", "until 31 March 2019")
    spoilt(toy, "where the grower is a junior", "where the grower is a junor")
    found = codes(toy)
    assert "HR305" in found and found.count("HR204") == 1


def test_what_only_follows_from_the_hole_is_not_told(toy: Path) -> None:
    """The definition that can't be read is used elsewhere; that it is missing there is no second slip."""
    spoilt(toy, "define junior\n", "define junior\n  cites Fete Handbook\n")
    assert set(codes(toy)) & {"HR204"} == set()
    assert codes(toy)


@pytest.mark.parametrize("head", ["entity entry", "rulebook"])
def test_where_everything_hangs_on_the_hole_nothing_more_is_told(toy: Path, head: str) -> None:
    for file in toy.rglob("*.rules"):
        lines = file.read_text(encoding="utf-8").split("\n")
        lines = [line + ", oddly 7" if line.startswith(head) else line for line in lines]
        file.write_text("\n".join(lines), encoding="utf-8")
    spoilt(toy, "where the grower is a junior", "where the grower is a junor")
    assert "HR204" not in codes(toy)
