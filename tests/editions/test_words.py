"""Words that the deciding edition does not have are set aside in plain sight, by every way of deciding."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hocrdsl.backends.python import emit
from hocrdsl.harness.incident import read_incident
from hocrdsl.harness.schema import schema
from hocrdsl.rules import load
from hocrdsl.source import SourceText
from hocrdsl.world.read import InvalidIncident

WORDS = Path(__file__).parent / "words"
OLD, NEW = "2021-06-01", "2023-06-01"


def incident(*days: str, **entry: Any) -> dict[str, Any]:
    return {"deliveries": [{"handed_in": day, "entries": [dict(entry)]} for day in days]}


def asides(decision: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["mark"], one["path"]) for one in decision["marks"] if one["mark"].startswith("set aside")]


def alone(edition: str, told: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The decision of the standalone module of one edition, run without the package."""
    name = f"rules_{edition.replace('-', '_')}"
    (folder / f"{name}.py").write_text(emit(load(WORDS, edition=edition).plan()), encoding="utf-8")
    script = f"import sys, json; sys.path.insert(0, {str(folder)!r}); import {name} as one\n"
    script += f"told = json.loads({json.dumps(told)!r}); assert one.validate(told) == (); one.answers(told)\n"
    script += "print(json.dumps([one.decide(told), one.explain(told)['marks']]))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], check=True, capture_output=True, text=True)
    decision, marks = json.loads(done.stdout)
    assert marks == decision["marks"]
    return decision  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("day", "entry", "fate", "aside"),
    [
        # an option that came later: the thing is none of those that there were
        (OLD, {"kind": "bread"}, "result", "kind bread, not in this edition (from 2022-01-01)"),
        (NEW, {"kind": "bread"}, "recorded", None),
        # a fact that came later
        (OLD, {"kind": "marrow", "ribbon": False}, "recorded", "ribbon, not in this edition (from 2022-01-01)"),
        # of another type: the deciding edition's is asked, and what it can't take counts as not told
        (OLD, {"kind": "marrow", "tall": "low"}, "recorded", "tall as told, not in this edition (from 2022-01-01)"),
        (NEW, {"kind": "sponge", "judged_by": "none", "tall": True}, "result",
         "tall as told, not in this edition (until 2021-12-31)"),
        (NEW, {"kind": "sponge", "tall": "high"}, "recorded", None),
        # presumed as the deciding edition presumes
        (OLD, {"kind": "marrow"}, "recorded", None),
        (NEW, {"kind": "sponge", "judged_by": "none"}, "result", None),
        # what stands under a heading that came later
        (OLD, {"kind": "marrow", "judged_by": "Eve"}, "recorded", "judged by, not in this edition (from 2022-01-01)"),
    ],
)
@pytest.mark.parametrize("backend", ["reference", "python", "alone"])
def test_what_an_edition_lacks(
    day: str, entry: dict[str, Any], fate: str, aside: str | None, backend: str, tmp_path: Path
) -> None:
    told = incident(day, **{"grower": "Ann", "category": "V1 V/01", **entry})
    if backend == "alone":
        decision = alone("2020-01" if day == OLD else "2022-01", told, tmp_path)
    else:
        decision = load(WORDS, backend=backend).decide(told)
    assert decision["determined"] and [one["fate"] for one in decision["fates"]] == [fate]
    fact = "judged_by" if aside and aside.startswith("judged") else (aside or "").replace(",", "").split(" ")[0]
    path = f"deliveries/0/entries/0/{fact}"
    assert asides(decision) == ([(f"set aside: {aside}", path)] if aside else [])


