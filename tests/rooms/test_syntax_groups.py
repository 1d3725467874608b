"""`facts of`: facts added to an entity from anywhere, and the lines that explain them."""

from __future__ import annotations

from itertools import permutations

from hocrdsl.copies import Shelf, definition, take
from hocrdsl.editions.canonical import Canonical
from hocrdsl.editions.consolidating import consolidate
from hocrdsl.editions.same import undated
from hocrdsl.model import edition_days, fold
from hocrdsl.source import SourceText
from hocrdsl.syntax import RulebookText, format_source, parse_all, write
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax.groups import apart

ENTITY = """entity entry
  has colour: one of red, green
  guidance "What colour is it?"
"""
SHAPES = """facts of entry "Shapes"
  text
    > What a ruler shows.
  has shape: one of round, long
  value long "At least three times as long as wide."
  has straight: yes or no
  value no "It bends more than a finger's breadth."
  example "A cucumber in a jar."
  in force from 1 June 2026
"""
GROWTH = """facts of the entry "Growth"
  has watered: yes or no
"""


def read(*texts: str) -> RulebookText:
    parsed = parse_all([SourceText(f"f{number}.rules", text) for number, text in enumerate(texts)])
    assert parsed.value is not None and not parsed.diagnostics, parsed.diagnostics
    return parsed.value


def entity(text: RulebookText) -> syntax.Entity:
    return next(item for item in text.items if isinstance(item, syntax.Entity))


def test_files_and_their_order_carry_no_meaning() -> None:
    whole = entity(read(ENTITY, GROWTH, SHAPES))
    assert [(fact.name.text, fact.group) for fact in whole.facts] == [
        ("colour", ""), ("watered", "Growth"), ("shape", "Shapes"), ("straight", "Shapes"),
    ]  # fmt: skip
    for texts in permutations((ENTITY, GROWTH, SHAPES)):
        assert entity(read(*texts)) == entity(read("\n".join(texts))) == whole


def test_it_is_written_as_it_is_read() -> None:
    text = read(ENTITY, SHAPES, GROWTH)
    written = write(entity(text))
    again = read(written)
    assert again.items == text.items and write(entity(again)) == written
    assert [type(part).__name__ for part in apart(entity(text))] == ["Entity", "FactsOf", "FactsOf"]
    assert format_source(SourceText("a.rules", SHAPES)).value == SHAPES


def test_values_stand_in_the_order_of_the_options() -> None:
    text = read(ENTITY + '  value green "Grass."\n  value the red "A rose."\n')
    assert [(one.value.text, one.text) for one in entity(text).facts[0].meanings] == [
        ("red", "A rose."), ("green", "Grass."),
    ]  # fmt: skip


def test_where_a_fact_stands_is_not_sealed_and_what_its_values_mean_is() -> None:
    alone = read(ENTITY + "".join(line for line in SHAPES.splitlines(True)[3:] + GROWTH.splitlines(True)[1:]))
    parted = read(GROWTH, SHAPES, ENTITY)

    def sealed(text: RulebookText) -> dict[tuple[str, str], str]:
        return {key: thing.digest for key, thing in Canonical(text).things(text.items).items()}

    assert sealed(alone) == sealed(parted)
    other = read(GROWTH, SHAPES.replace("three", "four"), ENTITY)
    assert {key for key, digest in sealed(other).items() if sealed(alone)[key] != digest} == {("fact", "entry's shape")}


FETE = """rulebook "Fete"
  language 1
  cites [Fete Handbook]
  in force from 1 January 2020
  known on 1 December 2026
  decides by the delivery's handed in
  decides each entry
  counts prize by the entry's colour
  where provisions disagree, committee
  where nothing classifies, committee

"""
CHANGE = """amendment "Shapes" to rulebook "Fete"
  cites [Minutes]
  made on 1 May 2026
  in force from 1 July 2026
  in entry substitute has shape: one of round, long, flat
  value flat "It does not roll."
  in entry insert has smell: yes or no
  in entry omit has watered
"""


def test_amendments_change_facts_wherever_they_stand() -> None:
    text = read(FETE, ENTITY, SHAPES, GROWTH, CHANGE)
    assert edition_days(text) == ("2020-01-01", "2026-06-01", "2026-07-01")
    facts = {day: [(one.name.text, one.group) for one in entity(fold(text, day).value).facts]  # type: ignore[arg-type]
             for day in edition_days(text)}
    assert facts == {
        "2020-01-01": [("colour", ""), ("watered", "Growth"), ("shape", "Shapes")],
        "2026-06-01": [("colour", ""), ("watered", "Growth"), ("shape", "Shapes"), ("straight", "Shapes")],
        "2026-07-01": [("colour", ""), ("smell", ""), ("shape", "Shapes"), ("straight", "Shapes")],
    }  # fmt: skip
    copy = take(Shelf(text, ""), "2026-07-01").value
    assert copy is not None
    shape = next(one for one in copy.subjects() if one.name == "entry's shape")
    assert definition(copy, shape).splitlines()[1:] == [
        'facts of entry "Shapes"', "  has shape: one of round, long, flat", '  value flat "It does not roll."',
    ]  # fmt: skip
    whole = next(one for one in copy.subjects() if one.kind == "entity")
    assert [line for line in definition(copy, whole).splitlines() if line.startswith("-- ")] == [
        "-- from f1.rules:1", "-- from f2.rules:1",
    ]  # fmt: skip
    assert read(definition(copy, whole)).items == (whole.item,)


def test_consolidating_writes_each_fact_where_it_stands() -> None:
    files = {"x/a.rules": FETE, "x/b.rules": ENTITY, "x/c.rules": SHAPES, "x/d.rules": GROWTH, "x/e.rules": CHANGE}
    done = consolidate(files, "x")
    assert done.folded == ("Shapes",), done.diagnostics
    assert "x/e.rules" not in done.files
    assert "has smell" in done.files["x/b.rules"] and "has shape" not in done.files["x/b.rules"]
    assert done.files["x/c.rules"].count("has shape") == 2
    assert "until 30 June 2026" in done.files["x/d.rules"]
    before, after = read(*files.values()), read(*done.files.values())
    for day in edition_days(before):
        one, other = (fold(text, day).value for text in (before, after))
        assert one is not None and other is not None
        assert [undated(item) for item in one.items] == [undated(item) for item in other.items]


WHOLE = """amendment "Entries" to rulebook "Fete"
  cites [Minutes]
  made on 1 May 2026
  in force from 1 July 2026
  substitute entry
  entity entry
    has shape: one of round, flat
    has colour: one of red, green
    guidance "What colour is it?"
    has smell: yes or no
  end substitute
"""


def test_an_entity_substituted_as_a_whole_keeps_its_titles() -> None:
    text = read(FETE, ENTITY, SHAPES, GROWTH, WHOLE)
    after = fold(text, "2026-07-01").value
    assert after is not None
    facts = [(one.name.text, one.group) for one in entity(after).facts]
    assert facts == [("colour", ""), ("smell", ""), ("shape", "Shapes")]
    files = {"x/a.rules": FETE, "x/b.rules": ENTITY, "x/c.rules": SHAPES, "x/d.rules": GROWTH, "x/e.rules": WHOLE}
    done = consolidate(files, "x")
    assert done.folded == ("Entries",), done.diagnostics
    again = read(*done.files.values())
    for day in edition_days(text):
        one, other = (fold(each, day).value for each in (text, again))
        assert one is not None and other is not None
        assert [undated(item) for item in one.items] == [undated(item) for item in other.items]
        assert [fact.group for fact in entity(one).facts] == [fact.group for fact in entity(other).facts]
