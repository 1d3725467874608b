"""Copies of editions: what is printed can be read again, says where it is from, and tells the life of a thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from hocrdsl.copies import Copy, Shelf, Stretch, Subject, called, definition, life, rules_text, standing_of, take, told
from hocrdsl.copies.life import taken
from hocrdsl.model import Model, check, fold
from hocrdsl.pipeline import Book, read_book
from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax import RulebookText, fill_table, parse_all
from hocrdsl.syntax import nodes as syntax

ROOT = Path(__file__).resolve().parents[2]
BOOKS = {"toy": ROOT / "tests" / "toy", "hocr": ROOT / "rulebooks" / "hocr"}


def book(name: str) -> Book:
    found = read_book(BOOKS[name], name, name)
    assert found.value is not None and not found.failed
    return found.value


KEPT = {name: book(name) for name in BOOKS}
SHELVES = {name: Shelf(one.text, name) for name, one in KEPT.items()}
# the first, the middle and the last: every edition of a long history is the same law
DAYS = [(name, day) for name, shelf in SHELVES.items()
        for day in dict.fromkeys((shelf.days()[0], shelf.days()[len(shelf.days()) // 2], shelf.days()[-1]))]


def toy(*more: str) -> Shelf:
    """The toy with more text."""
    paths = sorted(BOOKS["toy"].glob("*.rules"))
    files = [SourceText(f"toy/{path.name}", tidy(path.read_text("utf-8"))) for path in paths]
    parsed = parse_all([*files, *(SourceText(f"toy/more/{i}.rules", text) for i, text in enumerate(more))])
    assert parsed.value is not None and not parsed.diagnostics, parsed.diagnostics
    return Shelf(parsed.value, "toy")


def copy_of(shelf: Shelf, day: str) -> Copy:
    made = take(shelf, day)
    assert made.value is not None and not made.diagnostics, made.diagnostics
    return made.value


def read_again(texts: Iterable[str], tables: Iterable[SourceText]) -> RulebookText:
    """Printed rules as read, their files of rows beside them."""
    parsed = parse_all([SourceText("printed.rules", "\n\n".join(texts))])
    assert parsed.value is not None and not parsed.diagnostics, parsed.diagnostics
    files = {Path(one.name).name: one for one in tables}
    items = []
    for item in parsed.value.items:
        if isinstance(item, syntax.Table) and item.file is not None:
            filled = fill_table(item, files[item.file.text])
            assert filled.value is not None and not filled.failed
            item = filled.value
        items.append(item)
    return replace(parsed.value, items=tuple(items))


def model_of(text: RulebookText, day: str) -> Model:
    folded = fold(text, day)
    assert folded.value is not None and not folded.failed, folded.diagnostics
    checked = check(folded.value)
    assert checked.value is not None
    # the order of definitions carries no meaning, and rows of other days are no part of an edition's text
    found = checked.value
    return replace(found, elsewhere={},
                   disagreements=tuple(sorted(found.disagreements, key=lambda one: one.label)),
                   untranslatable=tuple(sorted(found.untranslatable, key=lambda one: one.label)))


@pytest.mark.parametrize(("name", "day"), DAYS)
def test_what_is_printed_is_the_same_rules(name: str, day: str) -> None:
    printed = list(rules_text(copy_of(SHELVES[name], day)))
    again = read_again(printed, (one for one in KEPT[name].sources if one.name.endswith(".csv")))
    assert model_of(again, day) == model_of(KEPT[name].text, day)
    # and printed again it is the same text, but for where it comes from
    shelf = Shelf(again, "")
    assert [_rules(one) for one in rules_text(copy_of(shelf, day))] == [_rules(one) for one in printed]


def _rules(printed: str) -> str:
    return "\n".join(line for line in printed.splitlines() if not line.startswith("--"))


PAST = """earlier wording of junior
  standing recalled
  in force from 1 January 2020 until 31 December 2020
  for each grower
  it is so when the age is less than 14

earlier wording of table "order of merit"
  cites [Fete Handbook, 2019 printing, p. 21]
  in force from 1 January 2020 until 31 May 2021
  not every combination has a row
  | category | => place in the order |
  | V1 V/01  | 1                     |

earlier wording of result side-table
  cites [Fete Handbook, 2019 printing, p. 3]
  in force from 1 January 2020 until 31 May 2021

earlier wording of G8 "Ribbons"
  cites [Fete Handbook, p. 9]
  in force from 1 January 2021 until 31 December 2021
  for each prize
  then the ribbon is red

rule G8 "Ribbons"
  cites [Fete Handbook, p. 9]
  in force again from 1 January 2023
  for each prize
  then the ribbon is blue

