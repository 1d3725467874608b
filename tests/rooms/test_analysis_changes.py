"""Text changes, flips and mutants of the toy rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from hocrdsl.analysis.diff import Difference, Question, flips
from hocrdsl.analysis.diff_markdown import as_markdown
from hocrdsl.analysis.diff_text import as_json, as_text
from hocrdsl.analysis.encode import Encoder
from hocrdsl.analysis.mutate import mutants, same_meaning, sample
from hocrdsl.analysis.regions import Space
from hocrdsl.analysis.survivors import Tried, lowered, survivors
from hocrdsl.analysis.text_changes import text_changes
from hocrdsl.backends.trace import Trace, edition
from hocrdsl.pipeline import editions, make_plan, read_book
from hocrdsl.plan import Plan
from hocrdsl.world.decide import decide

TOY = Path(__file__).parents[1] / "toy"


@pytest.fixture(scope="module")
def plans() -> list[Plan]:
    book = read_book(TOY).value
    assert book is not None
    found = [make_plan(book, day).value for day in editions(book)]
    assert all(found)
    return [plan for plan in found if plan is not None]


class Decides:
    """Rules of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.runnable = edition(plan)

    def decide(self, incident: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return dict(decide(dict(incident), self.plan.vocabulary, lambda date: self.runnable, {"package": ""}, given))


def entries(*facts: dict[str, Any]) -> dict[str, Any]:
    growers = {"Tom": {"age": 40, "garden": "none"}}
    delivery = {"handed_in": "2026-04-01", "brought_by": "post", "entries": list(facts)}
    return {"growers": growers, "deliveries": [delivery]}


ONION = {"kind": "onion", "weight": 2, "condition": "sound", "complaint": "none", "grower": "Tom", "plot": "none"}


def test_the_amendment_is_told_limb_by_limb_and_row_by_row(plans: list[Plan]) -> None:
    changes = {one.label: one for one in text_changes(plans[-2].model, plans[-1].model)}
    assert [(part.kind, part.part) for part in changes["A1"].parts] == [("substituted", "when (b)")]
    assert [part.part for part in changes["rows of category"].parts] == ["row V2 V/03"]
    assert text_changes(plans[-1].model, plans[-1].model) == ()


def test_flips_name_what_made_them(plans: list[Plan]) -> None:
    first = plans[-1].model.provisions["A1"]
    limb = next(one for one in mutants(plans[-1].model) if (*one.key, one.description) == ("A1", "limb (a) left out"))
    changed = lowered(plans[-1], limb.apply(plans[-1].model))
    assert changed.model.provisions["A1"] != first
    cases = [Question("spoilt onion", entries({**ONION, "condition": "spoilt", "giant": False}))]
    found = flips(Decides(plans[-1]), Decides(changed), cases, plans[-1].vocabulary)
    assert [one.kinds for one in found] == [("more", "other fate", "other conclusions")]
    assert "D1" in found[0].come
    whole = Difference("old", "new", text_changes(plans[-1].model, changed.model), found, 1)
    assert "omitted when (a)" in as_text(whole)
    assert "| spoilt onion | more, other fate, other conclusions |" in as_markdown(whole)
    assert as_json(whole)["flips"][0]["old"] == "0 prizes; kept back"


def test_mutants_are_rulebooks_and_no_two_are_alike(plans: list[Plan]) -> None:
    model = plans[-1].model
    found = list(mutants(model))
    assert len(found) > 150
    for one in found:
        changed = one.apply(model)
        assert changed != model, one
        lowered(plans[-1], changed)
    kinds = {one.kind for one in found}
    assert kinds >= {"limb", "connective", "negation", "option", "bound", "date or number", "clause", "direction",
                     "output", "unit", "provision", "row", "presumption"} - {"direction"}
    assert sample(found, 10, 3) == sample(found, 10, 3) != sample(found, 10, 4)


def test_the_same_after_all_is_left_out(plans: list[Plan]) -> None:
    encoder = Encoder(plans[-1].model, Space())
    same = [one for one in mutants(plans[-1].model) if same_meaning(plans[-1].model, one, encoder)]
    # the table has no row for other kinds, so the clause says nothing more
    assert ("B1", "`where` left out") in [(one.label, one.description) for one in same]


class Trial:
    """The incident keeps the decision that it has under the unchanged plan."""

    def __init__(self, name: str, incident: dict[str, Any], plan: Plan) -> None:
        self.name = name
        self.incident = incident
        self.expected = self._fates(edition(plan), plan)
        self.plan = plan

    def _fates(self, runnable: dict[str, Any], plan: Plan) -> Any:
        decision = decide(dict(self.incident), plan.vocabulary, lambda date: runnable, {"package": ""})
        return [(one["fate"], one["result"], one["category"]) for one in decision["fates"]]

    def holds(self, runnable: Any) -> bool:
        return bool(self._fates(runnable[1], runnable[0]) == self.expected)

    def tried(self, plan: Plan) -> Tried:
        trace = Trace()
        self._fates(edition(plan, trace), plan)
        labels = frozenset(one.label for one in trace.entries)
        return Tried(labels, labels, frozenset(plan.model.rows["category"].keys))

    def cited(self) -> frozenset[str]:
        return frozenset()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_case_notices_the_limb_it_tests(plans: list[Plan], workers: int) -> None:
    plan = plans[-1]
    chosen = [one for one in mutants(plan.model) if one.key == ("A1",) and one.kind == "limb"]
    cases = [Trial("spoilt onion", entries({**ONION, "condition": "spoilt", "giant": False}), plan)]
    found = survivors(plan, chosen, cases, lambda plan, number: (plan, edition(plan)), workers)
    noticed = {one.mutant.description: one.noticed_by for one in found.verdicts}
    assert noticed["limb (a) left out"] == "spoilt onion"
    assert noticed["limb (b) left out"] == ""
    assert 0 < found.share < 1
