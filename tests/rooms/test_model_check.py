"""The model of the toy rulebook, and small changes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hocrdsl.diagnostics import CATALOGUE, Checked
from hocrdsl.model import Model, check, displaces, edition_days, fold, key
from hocrdsl.model.expressions import Combined, ConcludedOf, DefinedOf, FactOf, GroupType, Shifted, Thing
from hocrdsl.model.invariants import broken
from hocrdsl.model.nodes import Concludes, MoreSerious, PairAnswer, UnitIs
from hocrdsl.model.scope import bare
from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax import parse_all

ROOT = Path(__file__).resolve().parents[2]
TOY = ROOT / "tests" / "toy"
# what is wrong with seals, with consolidating and with the table of paragraphs is not wrong with the text alone:
# `tests/language/test_bad.py` has those
EXAMPLES = (ROOT / "tests" / "language" / "bad").glob("HR[23]*.rules")
BAD = sorted(path for path in EXAMPLES if path.name[:4] not in ("HR32", "HR33", "HR34"))


def read(*texts: str) -> syntax.RulebookText:
    """The toy rulebook with more text."""
    files = [SourceText(path.name, tidy(path.read_text("utf-8"))) for path in sorted(TOY.glob("*.rules"))]
    parsed = parse_all([*files, *(SourceText(f"more{i}.rules", text) for i, text in enumerate(texts))])
    assert parsed.value is not None and not parsed.diagnostics, parsed.diagnostics
    return parsed.value


def checked(*texts: str) -> Checked[Model]:
    folded = fold(read(*texts), "2024-06-01")
    assert folded.value is not None, folded.diagnostics
    return check(folded.value)


def codes(*texts: str) -> list[str]:
    return [diagnostic.code for diagnostic in checked(*texts).diagnostics]


@pytest.fixture(scope="module")
def toy() -> Model:
    found = checked()
    assert found.value is not None and not found.diagnostics
    return found.value


def test_the_toy_keeps_every_promise(toy: Model) -> None:
    assert broken(toy) == ()


def test_the_head(toy: Model) -> None:
    charter = toy.charter
    assert (charter.event, charter.event_date) == ("delivery", "handed_in")
    assert (charter.decided, charter.counted, charter.classified) == ("entry", "prize", "category")
    assert (charter.row_entity, charter.kept_apart_by) == ("category", "section")
    assert charter.class_rules_prevail


def test_rows_are_columns(toy: Model) -> None:
    rows = toy.rows["category"]
    assert rows.keys[:2] == ("V1 V/01", "V1 V/02")
    assert rows.columns["rank"] == (1, 2, 3, None, None, None)
    assert rows.columns["family"][3] == "cake"


def test_letters_are_whole_paths(toy: Model) -> None:
    test = toy.provisions["A1.1"].actions[0].when
    assert isinstance(test, Combined) and test.letters == ("a", "b")
    inner = test.limbs[1]
    assert isinstance(inner, Combined) and inner.letters == ("b(i)", "b(ii)")


def test_a_definition_stands_under_the_kinds_too(toy: Model) -> None:
    assert toy.definitions["prize", "circle"] is toy.definitions["exhibit", "circle"]
    assert toy.definitions["entry", "circle"].type == GroupType("grower", "gardening_circle")


def test_a_counted_thing_answers_for_its_principal() -> None:
    more = """rule H19 "Giants"
  cites [Fete Handbook, p. 9]
  for each prize
  allow rosette 3 to the prize when the prize's giant
"""
    model = checked(more).value
    assert model is not None and not broken(model)
    test = model.provisions["H19"].actions[0].when
    of = FactOf(test.value.of.of, "prize", "principal_entry", Thing("entry"))  # type: ignore[union-attr]
    assert test.value.of == of and test.value.fact == "giant"  # type: ignore[union-attr]


def test_actions(toy: Model) -> None:
    serious = toy.provisions["F1"].actions[0]
    assert isinstance(serious, MoreSerious)
    assert [c.kind for c in serious.criteria] == ["lower", "rather", "greater"]
    absorb = toy.provisions["F2"].actions[0]
    assert isinstance(absorb, PairAnswer) and absorb.winner == 1
    unit = toy.provisions["D1"].actions[0]
    assert isinstance(unit, UnitIs) and [len(f) for f in unit.fallbacks] == [1, 0]
    assert unit.text == "circle and plot"
    then = toy.provisions["G1"].actions[0]
    assert isinstance(then, Concludes) and isinstance(then.value, Shifted)


def test_conclusions_are_read_by_later_steps_only() -> None:
    late = """rule H19 "Collected"
  cites [Fete Handbook, p. 9]
  for each prize
  allow rosette 3 to the prize when the collection is before 1 June 2025