entity stall
  has roof: yes or no
  in force from 1 May 2022

table "stalls"
  cites [Fete Handbook, p. 30]
  not every combination has a row
  | kind   | in force from | until      | => stall number |
  | marrow |               | 2022-03-31 | 1               |
  | marrow | 1 April 2022  |            | 2               |

define stall number
  for each entry
  it is by table "stalls"
"""


def test_the_same_rules_with_everything_that_can_have_a_past() -> None:
    shelf = toy(PAST)
    assert len(shelf.days()) == 9
    for day in shelf.days():
        again = read_again(rules_text(copy_of(shelf, day)), ())
        assert model_of(again, day) == model_of(shelf.text, day), day
    found = lives(shelf, "G8")
    assert [one.subject is not None for one in found] == [False, True, False, True]
    assert str(lives(shelf, "junior")[0].origin) == "earlier wording, more/0.rules:1"
    assert days(lives(shelf, "side-table")) == [("2020-01-01", None, True, "")]
    assert len(lives(shelf, "order of merit")) == 2 and len(lives(shelf, "stalls")) == 2


def test_the_test_notices_a_word() -> None:
    day = SHELVES["toy"].days()[-1]
    printed = "\n\n".join(rules_text(copy_of(SHELVES["toy"], day)))
    other = printed.replace("is 2 days after the prize's picked", "is 3 days after the prize's picked")
    assert other != printed
    assert model_of(read_again([other], ()), day) != model_of(SHELVES["toy"].text, day)


@pytest.mark.parametrize("name", BOOKS)
def test_tables_in_full_are_read_again(name: str) -> None:
    day = SHELVES[name].days()[-1]
    copy = copy_of(SHELVES[name], day)
    texts = [definition(copy, one, in_full=True) for one in copy.subjects() if one.node is one.item]
    assert model_of(read_again(texts, ()), day) == model_of(KEPT[name].text, day)


@pytest.mark.parametrize(("name", "day"), DAYS)
def test_everything_stands_where_it_is_said_to(name: str, day: str) -> None:
    copy = copy_of(SHELVES[name], day)
    for one in copy.subjects():
        origin = copy.origin(one)
        line = (BOOKS[name] / origin.file).read_text(encoding="utf-8").splitlines()[origin.line - 1]
        node = one.node
        named = getattr(node, "name", None) or getattr(node, "title", None)
        wanted = getattr(node, "label", "") or getattr(named, "text", "")
        assert wanted in line, (str(one), str(origin), line)


def test_everything_is_there_once() -> None:
    for name, day in DAYS:
        copy = copy_of(SHELVES[name], day)
        heads = [_rules(text).split("\n")[0] for text in rules_text(copy)]
        assert len(heads) == len(copy.items)
        assert len({one.identity for one in copy.subjects()}) == len(list(copy.subjects()))


# --- names ------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "found"), [
    ("A1", ["A1"]), ("a1", ["A1"]), ("D2", ["D2", 'D2 reading "strict"']),
    ("edible", ["definition edible of each category"]),
    ("the edible", ["definition edible of each category"]), ("categories", ['table "categories"']),
    ('table "order of merit"', ['table "order of merit"']), ("table categories", ['table "categories"']),
    ("result steward", ["result steward"]), ("entry's kind", ["fact entry's kind"]), ("kind", ["fact entry's kind"]),
    ("entity entry", ["entity entry"]), ("fact garden", ["fact grower's garden"]), ("X1", ["X1"]), ("nothing", []),
    ("garden", ["entity garden", "fact grower's garden"]),
])  # fmt: skip
def test_names(said: str, found: list[str]) -> None:
    assert [str(one) for one in called(said, copy_of(SHELVES["toy"], "2025-06-01").subjects())] == found


# --- lives ------------------------------------------------------------------------------


def lives(shelf: Shelf, name: str) -> tuple[Stretch, ...]:
    subjects: list[Subject] = []
    for day in reversed(shelf.days()):
        subjects += called(name, copy_of(shelf, day).subjects())
    return life(shelf, subjects[0].identity)


def days(stretches: Iterable[Stretch]) -> list[tuple[str, str | None, bool, str]]:
    return [(one.since, one.until, one.subject is not None, one.ended) for one in stretches]


def test_an_earlier_wording() -> None:
    assert days(lives(SHELVES["toy"], "G1.1")) == [
        ("2020-01-01", "2024-03-31", True, "replaced by the wording of rules.rules:129"),
        ("2024-04-01", None, True, ""),
    ]


def test_one_wording_that_never_changed() -> None:
    assert days(lives(SHELVES["toy"], "F1")) == [("2020-01-01", None, True, "")]


def test_a_limb_and_a_row_that_were_amended() -> None:
    for name in ("A1", "categories"):
        found = lives(SHELVES["toy"], name)
        assert days(found) == [
            ("2020-01-01", "2025-05-31", True, 'changed by amendment "More points for onions"'),
            ("2025-06-01", None, True, ""),
        ]
        assert str(found[1].origin).endswith(', as amended by "More points for onions"')
    lines = list(told(SHELVES["toy"], lives(SHELVES["toy"], "categories")))
    assert "-- 6 rows, 1 out, 1 in" in lines
    assert "--   in  | V2 V/03 | V2 | vegetable | 3 | 12 |" in lines
    assert not any("C1 C/01" in line for line in lines)


MADE_LATER = """amendment "Two days were three" to rulebook "Village fete"
  cites [Minutes of March 2026]
  made on 1 March 2026
  in force from 1 January 2022 until 31 December 2022
  omit F2
  substitute G1
  rule G1 "When to collect"
    cites [Minutes of March 2026]
    for each prize
    then the collection is 3 days after the prize's picked
  end substitute
