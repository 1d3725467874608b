"""The table of paragraphs: what it must look like, what it may name, and what it says of the rules shipped here."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from hocrdsl.harness.paragraphs import (
    COLUMNS,
    NORMATIVE,
    Held,
    Paragraph,
    held_by,
    misfits,
    read_paragraphs,
    unproven,
)
from hocrdsl.harness.session import case_files, read_files, session
from hocrdsl.pipeline import read_text
from hocrdsl.source import SourceText

ROOT = Path(__file__).parents[2]
HOCR = ROOT / "rulebooks" / "hocr"
HEAD = ",".join(COLUMNS) + "\n"
FETE = Held(frozenset({"A1", "D1"}), frozenset({"U1"}), frozenset({"kind", "village_show"}))


def read(text: str) -> tuple[tuple[Paragraph, ...], list[str]]:
    """The rows, and the titles of what is wrong."""
    found = read_paragraphs(SourceText("coverage.csv", text))
    return found.value or (), [one.title for one in found.diagnostics]


@pytest.mark.parametrize(("row", "said"), [
    ("Handbook,3,1,0123456789abcdef,carred,A1,", "no such status: `carred`"),
    ("Handbook,three,1,0123456789abcdef,carried,A1,", "`three` is no page"),
    ("Handbook,3,,0123456789abcdef,carried,A1,", "`` is no place on a page"),
    ("Handbook,3,1,0123456789,carried,A1,", "`0123456789` is no digest"),
    ("Handbook,3,1,0123456789abcdef,carried", "a row of 5 cells"),
    ("Handbook,3,1,0123456789ABCDEF,carried,A1,", "`0123456789ABCDEF` is no digest"),
])
def test_a_row_that_cannot_be_read_is_told_and_the_others_are_read(row: str, said: str) -> None:
    rows, told = read(f"{HEAD}# a note\n{row}\n\nHandbook,4,1,0123456789abcdef,not normative,,heading\n")
    assert told == [said]
    assert [one.page for one in rows] == [4]


def test_other_headings_are_no_table() -> None:
    assert read("page,document\n1,Handbook\n")[1] == ["the headings are not those of a coverage table"]


def test_what_stands_twice_is_told() -> None:
    row = "Handbook,3,1,0123456789abcdef,not normative,,\n"
    assert read(HEAD + row + row)[1] == ["Handbook, page 3, paragraph 1 stands twice"]


@pytest.mark.parametrize(("status", "labels", "said"), [
    ("carried", "A1; kind", []),
    ("carried", "A1; the village show", []),
    ("carried", "kind", ["carried, and no label says by which provision"]),
    ("carried", "A9", ["the rulebook has nothing called `A9`", "carried, and no label says by which provision"]),
    ("judgement", "kind", []),
    ("judgement", "", ["judged by a person, and no label says by which fact"]),
    ("untranslatable", "U1", []),
    ("untranslatable", "A1", ["untranslatable, and no label of such a passage stands here"]),
    ("not normative", "", []),
    ("", "", ["paragraphs of which nothing is said yet: 1; the first stands here"]),
])
def test_what_labels_may_name(status: str, labels: str, said: list[str]) -> None:
    rows, told = read(f"{HEAD}Handbook,3,1,0123456789abcdef,{status},{labels},\n")
    assert not told
    assert [one.title for one in misfits(rows, FETE)] == said


def test_carried_needs_a_case_that_names_it() -> None:
    rows, _ = read(f"{HEAD}Handbook,3,1,0123456789abcdef,carried,A1,\n")
    assert [one.title for one in unproven(rows, [])] == ["carried by A1, which no case names in `because`"]


@pytest.fixture(scope="module")
def table() -> tuple[Paragraph, ...]:
    """The table of the rules shipped here."""
    found = read_paragraphs(read_text(HOCR / "coverage.csv"))
    assert not found.diagnostics and found.value
    return found.value


def test_the_rules_shipped_here_have_all_that_the_table_names(table: tuple[Paragraph, ...]) -> None:
    at = session(HOCR, "rulebooks/hocr")
    assert at.names.plan is not None
    assert [str(one.title) for one in misfits(table, held_by(at.names.plan.model))] == []
    cases, wrong = read_files(at, case_files(HOCR, "rulebooks/hocr"))
    assert not wrong
    assert [str(one.title) for one in unproven(table, cases)] == []


def test_nearly_all_that_lays_something_down_is_carried_or_judged(table: tuple[Paragraph, ...]) -> None:
    counts = Counter(row.status for row in table)
    normative = sum(counts[one] for one in NORMATIVE)
    assert counts["carried"] + counts["judgement"] >= 0.95 * normative
    assert counts["judgement"] <= 0.25 * normative


@pytest.fixture(scope="module")
def numbering() -> ModuleType:
    """The script that numbers paragraphs."""
    spec = importlib.util.spec_from_file_location("paragraphs", ROOT / "scripts" / "paragraphs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["paragraphs"] = module
    spec.loader.exec_module(module)
    return module


FETE_TEXT = """=== page 1
Village fete

Entries are handed in on the morning of the day, at the tent by the gate, and nowhere
else.
Growers may bring:
(a) marrows; and
(b) onions.
\u2022
no roses in pots, since they fall
over
=== page 2
1
Anything brought late is kept

back until the prizes are given.
"""


def test_what_a_paragraph_is(numbering: ModuleType) -> None:
    assert [(one.page, one.ordinal, one.text) for one in numbering.paragraphs(FETE_TEXT)] == [
        (1, 1, "Village fete"),
        (1, 2, "Entries are handed in on the morning of the day, at the tent by the gate, and nowhere else."),
        (1, 3, "Growers may bring:"),
        (1, 4, "(a) marrows; and"),
        (1, 5, "(b) onions."),
        (1, 6, "no roses in pots, since they fall over"),
        (2, 1, "Anything brought late is kept back until the prizes are given."),
    ]


def test_pages_may_be_parted_by_form_feeds(numbering: ModuleType) -> None:
    marked = [one.digest for one in numbering.paragraphs(FETE_TEXT)]
    fed = FETE_TEXT.replace("=== page 1\n", "").replace("=== page 2\n", "\f")
    assert [one.digest for one in numbering.paragraphs(fed)] == marked


def test_the_digest_is_of_the_words_alone(numbering: ModuleType) -> None:
    alike = [numbering.Paragraph(1, 1, text).digest for text in
             ("Entries, handed in late:", "entries  handed\u00a0in LATE", "Entries handed in late.")]
    assert len(set(alike)) == 1
    assert numbering.Paragraph(1, 1, "Entries handed in early").digest not in alike


def test_a_table_is_held_against_the_text(numbering: ModuleType, tmp_path: Path,
                                          capsys: pytest.CaptureFixture[str]) -> None:
    text, table = tmp_path / "text.txt", tmp_path / "coverage.csv"
    text.write_text(FETE_TEXT, encoding="utf-8")
    assert numbering.main(["list", "Handbook", str(text)]) == 0
    table.write_text(HEAD + capsys.readouterr().out, encoding="utf-8")
    assert numbering.main(["check", "Handbook", str(text), str(table)]) == 0
    text.write_text(FETE_TEXT.replace("onions", "leeks").replace("Village fete\n", ""), encoding="utf-8")
    capsys.readouterr()
    assert numbering.main(["check", "Handbook", str(text), str(table)]) == 1
    assert "page 1, paragraph 6: in the table, not in the text" in capsys.readouterr().out
    assert numbering.main(["check", "Handbook", str(tmp_path / "none.txt"), str(table)]) == 2
