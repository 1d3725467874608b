"""Cases read, run and summed up; the toy's own cases pass."""

from __future__ import annotations

import json
import pickle
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hocrdsl.harness.lexicon import Lexicon
from hocrdsl.harness import Case, Selection, as_json, as_text, junit_xml
from hocrdsl.harness.coverage import coverage, limbs_of
from hocrdsl.harness.expect import fate_of
from hocrdsl.harness.names import Names
from hocrdsl.harness.read_cases import read_cases
from hocrdsl.harness.run import Results, run
from hocrdsl.harness.session import Session, run_rulebook, session
from hocrdsl.harness.snapshots import (
    GoldenRefused, answers, block, blocks, days_kept, differences, refuse_golden, written,
)
from hocrdsl.harness.summary import failure, summary_line
from hocrdsl.source import SourceText
from hocrdsl.syntax.nodes import Date

TOY = Path(__file__).parents[1] / "toy"
INCIDENT = """\
incident:
  deliveries:
    - handed in: 2026-05-01
      entries:
        - {grower: Ann, kind: onion, condition: sound, complaint: none, plot: none, picked: 2026-04-30}
"""
EXPECT = "expect:\n  2026-04:\n    prizes: [{section: V2 V/03, entries: [1], because: [B1, A1, D1]}]\n"


@cache
def toy() -> Session:
    return session(TOY, "toy", backend="reference")


def cases(text: str) -> tuple[Case, ...]:
    checked = read_cases(SourceText("x.yaml", text), toy().vocabulary, toy().names)
    assert not checked.diagnostics, [one.title for one in checked.diagnostics]
    return checked.value or ()


def case(expect: str = EXPECT, head: str = "", incident: str = INCIDENT) -> Case:
    first = f"case: an onion\ncites: [Fete Handbook, p. 3]\n{head}"
    return cases(f"{first}{incident}taken as given: {{age: 40}}\n{expect}")[0]


def ran(*chosen: Case, selection: Selection | None = None) -> Results:
    return run(toy().rules_for, chosen, toy().vocabulary, selection)


def drawn(expect: str, **others: str) -> str:
    results = ran(case(expect, **others))
    assert [one.status for one in results.outcomes] == ["failed"]
    return failure(results.outcomes[0])


def test_the_cases_of_the_toy_pass() -> None:
    results = run_rulebook(toy())
    assert results.exit_code == 0, as_text(results)
    assert {one.origin for one in results.outcomes} == {"printed", "stated-rule", "constructed", "dispute"}


def test_a_case_that_passes() -> None:
    results = ran(case())
    assert results.exit_code == 0 and [one.id for one in results.outcomes] == ["an onion@2026-04"]


def test_the_first_difference_is_shown() -> None:
    text = drawn("expect:\n  2026-04:\n    prizes:\n      - {section: V1, entries: [1], because: [A1]}\n")
    assert text.splitlines() == [
        "FAILED an onion@2026-04   x.yaml:12",
        "   expected   1 prize: V1",
        "   decided    1 prize: V2 V/03",
        "   first difference",
        '     D1   entry 1 is recorded as V2 V/03   "One prize for each circle"   p. 8',
    ]


@pytest.mark.parametrize(("expect", "said"), [
    ("{}", "decided    1 prize: V2 V/03"),
    ("{prizes: [{section: V2, because: [A1]}, {section: V2, because: [A1]}]}", "expected   2 prizes: V2 (2 times)"),
    ("{prizes: [{section: V2, times: 2, because: [A1]}]}", "expected   2 prizes: V2 (2 times)"),
    ("{prizes: [{section: V2, because: [F1]}]}", "F1   was expected to decide, and did not"),
    ("{prizes: [{section: V2, because: [A1]}], fates: [{entry: 1, fate: kept back, because: [A1]}]}",
     "decided    entry 1: recorded as V2 V/03"),
    ("{prizes: [{section: V2, because: [A1]}], fates: [{entry: 7, fate: recorded}]}",
     "nothing of that name is decided"),
    ("{prizes: [{section: V2, because: [A1]}], conclusions: [{about: prize 1, collection: 2026-05-01}]}",
     "G1   concludes 2026-05-02"),
    ("{prizes: [{section: V2, because: [A1]}], conclusions: [{about: prize 1, hue: red}]}", "nothing concluded"),
    ("{prizes: [{section: V2, because: [A1]}], conclusions: [{about: prize 1, hue: nothing, collection: nothing}]}",
     "G1   concludes 2026-05-02"),
    ("{undetermined: {prizes: 0 to 2, ask: [kind]}}", "decided    1 prize: V2 V/03, determined"),
    ("{prizes: [{section: V2, because: [A1]}], permissions: [{about: prize 1, allowed: no}]}", "allowed: yes"),
    ("{prizes: [{section: V2, because: [A1]}], cancelled: [{about: prize 1, as: C2}]}", "cancelled: nothing"),
])
def test_what_differs(expect: str, said: str) -> None:
    assert said in drawn(f"expect:\n  2026-04: {expect}\n")


