"""The error handbook for cases: each YAML file of `bad/`, read over the toy, gives the drawing beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from hocrdsl.diagnostics import Diagnostic, render
from hocrdsl.harness import read_incident
from hocrdsl.harness.accepted import accepted_between, read_accepted
from hocrdsl.harness.lexicon import Vocabulary
from hocrdsl.harness.read_cases import Head, check_together, read_cases, read_source
from hocrdsl.harness.run import run
from hocrdsl.harness.session import Session, session

BAD = Path(__file__).parent / "bad"
TOY = Path(__file__).parents[1] / "toy"
FILES = sorted(BAD.glob("HR5*.yaml"))


@cache
def toy() -> Session:
    return session(TOY, "toy", backend="reference")


def found_in(path: Path) -> tuple[Diagnostic, ...]:
    source = read_source(path, path.name)
    if "accepted:" in source.text:
        lists = read_accepted(source, toy().lexicon)
        return lists.diagnostics or accepted_between(lists.value or (), "2024-04", "2025-06").diagnostics
    if "\ncase:" not in "\n" + source.text and "\nincident:" not in source.text:
        return read_incident(source, toy().vocabulary, toy().names.plan).diagnostics
    checked = read_cases(source, later() if "L1 L/01" in source.text else toy().vocabulary, toy().names)
    if checked.failed:
        return checked.diagnostics
    together = check_together(Head(one.name, one.span, one.known_wrong is not None) for one in checked.value or ())
    if together or path.stem[:5] != "HR528":
        return together
    results = run(toy().rules_for, checked.value or (), toy().vocabulary)
    return tuple(problem for outcome in results.outcomes for problem in outcome.diagnostics)


def later() -> Vocabulary:
    """The toy's vocabulary with a row that only a later edition has."""
    import copy

    found = copy.deepcopy(toy().vocabulary)
    for _, facts, *_ in found["entities"].values():
        for kind, argument, _ in facts.values():
            if kind == "row":
                argument["L1 L/01"] = None
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_drawing(path: Path, accept: bool) -> None:
    found = found_in(path)
    expected = path.with_suffix(".txt")
    if accept:
        expected.write_text(render(found), encoding="utf-8")
    assert {one.code for one in found} == {path.stem[:5]}
    assert render(found) == expected.read_text(encoding="utf-8")
