"""The examples that defeat a naive encoding: each a small rulebook that checks, with cases that it decides.

`row_NN_slug.rules` is the rulebook, `row_NN_slug.yaml` the cases. Rows follow section 6 of the language's design: a fragment
says with rulebook text alone what the row asks for. Other files show a form of the language at work.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from hocrdsl.diagnostics import render
from hocrdsl.harness.compare import compare
from hocrdsl.harness.names import names_of
from hocrdsl.harness.read_cases import read_cases
from hocrdsl.pipeline import editions, make_plan, read_book, read_text
from hocrdsl.rules import Rules

FOLDER = Path(__file__).parent / "good"
ROWS = sorted(FOLDER.glob("*.rules"))


def test_every_row_stands() -> None:
    rows = [path.name[:6] for path in ROWS if path.name.startswith("row_")]
    assert rows == [f"row_{number:02}" for number in range(1, 19)]


@pytest.mark.parametrize("path", ROWS, ids=lambda path: path.stem)
def test_it_parses_and_checks_in_every_edition(path: Path) -> None:
    book = read_book(path)
    assert not book.failed, render(book.diagnostics)
    assert book.value is not None
    for day in editions(book.value):
        plan = make_plan(book.value, day)
        assert plan.value is not None, render(plan.diagnostics)


@pytest.mark.parametrize("path", ROWS, ids=lambda path: path.stem)
@pytest.mark.parametrize("backend", ["reference", "python"])
def test_it_decides_its_cases(path: Path, backend: str) -> None:
    book = read_book(path).value
    assert book is not None
    rules = Rules(book, backend=backend)
    plan = rules.plan()
    names = names_of(book.text, rules.days, plan)
    cases = read_cases(read_text(path.with_suffix(".yaml"), path.with_suffix(".yaml").name), plan.vocabulary, names)
    assert not cases.failed and cases.value, render(cases.diagnostics)
    for case in cases.value:
        for expectation in case.expectations:
            forced = Rules(book, edition=expectation.edition, readings=case.reading, backend=backend)
            decision = forced.decide(case.incident.canonical, case.given)
            difference = compare(case, expectation, decision, plan.vocabulary)
            assert difference is None, f"{case.name}@{expectation.edition}: {difference}"