def test_what_is_unknown_is_named() -> None:
    text = drawn(EXPECT, incident=INCIDENT.replace("condition: sound, ", ""))
    assert "decided    0 to 1 prizes" in text and "`condition` of entry 1 is unknown (sound: 1, spoilt: 0)" in text
    for asked, status in (("condition", "passed"), ("kind", "failed")):
        expect = f"expect:\n  2026-04:\n    undetermined: {{prizes: 0 to 1, ask: [{asked}]}}\n"
        assert ran(case(expect, incident=INCIDENT.replace("condition: sound, ", ""))).outcomes[0].status == status


OPEN = """\
incident:
  growers:
    other: {count: at least 2, age: 40, garden: none, gardens together with: none}
  deliveries:
    - handed in: 2026-05-01
      the same in all: {kind: onion, condition: sound, complaint: none, picked: 2026-04-30, plot: none}
      entries:
        - {for each: other, grower: it}
"""


@pytest.mark.parametrize(("growth", "said"), [
    ("{other: {V2: 1}}", ""), ("{other: {V2 V/03: 1}}", ""),
    ("{other: {V2: 2}}", "each further other: 1 V2 V/03"), ("{other: {}}", "each further other: 1 V2 V/03"),
    ("{}", "each further other: nothing said"), ("{other: {V2: 1}, another: {V2: 1}}", "no open number"),
])
def test_an_open_number_is_answered_by_unit(growth: str, said: str) -> None:
    expect = "expect:\n  2026-04:\n    prizes: [{section: V2, times: 2, because: [D1]}]\n"
    results = ran(case(f"{expect}    each further: {growth}\n", incident=OPEN))
    assert results.exit_code == bool(said) and said in as_text(results)


def test_one_circle_has_one_prize_however_many_they_are() -> None:
    circle = OPEN.replace("gardens together with: none", "gardens together with: each other")
    expect = "expect:\n  2026-04:\n    prizes: [{section: V2, because: [D1]}]\n    each further: {other: {}}\n"
    assert ran(case(expect, incident=circle)).exit_code == 0


def test_other_fates_must_be_expected() -> None:
    text = drawn("expect:\n  2026-04: {}\n", incident=INCIDENT.replace("condition: sound", "condition: spoilt"))
    assert "entry 1: recorded (no other fate is expected)" in text and "entry 1: kept back" in text


def test_editions_and_ranges() -> None:
    names = Names(("2020-01-01", "2024-04-01", "2025-06-15"))
    assert names.editions("2024-04") == (("2024-04", "2024-04-01"),)
    assert names.editions("2025-04") == (("2025-04", "2024-04-01"),)
    assert names.editions("from 2024-05") == (("2024-04", "2024-04-01"), ("2025-06-15", "2025-06-15"))
    assert names.editions("until 2024-03") == (("2020-01", "2020-01-01"),)
    assert names.editions("until 2025-06") == tuple((day[:7] if day.endswith("01") else day, day) for day in names.days)
    assert names.editions("2020-01 to 2024-04") == (("2020-01", "2020-01-01"), ("2024-04", "2024-04-01"))
    for wrong in ("2019-12", "2024", "from", "2024-13", "until 2019-01", "2024-04 to 2020-01", "2024-04 to"):
        assert names.editions(wrong) is None


def test_an_edition_before_the_facts_or_after_is_hypothetical() -> None:
    results = ran(case("expect:\n  2020-01: {prizes: [{section: V2, because: [A1]}]}\n"))
    assert results.outcomes[0].hypothetical
    assert "1 of 1 run hypothetical" in as_text(results)


def test_known_wrong_is_turned_round() -> None:
    head = "known wrong: {reason: the page says otherwise, cites: [Fete Handbook, p. 3]}\n"
    passes = ran(case(head=head))
    assert passes.exit_code == 1 and "it passes" in as_text(passes)
    fails = ran(case("expect:\n  2026-04: {}\n", head=head))
    assert fails.exit_code == 0 and fails.outcomes[0].status == "known wrong"
    assert "1 known wrong" in summary_line(fails) and "skipped" in junit_xml(fails)


def test_positions_run_under_their_readings() -> None:
    found = case("positions:\n"
                 "  - {party: strict, cites: [Letter], reading: {D2: strict}, expect: {2026-04: {prizes: 1}}}\n"
                 "  - {party: lax, cites: [Letter], expect: {2026-04: {prizes: 2}}}\n", head="origin: dispute\n")
    results = ran(found)
    assert [(one.id, one.status) for one in results.outcomes] == [
        ("an onion@2026-04 (strict)", "passed"), ("an onion@2026-04 (lax)", "failed"),
    ]