@pytest.mark.parametrize("backend", ["reference", "python"])
@pytest.mark.parametrize(("edition", "claim"), [("2020-01", "B1 B/01"), ("2022-01", "O1 O/01")])
def test_a_claim_set_aside_leaves_the_thing_without_a_class(backend: str, edition: str, claim: str) -> None:
    told = incident(OLD if edition == "2020-01" else NEW, kind="marrow", tall="none", category=claim, late=True)
    told["deliveries"][0]["entries"][0].pop("tall")
    decision = load(WORDS, edition=edition, backend=backend).decide(told)
    when = "from 2022-01-01" if edition == "2020-01" else "until 2021-12-31"
    assert asides(decision) == [
        (f"set aside: category {claim}, not in this edition ({when})", "deliveries/0/entries/0/category")
    ]
    assert decision["prizes"] == [] and decision["fates"][0]["category"] is None
    assert decision["fates"][0]["result"] == "committee"


@pytest.mark.parametrize("backend", ["reference", "python"])
def test_each_event_by_the_words_of_its_own_edition(backend: str) -> None:
    told = incident(OLD, NEW, grower="Ann", category="V1 V/01", kind="bread", judged_by="Eve")
    told["judges"] = {"Eve": {"strict": False}}
    told["growers"] = {"Ann": {}}
    decision = load(WORDS, backend=backend).decide(told)
    assert [one["fate"] for one in decision["fates"]] == ["result", "recorded"]
    # only the first event's own words are set aside, and the heading, for it alone
    assert asides(decision) == [
        ("set aside: judges, not in this edition (from 2022-01-01)", "judges"),
        ("set aside: kind bread, not in this edition (from 2022-01-01)", "deliveries/0/entries/0/kind"),
        ("set aside: judged by, not in this edition (from 2022-01-01)", "deliveries/0/entries/0/judged_by"),
    ]
    assert decision["replay"]["edition"] == "2020-01, 2022-01"


@pytest.mark.parametrize("backend", ["reference", "python"])
def test_presumptions_turn_with_the_edition_and_decided_things_stay_what_they_were(backend: str) -> None:
    told = incident(OLD, NEW, grower="Ann", category="V1 V/01", kind="marrow")
    decision = load(WORDS, backend=backend).decide(told)
    # the first by `late` as it was presumed then; the second joins what the first came to
    assert [one["fate"] for one in decision["fates"]] == ["recorded", "joined"]
    assert {(one["about"], one["fact"]) for one in decision["presumed"]} >= {("entry 1", "late"), ("entry 1", "tall")}
    again = load(WORDS, backend=backend).decide(incident(OLD, NEW, grower="Ann", category="O1 O/01", kind="marrow"))
    # the row has gone: the prize already given stays, and the new entry has no class
    assert [one["category"] for one in again["prizes"]] == ["O1 O/01"]
    assert [one["fate"] for one in again["fates"]] == ["recorded", "referred"]
    assert asides(again) == [
        ("set aside: category O1 O/01, not in this edition (until 2021-12-31)", "deliveries/1/entries/0/category")
    ]


@pytest.mark.parametrize("backend", ["reference", "python"])
def test_what_is_unknown_is_asked_in_the_words_of_each_edition(backend: str) -> None:
    told = incident(OLD, NEW, grower="Ann", category="V1 V/01")
    told["deliveries"][1]["entries"][0] |= {"grower": "Bob", "judged_by": "none"}
    rules = load(WORDS, backend=backend)
    decision = rules.decide(told)
    assert not decision["determined"]
    asked = {(one["about"], tuple(one["answers"])) for one in decision["undetermined"]["ask"]}
    assert asked == {("entry 1", ("marrow", "sponge")), ("entry 2", ("marrow", "sponge", "bread"))}
    assert decision["undetermined"]["prizes"] == {"low": 0, "high": 2}


def test_backends_agree_under_every_edition() -> None:
    every = [
        incident(OLD, NEW, grower="Ann", category=category, kind=kind, **more)
        for category in ("V1 V/01", "O1 O/01", "B1 B/01")
        for kind in ("marrow", "sponge", "bread")
        for more in ({}, {"tall": True}, {"tall": "high"}, {"ribbon": True}, {"late": False}, {"judged_by": "Eve"})
    ]
    for edition in (None, "2020-01", "2022-01"):
        fast, slow = (load(WORDS, edition=edition, backend=one) for one in ("python", "reference"))
        for told in every:
            assert fast.decide(told) == slow.decide(told)