"""


def test_a_correction_of_the_past() -> None:
    shelf = toy(MADE_LATER)
    before, corrected, after = lives(shelf, "G1")
    assert (before.known_since, corrected.known_since, after.known_since) == ("", "2026-03-01", "")
    assert (corrected.since, corrected.until) == ("2022-01-01", "2022-12-31")
    assert corrected.ended == 'amendment "Two days were three" ended'
    assert corrected.before_that is not None and corrected.subject is not None
    said = "\n".join(told(shelf, (before, corrected, after)))
    assert "-- known since 1 March 2026; until then these days had" in said
    assert "--     then the collection is 2 days after the prize's picked" in said
    gap = lives(shelf, "F2")[1]
    assert (gap.subject, gap.since, gap.until, gap.known_since) == (None, "2022-01-01", "2022-12-31", "2026-03-01")
    assert lives(shelf, "F2")[0].ended == 'omitted by amendment "Two days were three"'
    assert days(lives(shelf.as_known_on("2026-02-28"), "G1")) == [("2020-01-01", None, True, "")]


def test_a_correction_that_was_folded_in() -> None:
    """The same correction as dates of wordings: the days say when they were made."""
    made = "as made on 1 March 2026"
    shelf = toy(f'''earlier wording of G9 "Ribbons"
  cites [Fete Handbook, p. 9]
  in force from 1 January 2020 until 31 December 2021 {made}
  for each prize
  then the ribbon is red

earlier wording of G9 "Ribbons"
  cites [Minutes of March 2026]
  in force from 1 January 2022 {made} until 31 December 2022 {made}
  for each prize
  then the ribbon is blue

rule G9 "Ribbons"
  cites [Fete Handbook, p. 9]
  in force from 1 January 2023 {made}
  for each prize
  then the ribbon is red
''')
    found = lives(shelf, "G9")
    assert [(one.since, one.known_since) for one in found] == [
        ("2020-01-01", ""), ("2022-01-01", "2026-03-01"), ("2023-01-01", "")]
    said = "\n".join(told(shelf, found))
    assert said.count("known since") == 1
    assert "--     then the ribbon is red" in said


IN_FULL = """amendment "Facts and clauses" to rulebook "Village fete"
  cites [Minutes of March 2026]
  made on 1 March 2026
  in force from 1 April 2026
"""


def test_facts_and_clauses_that_were_amended() -> None:
    shelf = toy(IN_FULL + "  in entry insert has ribbon: yes or no\n"
                "  in D1 substitute count one prize for each grower\n")
    ribbon = lives(shelf, "entry's ribbon")
    assert days(ribbon) == [("2020-01-01", "2026-03-31", False, ""), ("2026-04-01", None, True, "")]
    assert str(ribbon[1].origin).startswith('amendment "Facts and clauses", more/0.rules:')
    unit = lives(shelf, "D1")
    assert unit[0].ended == 'changed by amendment "Facts and clauses"' and len(unit) == 2
    # the entity is no other because it has one fact more
    assert len(lives(shelf, "entity entry")) == 1


def test_what_an_amendment_takes_is_told_by_its_kind() -> None:
    """A definition and a table of one name: one is omitted, and only of that it is said."""
    both = """define stand
  for each entry
  it is so when the giant

table "stand"
  cites [Fete Handbook, p. 30]
  not every combination has a row
  | kind   | => stand number |
  | marrow | 1               |