def test_given_that_nothing_reads_is_told() -> None:
    text = as_text(ran(cases(
        f"case: x\ncites: y\n{INCIDENT}taken as given: {{age: 40, leave of a parent: given, giant: no}}\n{EXPECT}"
    )[0]), verbose=True)
    assert "unused      x: taken as given, and nothing that decides reads" in text and "`giant`" not in text
    assert "3 facts taken as given in 1 case" in text


@pytest.mark.parametrize("keep", [False, True], ids=["in brief", "in full"])
def test_a_ruling_given_and_followed_is_read(keep: bool) -> None:
    """No provision reads it: it settles what is referred."""
    settled = cases(f"""\
case: x
cites: y
{INCIDENT.replace("incident:", "incident:" + chr(10) + "  growers: {Ann: {familiar to the committee: no}}")}\
taken as given: {{word of the steward: kept back, verdict: recorded}}
expect:
  2026-04:
    fates: [{{entry: 1, fate: kept back, because: [A1.2, word of the steward]}}]
""")[0]
    (found,) = ran(settled, selection=Selection(keep_decisions=keep)).outcomes
    assert found.status == "passed" and found.unused == ("verdict",)
    if found.decision is not None:
        assert found.decision["given"] == [{"about": "entry 1", "fact": "word_of_the_steward"}]


def test_citations() -> None:
    def cited(text: str) -> list[str]:
        return [str(one) for one in cases(f"case: x\ncites: {text}\n{INCIDENT}{EXPECT}")[0].cites]

    assert cited("[Handbook 2026/27, p. 18]") == ["Handbook 2026/27, p. 18"]
    assert cited("Handbook, p. 18, example") == ["Handbook, p. 18, example"]
    assert cited("[Handbook, p. 1, example, Letter, p. 2]") == ["Handbook, p. 1, example", "Letter, p. 2"]
    assert cited('["Handbook, p. 1", "Letter, p. 2"]') == ["Handbook, p. 1", "Letter, p. 2"]
    assert cited("[[Handbook, p. 1], [Letter, p. 2]]") == ["Handbook, p. 1", "Letter, p. 2"]


@pytest.mark.parametrize(("words", "fate"), [
    ("recorded", ("recorded", "")), ("recorded as V1", ("recorded", "V1")), ("kept back", ("result", "kept_back")),
    ("absorbed into prize 1", ("absorbed", "prize 1")), ("joined to C1: Ann", ("joined", "C1: Ann")),
    ("referred to side-table", ("referred", "side_table")),
])
def test_fates_in_words(words: str, fate: tuple[str, str]) -> None:
    assert fate_of(words) == fate


@pytest.mark.parametrize(("selection", "ids"), [
    (Selection(keyword="ONION"), ["an onion@2026-04"]), (Selection(keyword="rose"), []),
    (Selection(select=("an onion",)), ["an onion@2026-04"]),
    (Selection(select=("an onion@2026-04",)), ["an onion@2026-04"]),
    (Selection(select=("x.yaml",)), ["an onion@2026-04"]), (Selection(select=("y.yaml",)), []),
    (Selection(edition="2026-04"), ["an onion@2026-04"]), (Selection(edition="2025-06-01"), ["an onion@2026-04"]),
    (Selection(edition="2020-01"), []), (Selection(only=frozenset({"an onion@2026-04"})), ["an onion@2026-04"]),
    (Selection(only=frozenset()), []),
])
def test_selection(selection: Selection, ids: list[str]) -> None:
    results = ran(case(), selection=selection)
    assert [one.id for one in results.outcomes] == ids
    assert results.exit_code == (0 if ids else 5)


def test_stop_at_the_first_failure() -> None:
    wrong = case("expect:\n  2026-04: {}\n")
    assert len(ran(wrong, case(), selection=Selection(stop_first=True)).outcomes) == 1


def test_summary_line_is_the_contracts() -> None:
    results = replace(ran(case()), rulebook="toy", digest="1a2b3c4d5e", shown="tests/toy", seconds=0.64)
    line = "1 case, 1 passed, 0 failed, 0 known wrong, 1 edition, toy 1a2b3c4 (tests/toy), 0.6 s"
    assert summary_line(results) == line
    assert as_text(results).splitlines()[-1] == summary_line(results)
    assert as_text(results).isascii()