def test_what_no_edition_knows_is_still_wrong() -> None:
    rules = load(WORDS)
    for entry in ({"kind": "leek"}, {"size": 3}, {"category": "X9"}, {"tall": 3}, {"ribbon": "yes please"}):
        for day in (OLD, NEW):
            with pytest.raises(InvalidIncident):
                rules.decide(incident(day, **entry))
            assert rules.validate(incident(day, **entry))
    assert not rules.validate(incident(OLD, kind="bread", ribbon=None))


@pytest.mark.parametrize("backend", ["reference", "python"])
def test_what_is_given_in_words_that_an_edition_lacks(backend: str) -> None:
    told = incident(OLD, grower="Ann", category="V1 V/01")
    decision = load(WORDS, backend=backend).decide(told, {"kind": "bread"})
    assert decision["fates"][0]["fate"] == "result"
    assert asides(decision) == [("set aside: kind bread, not in this edition (from 2022-01-01)", "given/kind")]


def test_news_in_words_that_an_edition_lacks() -> None:
    told = incident(NEW, grower="Ann", category="V1 V/01", kind="sponge")
    told["news"] = [{"on": "2023-07-01", "about": "entry 1", "tall": True}]
    for backend in ("reference", "python"):
        decision = load(WORDS, backend=backend).decide(told)
        assert asides(decision) == [
            ("set aside: tall as told, not in this edition (until 2021-12-31)", "news/0/tall")
        ]


def test_the_explanation_says_it() -> None:
    why = load(WORDS).explain(incident(OLD, grower="Ann", category="V1 V/01", kind="bread"))
    assert "Set aside: kind bread of entry 1, which edition 2020-01 does not have (from 2022-01-01)." in why.sentences


def test_an_incident_and_its_schema_take_the_words_of_every_edition() -> None:
    text = "deliveries:\n  - handed in: 2021-06-01\n    entries: [{kind: bread, category: O1 O/01, grower: Ann}]\n"
    text += "judges: {Eve: {strict: yes}}\n"
    for edition in ("2020-01", "2022-01"):
        rules = load(WORDS, edition=edition)
        read = read_incident(SourceText("i.yaml", text), rules.plan().vocabulary, rules.plan())
        assert read.value is not None, read.diagnostics
        assert rules.decide(read.value.canonical)["determined"]
        shape = json.dumps(schema(rules.plan().vocabulary, "incident"))
        assert all(word in shape for word in ("bread", "O1 O/01", "B1 B/01", "judges", "ribbon"))


@pytest.mark.parametrize("backend", ["reference", "python"])
def test_a_decision_of_two_editions_says_which_decided_what(backend: str) -> None:
    told = incident(OLD, NEW, grower="Ann", category="V1 V/01", kind="marrow", late=True, tall="none")
    for delivery in told["deliveries"]:
        del delivery["entries"][0]["tall"]
    told["news"] = [{"on": "2023-07-01", "about": "Ann", "age": 30}]
    told["growers"] = {"Ann": {}}
    decision = load(WORDS, backend=backend).decide(told)
    assert decision["editions"] == [
        {"about": "delivery 1", "on": OLD, "edition": "2020-01"},
        {"about": "delivery 2", "on": NEW, "edition": "2022-01"},
        {"about": "news about Ann", "on": "2023-07-01", "edition": "2022-01"},
    ]
    assert [one["mark"] for one in decision["marks"]] == []
    # one edition for all: nothing to tell apart, and what lies outside it is hypothetical
    forced = load(WORDS, edition="2022-01", backend=backend).decide(told)
    assert "editions" not in forced and forced["replay"]["edition"] == "2022-01"
    assert [(one["mark"], one["about"], one["because"]) for one in forced["marks"]] == [
        ("hypothetical", ["delivery 1"], ["2022-01"])
    ]


