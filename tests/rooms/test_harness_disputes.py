"""Disputes over the toy: who is upheld, by edition and by reading, and how that is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hocrdsl.copies import Imprint
from hocrdsl.harness.case import Claim
from hocrdsl.harness.courts import Courts
from hocrdsl.harness.disputes import Dispute, Verdict, disputes, verdict
from hocrdsl.harness.disputes_page import as_page
from hocrdsl.harness.disputes_text import as_markdown, sentences
from hocrdsl.harness.read_cases import read_cases
from hocrdsl.harness.session import Session, session
from hocrdsl.source import SourceText
from tests.html_pages import wrong_with

TOY = Path(__file__).parents[1] / "toy"
QUARREL = """
case: an onion worth a prize
cites: [Village Gazette, p. 1]
origin: dispute
text: An onion was <b>heavy</b> | and of unknown age.
incident:
  growers: {Ann: {age: 40, gardens together with: none}}
  gardens: {north: {}, south: {}}
  deliveries:
    - handed in: 2021-05-01
      the same in all: {grower: Ann, category: R1 R/01, kind: rose, condition: sound, complaint: none}
      rows: [[plot], [north], [south]]
positions:
  - party: judges
    holds: a prize for each plot
    cites: [Fete Handbook, p. 8]
    claims: [R1 R/01, R1]
    expect: {2021-04: {prizes: 2}}
  - {party: clerk, holds: none was due before 2024, cites: [Minutes], claims: {until 2024-03: 0, from 2024-04: 2}}
  - {party: a reader, holds: 'one grower, one prize', cites: [Letter], claims: 1, reading: {D2: strict}}
  - {party: Dr Rose, holds: watering is what counts, cites: [Letter]}
"""


@pytest.fixture(scope="module")
def at() -> Session:
    return session(TOY, "toy")


@pytest.fixture(scope="module")
def quarrel(at: Session) -> Dispute:
    read = read_cases(SourceText("quarrel.yaml", QUARREL), at.lexicon, at.names)
    assert read.value, read.diagnostics
    return next(iter(disputes(Courts(at), read.value, at.names.days)))


def test_each_party_is_upheld_where_the_rules_say_what_it_claims(quarrel: Dispute) -> None:
    plain = quarrel.hearings[0]
    assert [(row.since, row.until, row.upheld, row.own, row.turned) for row in plain.rows] == [
        ("2020-01-01", "2024-03-31", ("judges",), True, False),
        ("2024-04-01", None, ("judges", "clerk"), False, True),
    ]
    assert [row.span for row in plain.rows] == ["2020-01 to 2024-03", "2024-04 to now"]


def test_a_reading_is_heard_for_who_names_it(quarrel: Dispute) -> None:
    assert [(hearing.readings, hearing.parties) for hearing in quarrel.hearings] == [
        ((), ()), ((("D2", "strict"),), ("a reader",)),
    ]
    assert {row.upheld for row in quarrel.hearings[1].rows} == {("a reader",)}


def test_who_claims_no_number_is_neither_upheld_nor_not(quarrel: Dispute) -> None:
    assert {dict(row.stands)["Dr Rose"] for hearing in quarrel.hearings for row in hearing.rows} == {"says nothing"}


def test_the_provision_that_counts_is_named_with_its_page(quarrel: Dispute) -> None:
    ground = quarrel.hearings[0].rows[0].grounds[0]
    assert (ground.label, ground.cites, ground.standing) == ("D2", ("Fete Handbook, p. 8",), "confirmed")


def test_it_is_told_in_sentences(quarrel: Dispute) -> None:
    told = list(sentences(quarrel))
    assert told[0].startswith("By the rules of its own day, 1 May 2021: 2 prizes")
    assert told[1].startswith("On 1 April 2024 the law changed sides: 2 prizes")
    assert "Upheld: judges and clerk. Not upheld: a reader." in told[1]


def test_words_of_a_case_make_no_markup(quarrel: Dispute) -> None:
    html = as_page("Disputes", [quarrel], [], Imprint("toy", "0000000", "toy", "", {}))
    assert wrong_with(html) == [] and "<b>" not in html
    assert "\\<b>heavy\\</b> \\| and" in as_markdown("Disputes", [quarrel], [])


DECISION: dict[str, Any] = {
    "determined": True, "fates": [], "undetermined": None,
    "prizes": [{"category": "V1 V/01", "section": "V1"}, {"category": "R1 R/01", "section": "R1"}],
}
OPEN = {**DECISION, "determined": False, "undetermined": {"prizes": {"low": 2, "high": 4}}}
REFERRED = {**DECISION, "fates": [{"fate": "referred"}]}
NOUNS = {"counted_list": "prizes", "classified": "category", "kept_apart_by": "section"}


@pytest.mark.parametrize(
    ("claim", "decision", "expected"),
    [
        (Claim(None, 2, None), DECISION, "upheld"),
        (Claim(None, 1, None), DECISION, "not upheld"),
        (Claim(None, 2, ("R1", "V1 V/01")), DECISION, "upheld"),
        (Claim(None, 2, ("R1", "R1")), DECISION, "not upheld"),
        (Claim(None, 3, None), OPEN, "open"),
        (Claim(None, 1, None), OPEN, "not upheld"),
        (Claim(None, 3, None), REFERRED, "open"),
        (Claim(None, 1, None), REFERRED, "not upheld"),
        (None, DECISION, "says nothing"),
    ],
)
def test_a_claim_against_a_decision(claim: Claim | None, decision: dict[str, Any], expected: Verdict) -> None:
    assert verdict(claim, decision, NOUNS) == expected
