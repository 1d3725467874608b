"""Amendments in full: single clauses, limbs, facts, rows; corrections of the past; what can't be carried out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hocrdsl.model import check, edition_days, fold, origins
from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax import format_source, parse_all, write
from hocrdsl.syntax import nodes as syntax

TOY = Path(__file__).resolve().parents[1] / "toy"


def read(*texts: str) -> syntax.RulebookText:
    files = [SourceText(path.name, tidy(path.read_text("utf-8"))) for path in sorted(TOY.glob("*.rules"))]
    parsed = parse_all([*files, *(SourceText(f"more{i}.rules", text) for i, text in enumerate(texts))])
    assert parsed.value is not None and not parsed.diagnostics, parsed.diagnostics
    return parsed.value


def amendment(body: str, since: str = "1 June 2026", made: str = "1 May 2026", title: str = "Test") -> str:
    body = "\n".join(f"  {line}" for line in body.strip("\n").split("\n"))
    return f"""amendment "{title}" to rulebook "Village fete"
  cites [Minutes]
  made on {made}
  in force from {since}
{body}
"""


def folded(text: syntax.RulebookText, day: str = "2026-06-01", known: str | None = None) -> syntax.RulebookText:
    found = fold(text, day, known)
    assert found.value is not None, found.diagnostics
    return found.value


def item(text: syntax.RulebookText, name: str) -> Any:
    for one in text.items:
        if getattr(one, "label", "") == name and getattr(one, "role", "") != "reading":
            return one
    return next(
        one for one in text.items if getattr(getattr(one, "name", getattr(one, "title", None)), "text", "") == name
    )


def codes(text: syntax.RulebookText, day: str = "2026-06-01") -> list[str]:
    return [one.code for one in fold(text, day).diagnostics]


@pytest.mark.parametrize(
    ("body", "name", "wanted"),
    [
        ("in D1 substitute count one prize for each garden", "D1", "count one prize for each garden"),
        ("in A1 substitute otherwise treat the entry as side-table", "A1", "otherwise treat the entry as side-table"),
        ("in A1 omit otherwise", "A1", None),
        ("in A1 insert where the giant", "A1", "where the giant"),
        ("in A1 substitute cites [Minutes, p. 2]", "A1", "cites [Minutes, p. 2]"),
        ("in A1 substitute text\n  > Sound entries.", "A1", "> Sound entries."),
        ("in junior substitute it is so when the age is more than 2", "junior", "it is so when the age is more than 2"),
        ("in define size substitute otherwise it is small", "size", "otherwise it is small"),
        ("in entry insert has striped: yes or no\nguidance \"Stripes?\"", "entry", "has striped: yes or no"),
        ("in entity entry insert has striped: yes or no", "entry", "has striped: yes or no"),
        ("in entry substitute has giant: yes or no; presume yes when unknown [Minutes]", "entry",
         "has giant: yes or no; presume yes when unknown [Minutes]"),
        ("in entry omit has weight", "entry", None),
        ("substitute result committee\nresult committee\n  cites [Minutes]\n  settled by the entry's verdict\n"
         "end substitute", "committee", "cites [Minutes]"),
        ("substitute result committee\nresult committee\n  cites [Fete Handbook, p. 1]\nend substitute", "committee",
         None),
    ],
)  # fmt: skip
def test_one_clause_alone(body: str, name: str, wanted: str | None) -> None:
    text = read(amendment(body))
    before, after = (write(item(folded(text, day), name)) for day in ("2026-05-31", "2026-06-01"))
    lines = [set(one.splitlines()) for one in (before, after)]
    gone, come = lines[0] - lines[1], lines[1] - lines[0]
    assert len(gone) <= 1 and len(come) <= 2
    assert [one.strip() for one in come][:1] == [wanted] or wanted in {one.strip() for one in come} if wanted else gone
    assert origins(text, "2026-06-01")[name] == 'amendment "Test"'
    # what is written can be read again
    assert not parse_all([SourceText("a.rules", after)]).diagnostics


def test_the_lines_of_what_is_counted_failing_which() -> None:
    assert item(folded(read(amendment("in D1 omit failing which one"))), "D1").fails == ()
    one = "in D1 omit failing which one\nin D1 insert failing which for each grower"
    assert [line.units[0].text for line in item(folded(read(amendment(one))), "D1").fails] == ["grower"]
    again = one + "\nin D1 substitute failing which one prize"
    assert [line.units for line in item(folded(read(amendment(again))), "D1").fails] == [()]
    assert codes(read(amendment("in D1 substitute failing which one prize"))) == ["HR301"]


@pytest.mark.parametrize(
    ("body", "letters"),
    [
        ("omit limb (b) of E1", "acd"),
        ("omit limb (d) of E1", "abc"),
        ("omit limb (a) of E1\nomit limb (b) of E1\nomit limb (c) of E1", "d"),
        ("in E1 insert after limb (b) the prize's points are known", "abcde"),
        ("in E1 insert after limb (d) the entry is giant", "abcde"),
        ("in E1 substitute limb (c) the entry is giant", "abcd"),
    ],
)  # fmt: skip
def test_limbs_and_their_connectives(body: str, letters: str) -> None:
    after = item(folded(read(amendment(body))), "E1")
    live = [limb for limb in after.actions[0].when.limbs if limb.condition is not None]
    assert "".join(limb.letter for limb in live) == letters
    # the last but one that is there has the connective, and no other
    assert [limb.closing for limb in live] == [*[""] * (len(live) - 2), *["and", ""][-len(live):]]
    again = parse_all([SourceText("a.rules", write(after))])
    assert not again.diagnostics and again.value is not None


def test_an_inserted_limb_takes_its_place_and_the_rest_move_on() -> None:
    body = "in A1.1 insert after limb (b)(i) any of\n  (A) the giant; or\n  (B) the entry is judged alone"
    text = read(amendment(body))
    inner = item(folded(text), "A1.1").actions[0].when.limbs[1].condition
    assert [(limb.letter, limb.closing) for limb in inner.limbs] == [("i", ""), ("ii", "or"), ("iii", "")]
    assert check(folded(text)).value is not None


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ('omit table "vegetables" row marrow | large', ["ordinary", "any"]),
        ('omit table "vegetables" row number 3', ["large", "ordinary"]),
        ('in table "vegetables" substitute row 2\n  | marrow | ordinary | V1 V/01 |', ["large", "ordinary", "any"]),
        ('in table "vegetables" insert rows after row onion\n  | rose | any | R1 R/01 |\nend insert',
         ["large", "ordinary", "any", "any"]),
    ],
)  # fmt: skip
def test_rows_by_cells_and_by_number(body: str, rows: list[str]) -> None:
    table = item(folded(read(amendment(body))), "vegetables")
    assert [row.cells[1].text for row in table.rows] == rows


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ('omit table "vegetables" row marrow', "HR311", "2 rows"),
        ('omit table "vegetables" row number 9', "HR301", "no row"),
        ('in table "vegetables" substitute row onion\n  | onion | V2 V/03 |', "HR125", "2 cells"),
        ("omit order of merit", "HR311", "called"),
        ("substitute junior\ndefine senior\n  for each grower\n  it is so when the age is at least 60\nend substitute",
         "HR311", "something else"),
        ("in D1 omit otherwise", "HR301", "no clause"),
        ("in A1 insert otherwise treat the entry as side-table", "HR308", "already"),
        ("in size substitute it is so when the giant", "HR301", "3 clauses"),
        ("in entry omit has colour", "HR301", "no fact"),
        ("in entry insert has kind: text", "HR308", "already"),
        ("in entry substitute has gaint: yes or no", "HR301", "no fact"),
        ("in A9 omit otherwise", "HR301", "A9"),
        ("in A1 insert after limb (e) the giant", "HR301", "no limb"),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_out(body: str, code: str, words: str) -> None:
    merit = "" if "merit" not in body else (
        "define order of merit\n  for each category\n  it is by table \"order of merit\"\n"
    )
    found = fold(read(amendment(body), merit), "2026-06-01").diagnostics
    assert [one.code for one in found] == [code] and words in found[0].title


def test_a_definition_and_a_table_of_one_name_are_told_apart() -> None:
    merit = "define order of merit\n  for each category\n  it is by table \"order of merit\"\n"
    gone = folded(read(merit, amendment("omit define order of merit")))
    assert item(gone, "order of merit").first_output == 1
    gone = folded(read(merit, amendment('omit table "order of merit"')))
    assert isinstance(item(gone, "order of merit"), syntax.Define)
    new = merit.replace("it is by table \"order of merit\"", "it is the points").replace("\n", "\n  ").strip()
    changed = folded(read(merit, amendment(f"substitute order of merit\n{new}\nend substitute")))
    assert len([one for one in changed.items if "order of merit" in write(one).split("\n", 1)[0]]) == 2


def test_clashes_of_one_day() -> None:
    def pair(one: str, other: str) -> list[str]:
        return codes(read(amendment(one, title="One"), amendment(other, title="Other")))

    merit = 'substitute table "order of merit"\ntable "order of merit"\n  cites [M]\n  | category | => place |\n'
    merit += "  | V1 V/01 | 1 |\nend substitute"
    assert pair("omit limb (a) of E1", "in E1 substitute limb (b) the giant") == ["HR302"]
    assert pair(merit, 'omit table "order of merit" row V2 V/03') == ["HR302"]
    assert pair('omit table "order of merit" row C1 C/01', 'omit table "order of merit" row V2 V/03') == []
    assert pair("in entry omit has weight", "in entry insert has weight: number") == ["HR302"]
    assert pair("in entry omit has weight", "in entry insert has striped: yes or no") == []
    assert pair('omit table "order of merit" row C1 C/01',
                'in table "order of merit" insert rows after row C1 C/01\n  | V1 V/02 | 9 |\nend insert') == ["HR302"]


def test_amending_what_a_later_amendment_inserts() -> None:
    new = 'rule A7 "New"\n  cites [M]\n  for each entry\n  where the giant\n  record the entry'
    later = amendment(f"insert after A1\n{new}\nend insert", since="1 July 2026", title="Later")
    found = fold(read(amendment("in A7 omit where"), later), "2026-06-01").diagnostics
    assert [one.code for one in found] == ["HR301"] and 'amendment "Later" inserts it, from 2026-07-01' in found[0].help
    # and on every later day too
    assert codes(read(amendment("in A7 omit where"), later), "2026-08-01") == ["HR301"]


def test_circles_that_an_amendment_makes() -> None:
    circle = amendment("in edible substitute it is so when not for show only")
    found = check(folded(read(circle))).diagnostics
    assert "HR214" in [one.code for one in found]
    pair = "  cites [M]\n  for each entry and other entry\n  where the two have the same display\n  count both\n"
    around = amendment(f'substitute F1.1\nexception F1.1 to F1, F1.2 "Roses"\n{pair}end substitute\n'
                       f'substitute F1.2\nexception F1.2 to F1.1 "Rose"\n{pair}end substitute\nomit X1')
    assert "HR215" in [one.code for one in check(folded(read(around))).diagnostics]


# --- corrections of the past ------------------------------------------------------------

TWO = """rule G9 "Ribbons"
  cites [Fete Handbook, p. 9]
  in force from 1 January 2024
  for each prize
  then the ribbon is blue

