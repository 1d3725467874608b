"""Findings over provisions together: each example case, decided, does what the finding says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from hocrdsl.analysis import findings
from hocrdsl.backends.trace import edition
from hocrdsl.pipeline import editions, make_plan, read_book
from hocrdsl.plan import Plan
from hocrdsl.world.decide import decide

ROOT = Path(__file__).parents[2]
BAD = ROOT / "tests" / "language" / "bad"


def plan_of(path: Path) -> Plan:
    book = read_book(path).value
    assert book is not None
    made = make_plan(book, editions(book)[-1])
    assert made.value is not None, [one.title for one in made.diagnostics]
    return made.value


def decided(plan: Plan, lines: tuple[str, ...]) -> dict[str, Any]:
    """The decision on an example."""
    incident = _snake(yaml.safe_load("\n".join(lines)))
    runnable = edition(plan)
    return dict(decide(incident, plan.vocabulary, lambda date: runnable, {"package": "test"}))


def _snake(value: Any) -> Any:
    if isinstance(value, dict):
        return {key if key[-1].isdigit() else key.replace(" ", "_"): _snake(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_snake(one) for one in value]
    return str(value) if isinstance(value, date) else value


@pytest.mark.parametrize("path", sorted(BAD.glob("HR40[123]*.rules")), ids=lambda path: path.stem)
def test_examples_replay(path: Path) -> None:
    plan = plan_of(path)
    found = [one for one in findings(plan, groups=False) if one.severity == "error"]
    assert found
    for one in found:
        decision = decided(plan, one.example)
        assert decision["determined"], one.example
        assert "fault of the rulebook" in {mark["mark"] for mark in decision["marks"]}


def test_the_toy_has_no_error(tmp_path: Path) -> None:
    found = findings(plan_of(ROOT / "tests" / "toy"), cache_folder=tmp_path)
    assert [one.code for one in found if one.severity == "error"] == []


def test_groups_are_kept_and_a_spoilt_file_is_no_file(tmp_path: Path) -> None:
    plan = plan_of(BAD / "HR412_circle.rules")
    first = findings(plan, cache_folder=tmp_path)
    (kept,) = tmp_path.iterdir()
    assert findings(plan, cache_folder=tmp_path) == first
    for spoilt in ("", "{", '{"answer": 3}', '{"answer": {"total": 1, "shown": [[["x"], ["no such label"]]]}}'):
        kept.write_text(spoilt)
        assert findings(plan, cache_folder=tmp_path) == first
