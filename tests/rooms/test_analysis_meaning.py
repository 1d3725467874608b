"""What provisions mean, apart from how they are put."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hocrdsl.analysis.meaning import Changes, Meaning, changes
from hocrdsl.pipeline import make_plan, read_book

TOY = Path(__file__).parents[1] / "toy"


def meaning(folder: Path, day: str = "2026-04-01") -> Meaning:
    book = read_book(folder).value
    assert book is not None
    made = make_plan(book, day)
    assert made.value is not None, made.diagnostics
    return Meaning(made.value)


def changed(folder: Path, file: str, old: str, new: str) -> Changes:
    shutil.copytree(TOY, folder / "toy")
    text = (folder / "toy" / file).read_text(encoding="utf-8")
    assert old in text
    (folder / "toy" / file).write_text(text.replace(old, new), encoding="utf-8")
    return changes(meaning(TOY), meaning(folder / "toy"))


@pytest.mark.parametrize(("file", "old", "new"), [
    ("rules.rules", '"What goes on the table"', '"What is shown"'),
    ("rules.rules", "[Fete Handbook, p. 3]", "[Fete Handbook, p. 4]"),
    ("rules.rules", "> Sound entries without a complaint are shown.", "> What is sound is shown."),
    ("rules.rules", "-- Whether it is shown.", "-- Of showing."),
    ("editions.rules", "standing recalled", "standing inferred"),
    ("vocabulary.rules", "Would a judge put it on the table?", "Would a judge show it?"),
])
def test_putting_it_otherwise_means_the_same(tmp_path: Path, file: str, old: str, new: str) -> None:
    assert not changed(tmp_path, file, old, new)


def test_a_text_moved_to_another_file_means_the_same(tmp_path: Path) -> None:
    shutil.copytree(TOY, tmp_path / "toy")
    text = (tmp_path / "toy/rules.rules").read_text(encoding="utf-8")
    head, tail = text.split("-- Which of several entries.")
    (tmp_path / "toy/rules.rules").write_text(tail, encoding="utf-8")
    (tmp_path / "toy/others.rules").write_text(head, encoding="utf-8")
    assert not changes(meaning(TOY), meaning(tmp_path / "toy"))


def test_a_limb_is_a_change_of_its_provision(tmp_path: Path) -> None:
    found = changed(tmp_path, "rules.rules", "(a) the condition is sound; and\n    (b) there is no complaint\n",
                    "(a) the condition is spoilt; and\n    (b) there is no complaint\n")
    assert dict(found.labels) == {"A1": (("provision",),)}
    assert not (found.rows or found.facts or found.whole)


def test_a_definition_is_a_change_of_what_reads_it(tmp_path: Path) -> None:
    found = changed(tmp_path, "vocabulary.rules", "the age is less than 16", "the age is less than 17")
    assert found.labels["A1.1"] == (("definition", "grower", "junior"),)
    assert "A1" not in found.labels


def test_rows_are_changes_of_their_own() -> None:
    found = changes(meaning(TOY, "2024-04-01"), meaning(TOY, "2025-06-01"))
    assert found.rows == {"V2 V/03"} and list(found.labels) == ["A1"]


def test_an_exception_changes_what_it_does_not_what_it_is_to(tmp_path: Path) -> None:
    text = (TOY / "rules.rules").read_text(encoding="utf-8")
    start = text.index("exception F1.1 to F1")
    found = changed(tmp_path, "rules.rules", text[start:text.index("class rule F2")],
                    text[start:text.index("class rule F2")].replace("flower", "vegetable"))
    assert list(found.labels) == ["F1.1"]


def test_what_is_left_out_is_a_change(tmp_path: Path) -> None:
    text = (TOY / "rules.rules").read_text(encoding="utf-8")
    start = text.index("exception A1.2 to A1")
    found = changed(tmp_path, "rules.rules", text[start:text.index("-- Later entries")], "")
    assert dict(found.labels) == {"A1.2": ()}