earlier wording of G9 "Ribbons"
  cites [Fete Handbook, p. 9]
  in force from 1 January 2021 until 31 December 2023
  for each prize
  then the ribbon is red

rule G8 "Bows"
  cites [Fete Handbook, p. 9]
  in force from 1 January 2021 until 31 December 2022
  for each prize
  then the bow is red
"""
GREEN = 'substitute G9\nrule G9 "Ribbons"\n  cites [M]\n  for each prize\n  then the ribbon is green\nend substitute'


def ribbon(text: syntax.RulebookText, day: str, known: str | None = None) -> str:
    return str(item(folded(text, day, known), "G9").actions[0].value.names[0].text)


def test_a_correction_of_the_past_lasts_as_long_as_the_wording_it_corrects() -> None:
    text = read(TWO, amendment(GREEN, since="1 June 2022", made="1 May 2026"))
    assert [ribbon(text, day) for day in ("2022-05-31", "2022-06-01", "2023-12-31", "2024-01-01", "2026-06-01")] == [
        "red", "green", "green", "blue", "blue",
    ]  # fmt: skip
    assert "2022-06-01" in edition_days(text)


def test_a_correction_with_a_last_day_gives_the_wording_back() -> None:
    body = GREEN
    text = read(TWO, amendment(body, since="1 June 2022 until 31 May 2023", made="1 May 2026"))
    assert [ribbon(text, day) for day in ("2022-06-01", "2023-05-31", "2023-06-01", "2024-01-01")] == [
        "green", "green", "red", "blue",
    ]  # fmt: skip
    assert {"2022-06-01", "2023-06-01"} <= set(edition_days(text))


def test_before_it_was_made_a_correction_was_not_known() -> None:
    text = read(TWO, amendment(GREEN, since="1 June 2022 until 31 May 2023", made="1 May 2026"))
    assert ribbon(text, "2022-06-01", known="2026-04-30") == "red"
    assert ribbon(text, "2022-06-01", known="2026-05-01") == "green"
    assert "2022-06-01" not in edition_days(text, known="2026-04-30")


@pytest.mark.parametrize("body", [GREEN, "in G9 substitute cites [Minutes]", "omit G9"])
def test_a_correction_leaves_later_wordings_alone(body: str) -> None:
    text = read(TWO, amendment(body, since="1 June 2022", made="1 May 2026"))
    assert write(item(folded(text, "2024-01-01"), "G9")) == write(item(folded(read(TWO), "2024-01-01"), "G9"))
    later = amendment("in G9 substitute then the ribbon is gold", since="1 June 2025", made="1 May 2025", title="Later")
    assert ribbon(read(TWO, later, amendment(body, since="1 June 2022")), "2026-01-01") == "gold"


def test_a_correction_of_what_has_ended_since_is_no_mistake() -> None:
    text = read(TWO, amendment("in G8 substitute then the bow is green", since="1 June 2022"))
    assert str(item(folded(text, "2022-06-01"), "G8").actions[0].value.names[0].text) == "green"
    assert codes(text, "2023-01-01") == [] and codes(text, "2026-06-01") == []
    # what wasn't there on the first day is, on every day
    wrong = read(TWO, amendment("in G8 substitute then the bow is green", since="1 June 2023"))
    assert codes(wrong, "2023-06-01") == ["HR301"] and codes(wrong, "2026-06-01") == ["HR301"]


def test_rows_and_facts_with_days_are_corrected_alike() -> None:
    rows = """table "tubs"
  cites [Fete Handbook, p. 20]
  not every combination has a row
  | kind   | in force from | until      | => litres |
  | marrow |               | 2022-12-31 | 5         |
  | marrow | 2023-01-01    |            | 6         |
  | rose   |               | 2022-12-31 | 1         |