def test_json_and_junit_hold_up() -> None:
    odd = cases(f'case: "a <b> & \\"c\\" \\x07 caf\\u00e9"\ncites: x\n{INCIDENT}expect:\n  2026-04: {{}}\n')[0]
    results = ran(odd)
    told = json.loads(json.dumps(as_json(results)))
    assert told["summary"]["failed"] == 1 and told["runs"][0]["difference"]["steps"]
    root = ElementTree.fromstring(junit_xml(results))
    assert root[0].attrib["failures"] == "1" and "<b> &" in root[0][0].attrib["name"]
    assert "\x07" not in junit_xml(results) and as_text(results).isascii()


def test_rules_are_asked_for_once() -> None:
    asked = []

    def rules_for(day: str, readings: Mapping[str, str]) -> Any:
        asked.append(day)
        return toy().rules_for(day, readings)

    run(rules_for, [case()] * 3, toy().vocabulary)
    assert len(asked) == 1


def test_coverage_by_provision_and_limb() -> None:
    results = ran(case(), selection=Selection(labels=True))
    rules: Any = toy().rules_for("2025-06-01", {})
    found = coverage(results, ("A1", "B1", "F1", "D1"), limbs_of(rules.plan(), [case()]))
    assert found.never == ("F1",) and found.exercised["A1"] == 1
    assert found.limbs["A1", "a"] == {True} and ("A1", "a") in found.one_sided


def test_snapshots_leave_golden_alone() -> None:
    held = toy().names.days
    found = answers(case(), held, toy().rules_for, toy().vocabulary)
    assert found["2020-01-01"] == "1 prize: V2 V/03" and len(found) == len(held)
    # what the source speaks for is not written down, and what is as there is not said again
    assert block(case(), held, found, held) == ["an onion", "  2020-01 to 2024-04: as golden in 2025-06"]
    other = {**found, "2020-01-01": "2 prizes: V2 V/03 (2 times)"}
    lines = block(case(), held, other, held)
    assert lines[1:] == ["  2020-01: 2 prizes: V2 V/03 (2 times)", "  2024-04: as golden in 2025-06"]
    assert blocks(written([(lines[0], lines[1:])])) == {"an onion": lines[1:]}
    assert differences(case(), lines[1:], held, other, held) == []
    assert differences(case(), lines[1:], held, found, held) == [
        "an onion, 2020-01: 2 prizes: V2 V/03 (2 times) -> 1 prize: V2 V/03"]
    assert len(differences(case(), [], held, found, held)) == 1
    # where editions are published, theirs are the answers kept
    header = toy().book.header
    assert days_kept(header, held) == held
    published = replace(header, published=(Date(held[0], span=header.span),))
    assert days_kept(published, held) == held[:1]
    assert block(case(), held[:1], found, held)[1:] == ["  2020-01: 1 prize: V2 V/03"]
    with pytest.raises(GoldenRefused, match="golden in 2026-04"):
        refuse_golden([case()], "2026-04")
    refuse_golden([case()], "2020-01")


def test_what_only_an_earlier_edition_knows_can_be_said() -> None:
    new = {"event_list": "x", "headings": {}, "listed": {},
           "entities": {"e": ("es", {"f": ("one", {"b": None}, False)}, (), ())},
           "elsewhere": {"headings": {"tents": ("tent", None, None)}, "rows": {}, "entities": {
               "e": {"f": (("one", {"a": (None, None)}, False, None, None),)},
               "tent": {"wet": (("yes", None, False, None, None),)},
           }}}
    words = Lexicon(new)
    assert set(words.facts["e"]["f"].options) == {"a", "b"}
    assert words.heading("tents") == "tents" and words.fact("tent", "wet") is not None


def test_two_processes_give_the_same_results_in_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    from hocrdsl.harness import session as sessions

    shutil.copytree(TOY, tmp_path / "toy", ignore=shutil.ignore_patterns("cases"))
    (tmp_path / "toy" / "cases").mkdir()
    for number in range(9):
        sort = "V1" if number in (3, 8) else "V2"
        expect = EXPECT.replace("V2 V/03", sort)
        text = f"case: onion {number % 8}\ncites: x\n{INCIDENT}taken as given: {{age: 40}}\n{expect}"
        (tmp_path / "toy" / "cases" / f"{number}.yaml").write_text(text)
    (tmp_path / "toy" / "cases" / "7b.yaml").write_text("case: [")
    at = session(tmp_path / "toy", "toy", backend="reference")
    alone = run_rulebook(at)
    monkeypatch.setattr(sessions, "_MANY", 2)
    monkeypatch.setattr(sessions, "_BATCH", 2)
    together = run_rulebook(at)
    assert as_json(replace(alone, seconds=0.0)) == as_json(replace(together, seconds=0.0))
    assert [one.code for one in together.diagnostics] == ["HR502", "HR518"] and len(together.failures) == 2


def test_outcomes_are_handed_from_process_to_process() -> None:
    outcomes = ran(case()).outcomes
    assert outcomes and pickle.loads(pickle.dumps(outcomes, -1)) == outcomes