def test_the_explanation_says_which_edition_decided_and_why() -> None:
    told = incident(OLD, NEW, grower="Ann", category="V1 V/01", kind="sponge", judged_by="none", late=False)
    del told["deliveries"][0]["entries"][0]["judged_by"]
    told["deliveries"][0]["entries"][0]["late"] = True
    why = load(WORDS).explain(told)
    assert why.sentences[1] == (
        "Each is decided by the edition in force on its own date, the delivery's handed in: "
        "delivery 1 (2021-06-01) by edition 2020-01; delivery 2 (2023-06-01) by edition 2022-01."
    )
    # the limbs told are those of the edition that decided: the earlier wording of A1 has others
    first, second = (next(one for one in why.sentences if one.startswith(f"entry {n}")) for n in (1, 2))
    assert "(a) the kind is marrow" in first
    assert "(a) the kind is one of marrow, bread" in second and "(e) the late" in second
    forced = load(WORDS, edition="2022-01").explain(told)
    assert not any(one.startswith("Each is decided") for one in forced.sentences)
    past = "Hypothetical: delivery 1 came at a time when edition 2022-01 was not in force."
    assert past in forced.sentences


@pytest.mark.parametrize(("day", "tall", "fate"), [(OLD, "yes", "recorded"), (NEW, "high", "recorded")])
def test_a_fact_of_another_type_is_written_as_its_own_edition_takes_it(day: str, tall: str, fate: str) -> None:
    entry = f"{{kind: marrow, category: V1 V/01, grower: Ann, tall: {tall}}}"
    text = f"deliveries:\n  - handed in: {day}\n    entries: [{entry}]\n"
    for edition in ("2020-01", "2022-01"):
        words = load(WORDS, edition=edition).plan()
        read = read_incident(SourceText("i.yaml", text), words.vocabulary, words)
        assert read.value is not None, read.diagnostics
        decision = load(WORDS).decide(read.value.canonical)
        assert [one["fate"] for one in decision["fates"]] == [fate] and not asides(decision)
    wrong = read_incident(SourceText("i.yaml", text.replace(tall, "sideways")), load(WORDS).plan().vocabulary)
    assert [one.code for one in wrong.diagnostics] == ["HR507"]


@pytest.mark.parametrize("backend", ["reference", "python"])
def test_what_one_edition_presumes_and_another_asks(backend: str, tmp_path: Path) -> None:
    text = (WORDS / "rulebook.rules").read_text(encoding="utf-8")
    # from 2022 nothing is presumed of `late`: it is asked; before, it is presumed
    presumed = "has late: yes or no; presume no when unknown [Fete Handbook, p. 2]"
    (tmp_path / "rulebook.rules").write_text(text.replace(presumed, "has late: yes or no"), encoding="utf-8")
    rules = load(tmp_path, backend=backend)
    told = incident(OLD, NEW, grower="Ann", category="V1 V/01", kind="marrow")
    told["deliveries"][1]["entries"][0] |= {"grower": "Bob", "kind": "sponge", "judged_by": "none"}
    for _ in range(2):
        decision = rules.decide(told)
        assert decision["undetermined"]["prizes"] == {"low": 1, "high": 2}
        # the first event's entry is presumed late in every completion
        assert [one["fate"] for one in decision["fates"]] == ["recorded"]
        assert [(one["about"], one["fact"]) for one in decision["undetermined"]["ask"]] == [("entry 2", "late")]
    told["deliveries"].reverse()
    assert rules.decide(told)["undetermined"]["prizes"] == {"low": 1, "high": 2}
    # a thing of both events: asked of it by the one, presumed by the other
    told["deliveries"] = incident(NEW, grower="Ann", category="V1 V/01", kind="sponge", judged_by="none")["deliveries"]
    forced = rules.decide(told)
    assert forced["undetermined"]["prizes"] == {"low": 0, "high": 1}
