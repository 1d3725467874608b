"""What can be stated: told at a terminal, as data, on a page, and to editors."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from hocrdsl.copies import Shelf, take
from hocrdsl.copies.stateable import Described, Stateable, as_text, stateable
from hocrdsl.harness.schema import schema
from hocrdsl.harness.schema_words import words_of
from hocrdsl.plan import Plan
from hocrdsl.rules import load

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "language" / "good" / "facts_in_groups.rules"


@cache
def plan(path: Path) -> Plan:
    return load(path).plan()


@cache
def described(path: Path) -> tuple[Described, ...]:
    rules = load(path)
    copy = take(Shelf(rules.book.text, ""), rules.plan().day).value
    assert copy is not None
    return stateable(copy, rules.plan())


def facts(path: Path) -> dict[str, Stateable]:
    return {f"{one.entity}'s {one.name}": one for entity in described(path) for group in entity.groups
            for one in group.facts}


def test_what_brings_news_comes_first_and_rows_last() -> None:
    assert [one.name for one in described(SMALL)] == ["report", "allegation", "matter", "crime", "party", "offence"]


def test_a_fact_says_everything_about_itself() -> None:
    act = facts(SMALL)["allegation's act"]
    assert act.values == (
        ("hit", "Any force on the body, however slight."), ("threatened", "Made the victim fear force at once."),
    )  # fmt: skip
    assert (act.group, act.kind, act.read_by) == ("What was done", "one of", ("A1",))
    hurt = facts(SMALL)["matter's hurt"]
    assert (hurt.presumed, hurt.presumed_by, hurt.read_by) == ("no", "[Crime Recording Rules 2026/27, p. 1]", ("B1",))
    # what a thing stands under is not written down
    assert facts(SMALL)["allegation's report"].stands_under == "report"


def test_the_terminal_is_told_everything() -> None:
    assert list(as_text(described(SMALL)))[:18] == """\
report: under `reports`
    received  (a date)
      It must be stated.

allegation: under `allegations` of its report
  It has what can be stated of matter too.
    report  (one report)
      It is not written down: it is the report that the allegation stands under.

  allegation, "What was done": An act as a camera would have seen it.
    act  (one of)
      What did the offender do?
        hit: Any force on the body, however slight.
        threatened: Made the victim fear force at once.
      For example: Bob pushes Ann off her chair: hit.
      If nothing is said it is unknown.

matter: what every allegation and every crime has""".splitlines()


def test_editors_are_told_what_values_mean() -> None:
    made = schema(plan(SMALL).vocabulary, "incident", words_of(plan(SMALL).model))
    one = made["properties"]["reports"]["items"]["properties"]["allegations"]["items"]["properties"]
    assert one["act"]["description"] == "What did the offender do? For example: Bob pushes Ann off her chair: hit."
    assert one["act"]["anyOf"][0] == {"anyOf": [
        {"enum": ["hit"], "description": "Any force on the body, however slight."},
        {"enum": ["threatened"], "description": "Made the victim fear force at once."},
    ]}  # fmt: skip
    jsonschema.Draft202012Validator.check_schema(made)
    held = jsonschema.Draft202012Validator(made)

    def incident(**said: Any) -> dict[str, Any]:
        return {"reports": [{"received": "2026-05-01", "allegations": [said]}]}

    for good in ({"act": "hit"}, {"act": None}, {"act": "unknown", "hurt": True}, {"hurt": "no"}):
        assert held.is_valid(incident(**good)), good
    for bad in ({"act": "kicked"}, {"hurt": "maybe"}, {"hurt": 1}, {"act": True}):
        assert not held.is_valid(incident(**bad)), bad
    # what is explained is no other than what is not
    assert stripped(made) == stripped(schema(plan(SMALL).vocabulary, "incident"))


def stripped(one: Any) -> Any:
    """A schema without descriptions, options in one list."""
    if isinstance(one, list):
        return [stripped(inner) for inner in one]
    if not isinstance(one, dict):
        return one
    found = {name: stripped(inner) for name, inner in one.items() if name != "description" or isinstance(inner, dict)}
    parts = found.get("anyOf", [])
    if list(found) == ["anyOf"] and all(list(part) == ["enum"] for part in parts) and None not in parts[-1]["enum"]:
        return {"enum": sorted((value for part in parts for value in part["enum"]), key=str)}
    return {name: sorted(inner, key=str) if name == "enum" else inner for name, inner in found.items()}


@cache
def hook() -> ModuleType:
    place = importlib.util.spec_from_file_location("docs_vocabulary", ROOT / "scripts" / "docs_vocabulary.py")
    assert place is not None and place.loader is not None
    made = importlib.util.module_from_spec(place)
    place.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def page() -> str:
    found: str = hook().on_page_markdown((ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8"))
    return found


def test_the_page_has_every_fact_with_its_values_and_readers(page: str) -> None:
    assert "<!-- vocabulary" not in page
    parts = dict(re.findall(r'<a id="(fact-[^"]+)"></a>\n(.*?)(?=<a id=|\n## |\n### |\Z)', page, re.DOTALL))
    every = {one for entity in described(ROOT / "rulebooks" / "hocr") if not entity.rows
             for group in entity.groups for one in group.facts}
    assert len(parts) == len(every)
    for one in every:
        part = parts[hook().anchor("fact", one.entity, one.name)]
        assert part.startswith(f"**{one.name}**")
        assert hook().plain(one.asked) in part
        assert all(f"`{value}`" in part for value, _ in one.values if one.kind == "one of")
        assert all(hook().plain(means) in part for _, means in one.values)
        if 0 < len(one.read_by) <= hook().MANY:
            assert re.findall(r'html#provision-([\w.]+)"', part) == list(one.read_by)


def test_a_reading_copy_has_the_groups_with_what_values_mean() -> None:
    from hocrdsl.copies import Imprint, reading_copy

    rules = load(SMALL)
    copy = take(Shelf(rules.book.text, ""), rules.plan().day).value
    assert copy is not None
    made = reading_copy(copy, rules.plan().model, Imprint("small", "0000000", "small", "", {}), [])
    assert "What was done (allegation)" in made and "An act as a camera would have seen it." in made
    assert "hit: Any force on the body, however slight." in made
    assert "For example: Bob pushes Ann off her chair: hit." in made


def test_the_page_is_in_the_site() -> None:
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert "vocabulary.md" in config and "scripts/docs_vocabulary.py" in config