"""
    shelf = toy(both, IN_FULL + "  omit define stand\n")
    gone, kept = (life(shelf, one.identity) for one in called("stand", copy_of(shelf, "2020-01-01").subjects()))
    assert [one.ended for one in gone] == ['omitted by amendment "Facts and clauses"', ""]
    assert [one.ended for one in kept] == [""] and kept[0].origin is not None and not kept[0].origin.made_by


def test_an_amendment_is_over_with_the_wording_that_it_was_on() -> None:
    shelf = toy("""earlier wording of G8 "Ribbons"
  cites [Fete Handbook, p. 9]
  in force from 1 January 2021 until 31 December 2022
  for each prize
  then the ribbon is red

rule G8 "Ribbons"
  cites [Fete Handbook, p. 9]
  in force from 1 January 2023
  for each prize
  then the ribbon is blue
""", """amendment "White" to rulebook "Village fete"
  cites [Minutes of 2022]
  made on 1 March 2022
  in force from 1 April 2022
  in G8 substitute then the ribbon is white
""")
    found = lives(shelf, "G8")
    assert [(one.since, str(one.origin)) for one in found[1:]] == [
        ("2021-01-01", "earlier wording, more/0.rules:1"),
        ("2022-04-01", 'earlier wording, more/0.rules:1, as amended by "White"'),
        ("2023-01-01", "more/0.rules:7"),
    ]


def test_a_gap_and_its_own_last_day() -> None:
    shelf = toy('define fruity\n  in force from 1 January 2021 until 31 May 2022\n  for each category\n'
                "  it is so when the family is cake\n")
    assert days(lives(shelf, "fruity")) == [
        ("2020-01-01", "2020-12-31", False, ""), ("2021-01-01", "2022-05-31", True, "its own last day"),
        ("2022-06-01", None, False, ""),
    ]
    said = "\n".join(told(shelf, lives(shelf, "fruity")))
    assert "-- not there from 1 January 2020 until 31 December 2020" in said
    assert "-- not there since 1 June 2022" in said


def test_a_text_that_only_became_surer_is_one_wording() -> None:
    shelf = toy('rule G9 "Ribbons"\n  cites [Fete Handbook, p. 9]\n'
                "  standing confirmed from 1 January 2025, recalled before\n"
                "  for each prize\n  then the ribbon is red\n")
    (only,) = lives(shelf, "G9")
    assert [one.standing for one in only.stands] == ["recalled", "confirmed"]
    assert "-- standing: recalled, from 1 January 2025 confirmed" in list(told(shelf, (only,)))


def test_an_exception_keeps_its_wording_when_a_target_begins() -> None:
    shelf = toy('rule A7 "New"\n  cites [Fete Handbook, p. 9]\n  in force from 1 January 2025\n  for each entry\n'
                '  where the giant\n  record the entry\n\n'
                'exception A7.1 to A1, A7 "Both"\n  cites [Fete Handbook, p. 9]\n'
                "  for each entry\n  where the entry is judged alone\n  record the entry\n")
    assert len(lives(shelf, "A7.1")) == 1


def test_facts_and_results_have_lives() -> None:
    shelf = toy("result ribbon\n  cites [Fete Handbook, p. 3]\n  in force from 1 January 2023\n\n"
                "entity stall\n  has roof: yes or no\n  in force from 1 May 2024\n")
    assert days(lives(shelf, "ribbon"))[0] == ("2020-01-01", "2022-12-31", False, "")
    assert days(lives(shelf, "stall's roof"))[-1] == ("2024-05-01", None, True, "")


@pytest.mark.parametrize("name", BOOKS)
def test_lives_and_copies_agree(name: str) -> None:
    """On each first day of an edition a life shows what the copy of that day holds."""
    shelf = SHELVES[name]
    held: dict[tuple[str | None, str], Copy | None] = {}

    def once(known: Shelf, day: str) -> Copy | None:
        """A copy is the same however often it is taken."""
        if (known.known, day) not in held:
            held[known.known, day] = taken(known, day)
        return held[known.known, day]

    copies = {day: {it.identity: it for it in copy_of(shelf, day).subjects()} for day in shelf.days()}
    chosen = list(copies[shelf.days()[-1]].values())[::17]
    for one in chosen:
        stretches = life(shelf, one.identity, once)
        assert stretches[0].since == shelf.days()[0] and stretches[-1].until is None
        for day in shelf.days():
            there = copies[day].get(one.identity)
            at = next(it for it in stretches if it.since <= day and (it.until is None or day <= it.until))
            assert (at.subject is None) == (there is None)
            if there is not None:
                assert [it.standing for it in at.stands if it.since <= day][-1] == standing_of(there.node)