"""
    model = checked(late).value
    assert model is not None
    assert isinstance(model.provisions["H19"].actions[0].when.left, ConcludedOf)  # type: ignore[union-attr]
    early = late.replace("allow rosette 3 to the prize when", "then the label is red when")
    assert codes(early) == ["HR228"]


def test_rank(toy: Model) -> None:
    over = displaces(toy)
    assert over["A1.2"] == {"A1", "A1.1"}
    assert over["F2"] == {"F1", "F1.1", "F1.2"}
    assert over["D2"] == {"D1"}
    assert over["B1"] == frozenset()
    plain = replace(toy, charter=replace(toy.charter, class_rules_prevail=False))
    assert displaces(plain)["F2"] == frozenset()


def test_exceptions_have_the_rank_of_what_they_except() -> None:
    more = """exception F2.1 to F2 "Onions too"
  cites [Fete Handbook, p. 7]
  for each entry and other entry
  where the two have the same display
  count both when the other entry's kind is onion
"""
    model = checked(more).value
    assert model is not None and model.provisions["F2.1"].of_class
    assert displaces(model)["F2.1"] == {"F2", "F1", "F1.1", "F1.2"}


def test_a_reading_has_the_rank_of_what_it_reads(toy: Model) -> None:
    reading = toy.readings["D2", "strict"]
    assert reading.of_class and reading.label == "D2" and reading.targets == ()


def test_definitions_and_quantifiers() -> None:
    more = """define crowded
  for each entry
  it is so when any other entry where (the plot is the entry's plot and the grower is not the entry's grower)

rule A9 "Crowds"
  cites [Fete Handbook, p. 9]
  for each entry
  where the entry is crowded
  refer the entry to steward
"""
    model = checked(more).value
    assert model is not None and not broken(model)
    assert isinstance(model.provisions["A9"].where.value, DefinedOf)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("the weght is at least 3", "HR204"),
        ("the section is V1", "HR204"),
        ("the category's section is V9", "HR211"),
        ("the category is V9 V/09", "HR211"),
        ("the kind is onions", "HR210"),
        ("the kind is 3", "HR209"),
        ("the kind", "HR209"),
        ("the picked is at least 3", "HR209"),
        ("the grower is a juniro", "HR204"),
        ("there is a kind", "HR242"),
        ("the two have the same grower", "HR208"),
        ("any entry where (the giant)", "HR208"),
        ("the fate is recorded", "HR228"),
        ("the kind's weight is 3", "HR209"),
    ],
)
def test_conditions_that_are_wrong(test: str, code: str) -> None:
    more = f"""rule A9 "Wrong"
  cites [Fete Handbook, p. 9]
  for each entry
  where {test}
  refer the entry to steward
"""
    assert codes(more) == [code]


def test_a_bare_name_belongs_to_one_thing() -> None:
    more = """rule F9 "Whose"
  cites [Fete Handbook, p. 9]
  for each entry and other entry
  where the two have the same display
  count both when the giant
"""
    found = checked(more).diagnostics
    assert [d.code for d in found] == ["HR208"]
    assert "the other entry's giant" in found[0].help[0] and found[0].label == "F9"


def test_every_error_of_a_run_and_none_twice() -> None:
    more = """rule A9 "Two slips"
  cites [Fete Handbook, p. 9]
  for each entry
  where the weght is at least 3
  refer the entry to stewart

exception A1.9 to A8 "And a third"
  cites [Fete Handbook, p. 9]
  for each entry
  where the knid is onion
  refer the entry to steward
"""
    assert sorted(codes(more)) == ["HR204", "HR204", "HR206", "HR207"]


def test_keys() -> None:
    assert key("credible evidence to the contrary") == "credible_evidence_to_the_contrary"
    assert key("crime-related incident") == "crime_related_incident"
    assert bare("leave of a parent") == bare("leave of parent")


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_each_bad_example_gives_its_code_alone(path: Path) -> None:
    parsed = parse_all([SourceText(path.name, tidy(path.read_text("utf-8")))])
    assert parsed.value is not None
    # facts and their values are held against each other as they are read
    found = {d.code for d in parsed.diagnostics}
    for day in edition_days(parsed.value) or ("2026-01-01",):
        folded = fold(parsed.value, day)
        found.update(d.code for d in folded.diagnostics)
        if folded.value is not None:
            found.update(d.code for d in check(folded.value).diagnostics)
    assert found == {path.stem.split("_")[0]}


def test_every_code_has_its_page_and_title() -> None:
    for code, title in CATALOGUE.items():
        if code.startswith(("HR2", "HR3")):
            page = ROOT / "docs" / "diagnostics" / f"{code}.md"
            assert page.read_text("utf-8").startswith(f"# {code} {title}\n")