entity tent
  has wet: yes or no
  in force from 1 January 2020 until 31 December 2022
  has wet: one of dry, damp
  in force from 1 January 2023
"""
    text = read(rows, amendment('in table "tubs" substitute row marrow\n  | marrow | 9 |\nomit table "tubs" row rose\n'
                                'in table "tubs" insert rows after row marrow\n  | onion | 3 |\nend insert\n'
                                "in tent substitute has wet: text", since="1 June 2021"))  # fmt: skip
    by_day = {
        day: [tuple(cell.text for cell in row.cells) for row in item(folded(text, day), "tubs").rows]
        for day in ("2021-06-01", "2023-06-01")
    }
    assert by_day == {"2021-06-01": [("marrow", "9"), ("onion", "3")], "2023-06-01": [("marrow", "6"), ("onion", "3")]}
    kinds = [item(folded(text, day), "tent").facts[0].type.kind for day in ("2021-06-01", "2023-06-01")]
    assert kinds == ["text", "one of"]


def test_what_stands_after_something_that_has_ended_goes_on() -> None:
    body = 'insert after G8\nrule G7 "Lace"\n  cites [M]\n  for each prize\n  then the lace is red\nend insert'
    text = read(TWO, amendment(body, since="1 June 2022"))
    assert all(item(folded(text, day), "G7") is not None for day in ("2022-06-01", "2023-01-01", "2026-06-01"))
    # a wording of the text that began later stands in its place
    own = 'rule G7 "Lace"\n  cites [H]\n  in force from 1 January 2024\n  for each prize\n  then the lace is blue\n'
    text = read(TWO, own, amendment(body, since="1 June 2022"))
    found = [str(item(folded(text, day), "G7").actions[0].value.names[0].text) for day in ("2023-01-01", "2024-01-01")]
    assert found == ["red", "blue"]


def test_the_layout_of_every_operation_is_canonical() -> None:
    body = """omit define junior
omit table "vegetables"
omit table "vegetables" row marrow | large
omit limb (a) of define junior
in A1 insert after limb (b) the giant
in define junior substitute limb (a) the giant
in D1 substitute count one prize for each garden
in entry insert has striped: yes or no
guidance "Stripes?"
decided by steward
in A1 omit otherwise
in A1 substitute text
  > Sound entries.
insert after define junior
define senior
  for each grower
  it is so when the age is at least 60
end insert"""
    text = amendment(body)
    assert format_source(SourceText("a.rules", text)).value == text
