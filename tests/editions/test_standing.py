"""Every explanation says how sure the texts are on which it rests; in an old edition hardly any was read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from hocrdsl.backends.python import emit
from hocrdsl.copies import CONFIRMED, Shelf, standing_of, take
from hocrdsl.harness.case import Case
from hocrdsl.harness.session import case_files, read_files, session
from hocrdsl.rules import Rules, load
from hocrdsl.syntax import nodes as syntax

HOCR = Path(__file__).parents[2] / "rulebooks" / "hocr"
TOY = Path(__file__).parents[1] / "toy"
AT = session(HOCR, "rulebooks/hocr")
SHELF = Shelf(AT.book.text, "rulebooks/hocr")
OLD = [day for day in SHELF.days() if "2014-04-01" <= day <= "2025-04-01"]
EDITIONS = OLD[:: max(1, len(OLD) // 6)]
EVERY: list[Case] = read_files(AT, case_files(HOCR, "rulebooks/hocr"))[0]
CASES = EVERY[::131]


def written_on(day: str) -> dict[str, str]:
    """Label -> standing, read off the text itself."""
    made = take(SHELF, day).value
    assert made is not None
    return {item.label: standing_of(item) for item in made.items
            if isinstance(item, syntax.Disagreement) or isinstance(item, syntax.Provision) and item.role != "reading"}


def told(sentences: list[str]) -> dict[str, str]:
    """Label -> standing, as sentences say it."""
    found = {}
    for one in sentences:
        if said := re.fullmatch(r"Standing of the text: (.+?) for (.+)\.", one):
            found.update(dict.fromkeys(re.findall(r"\b[A-Z]+\d+(?:\.\d+)*\b", said[2]), said[1]))
    return found


@pytest.mark.parametrize("day", EDITIONS)
def test_an_explanation_says_what_is_not_confirmed(day: str) -> None:
    rules, written = Rules(AT.book, as_of=day), written_on(day)
    doubted = 0
    for case in CASES:
        why = rules.explain(case.incident.canonical, case.given or None)
        rests = {label: written[label] for label in why.decision["reasons"]}
        doubtful = {label: word for label, word in rests.items() if word != CONFIRMED}
        assert told(list(why.sentences)) == doubtful, case.name
        assert {label: reason["standing"] for label, reason in why.decision["reasons"].items()} == rests
        doubted += bool(doubtful)
    # in these editions a test that found nothing in doubt would have looked at nothing
    assert doubted > len(CASES) / 2


@pytest.mark.parametrize("day", [OLD[0], OLD[-1]])
def test_a_compiled_edition_says_it_too(day: str) -> None:
    rules, written = Rules(AT.book, as_of=day), written_on(day)
    module: dict[str, Any] = {}
    exec(compile(emit(rules.plan()), "edition.py", "exec"), module)
    number = 0
    for case in [one for one in EVERY if not one.given][:6]:
        for decision in (module["explain"](case.incident.canonical), module["decide"](case.incident.canonical)):
            for label, reason in decision["reasons"].items():
                assert reason["standing"] == written[label]
                number += 1
    assert number


def test_what_provisions_read_is_said() -> None:
    """Definitions and tables that a deciding provision reads are part of what a decision rests on."""
    rules = Rules(AT.book, as_of=OLD[0])
    sentences = [one for case in CASES for one in rules.explain(case.incident.canonical, case.given or None).sentences
                 if one.startswith("Standing of the text: ")]
    assert any("definitions and tables that they read" in one for one in sentences)
    assert any("the definition of " in one or 'the table "' in one for one in sentences)


def test_two_editions_each_say_their_own() -> None:
    """One label, one wording in the first edition and another in the second: each is cited where it decided."""
    entry = {"kind": "sponge", "category": "C1 C/01", "condition": "sound", "complaint": "none"}
    incident = {"deliveries": [
        {"handed_in": day, "brought_by": "grower", "entries": [{**entry, "grower": grower, "picked": day}]}
        for day, grower in (("2021-07-01", "Ann"), ("2025-07-01", "Bob"))
    ], "growers": {"Ann": {"age": 40}, "Bob": {"age": 41}}}
    sentences = load(TOY).explain(incident).sentences
    collected = [one for one in sentences if one.startswith("The collection of")]
    assert len(collected) == 2
    assert "prize 1" in collected[0] and "[Fete Handbook, 2019 printing, p. 9]" in collected[0]
    assert "prize 2" in collected[1] and "[Fete Handbook, p. 9]" in collected[1]
    assert [one for one in sentences if one.startswith("Standing")] == [
        "Standing of the text: recalled for G1.1 (edition 2020-01)."]
