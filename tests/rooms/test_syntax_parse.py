"""Reading a rulebook: trees, places, and mistakes."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax import fill_table, parse, parse_all, walk, write
from hocrdsl.syntax import nodes as n

HEAD = 'rule A1 "T"\n  cites [D, p. 1]\n  for each entry\n'


def items(text: str) -> tuple[n.Item, ...]:
    checked = parse(SourceText("t.rules", text))
    assert not checked.diagnostics, [d.title for d in checked.diagnostics]
    assert checked.value is not None
    return checked.value


def codes(text: str) -> list[str]:
    return [d.code for d in parse(SourceText("t.rules", text)).diagnostics]


def action(line: str) -> Any:
    rule = items(f"{HEAD}  {line}\n")[0]
    assert isinstance(rule, n.Provision)
    return rule.actions[0]


def condition_of(condition: str) -> Any:
    return action(f"record the entry when {condition}").when


def path(text: str) -> n.Path:
    where = _nowhere()
    return n.Path(tuple(n.Name(name, span=where) for name in text.split("'s ")), span=where)


def _nowhere() -> Any:
    from hocrdsl.source import Span

    return Span(SourceText("x", ""), 0, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the marrow weighs enough", lambda s: n.Holds(path("marrow weighs enough"), span=s)),
        ("the entry is not the winner", lambda s: n.Is(path("entry"), path("winner"), True, span=s)),
        ("there is no rot", lambda s: n.ThereIs(path("rot"), True, span=s)),
        ("the judge's age is unknown", lambda s: n.IsKnown(path("judge's age"), False, span=s)),
        ("the two have the same stall", lambda s: n.TheTwo(n.Name("stall", span=s), True, span=s)),
        ("the code is 4/1", lambda s: n.Is(path("code"), n.Code("4/1", span=s), False, span=s)),
        ("the code is 8N 008/06", lambda s: n.Is(path("code"), n.Code("8N 008/06", span=s), False, span=s)),
        ("the weight is 0.5", lambda s: n.Is(path("weight"), n.Number("0.5", span=s), False, span=s)),
        (
            "the age is at least 14 years",
            lambda s: n.Compares(path("age"), "at least", n.Number("14", "year", span=s), False, span=s),
        ),
        (
            "the day is before 1 April 2026",
            lambda s: n.Compares(path("day"), "before", n.Date("2026-04-01", span=s), False, span=s),
        ),
        (
            "the day is within 3 months after the other day",
            lambda s: n.IsWithin(
                path("day"), n.Number("3", "month", span=s), "after", path("other day"), False, span=s
            ),
        ),
        (
            "not the entry is within reach",
            lambda s: n.Not(n.Is(path("entry"), path("within reach"), False, span=s), span=s),
        ),
    ],
)
def test_tests(text: str, expected: Any) -> None:
    assert condition_of(text) == expected(_nowhere())


def test_values_after_one_of() -> None:
    node = condition_of("the code is one of 13, 5D, sponge cake")
    assert [type(value).__name__ for value in node.values] == ["Number", "Code", "Path"]


def test_quantifier_with_a_list() -> None:
    node = condition_of("every other stall among the fete's stalls where (any cake where (the cake is iced))")
    assert node.name.text == "other stall"
    assert node.among == path("fete's stalls")
    assert isinstance(node.condition, n.Quantified)


def test_the_last_divider_counts() -> None:
    node = action(
        "treat the entry as entered as shown as not placed when it is late".replace("as not placed", "as placed")
    )
    assert node.path == path("entry as entered as shown")
    assert node.result.text == "placed"


def test_words_are_free_where_they_are_not_special() -> None:
    rule = items(f"{HEAD}  record the entry when the text to table from record is cites as rule\n")[0]
    assert isinstance(rule, n.Provision)


GROUP = """  record the entry when all of
    (a) the cake rose
    (b) any of
        (i) the judge is tall; or
        (ii) none of
             (A) the stall is wet; or
             (B) the stall is far; and
    (c) the cake is iced
"""


def test_groups_and_connectives() -> None:
    group = items(HEAD + GROUP)[0].actions[0].when  # type: ignore[union-attr]
    assert [limb.letter for limb in group.limbs] == ["a", "b", "c"]
    assert [limb.closing for limb in group.limbs] == ["", "and", ""]
    inner = group.limbs[1].condition
    assert [limb.closing for limb in inner.limbs] == ["or", ""]
    assert inner.limbs[1].condition.kind == "none"


def test_the_ninth_letter_is_no_roman_one() -> None:
    letters = "abcdefghij"
    lines = "".join(f"    ({x}) the cake is {x}{x}{'; and' if x == 'i' else ''}\n" for x in letters)
    group = items(f"{HEAD}  record the entry when all of\n{lines}")[0].actions[0].when  # type: ignore[union-attr]
    assert [limb.letter for limb in group.limbs] == list(letters)


def test_omitted_limbs_keep_their_letter() -> None:
    text = f"{HEAD}  record the entry when all of\n    (a) x y; and\n    (b) omitted\n    (c) y z\n"
    group = items(text)[0].actions[0].when  # type: ignore[union-attr]
    assert group.limbs[1].condition is None


def test_every_node_has_a_place_inside_its_text() -> None:
    source = SourceText("t.rules", HEAD + GROUP)
    for node in walk(parse(source).value[0]):  # type: ignore[index]
        assert node.span.source is source
        assert 0 <= node.span.start < node.span.end <= len(source.text)


def test_text_from_a_word_processor() -> None:
    pasted = "\ufeff" + (HEAD + "  record the entry when the judge\u2019s hat is \u201cblue\u201d\n").replace(
        "\n", "\r\n"
    )
    rule = parse(SourceText("t.rules", pasted)).value[0]  # type: ignore[index]
    assert rule.actions[0].when.value.text == "blue"  # type: ignore[union-attr]


def test_one_run_reports_every_file_and_keeps_what_is_good() -> None:
    bad = HEAD.replace("cites", "cite") + "  record the entry\n  refer the entry judge\n"
    checked = parse_all([SourceText("b.rules", bad), SourceText("a.rules", bad + HEAD + "  record the entry\n")])
    assert [d.primary.span.source.name for d in checked.diagnostics if d.primary] == ["a.rules"] * 2 + ["b.rules"] * 2
    assert checked.value is not None
    assert len(checked.value.items) == 1


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "-- only a comment\n", "  -- indented\n", HEAD + "  record the entry  -- why\n"],
)
def test_nothing_wrong(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "condition",
    ["not " * 2000 + "x y", "any x where (" * 2000 + "y" + ")" * 2000, "a" * 100_000, "the x is " * 5000],
)
def test_hostile_lines_are_refused_not_crashed_on(condition: str) -> None:
    assert isinstance(codes(f"{HEAD}  record the entry when {condition}\n"), list)


def test_hostile_nesting_is_reported_once() -> None:
    letters = ["a", "i", "A", "1"] * 500
    lines = "".join(f"  ({letter}) all of\n" for letter in letters)
    assert codes(f"{HEAD}  record the entry when all of\n{lines}") == ["HR117"]


def test_amendment_operations() -> None:
    text = """amendment "Limits" to rulebook "Fete"
  cites [Circular 1]
  made on 1 March 2027
  in force from 1 April 2027
omit F1.2
  omit limb (c)(ii) of A1
  substitute A2
  rule A2 "Time"
    cites [Circular 1]
    for each entry
    record the entry
  end substitute
  in A1 substitute limb (b) any of
    (i) the cake rose; or
    (ii) the cake is iced
  insert after table "prizes"
  define iced
    for each cake
    it is so when the icing is known
  end insert
  in table "prizes" insert rows after row 105A 105/01
    | 8N 008/06 | 40 |
  end insert
  in table "prizes" substitute row 8N
    | 8N | 41 |
  omit table "prizes" row 7
"""
    amendment = items(text)[0]
    assert isinstance(amendment, n.Amendment)
    assert [type(one).__name__ for one in amendment.operations] == [
        "Omit", "Omit", "Substitute", "SubstituteLimb", "Insert", "InsertRows", "SubstituteRow", "Omit",
    ]  # fmt: skip
    assert amendment.operations[1].limb == "c)(ii"  # type: ignore[union-attr]
    assert amendment.operations[5].after_row == "105A 105/01"  # type: ignore[union-attr]


def test_days_that_say_since_when_they_are_known() -> None:
    clause = "in force from 1 May 2020 as made on 2 June 2021 until 3 July 2022 as made on 4 August 2022"
    (result,) = items(f"result shelf\n  cites [D, p. 1]\n  {clause}\n")
    assert isinstance(result, n.Result) and result.in_force is not None
    days = (result.in_force.since, result.in_force.since_made, result.in_force.until, result.in_force.until_made)
    assert [one and one.iso for one in days] == ["2020-05-01", "2021-06-02", "2022-07-03", "2022-08-04"]
    assert result.in_force.span.text == clause and f"  {clause}\n" in write(result)
    head = 'amendment "L" to rulebook "F"\n  cites [D]\n  made on 1 March 2027\n'
    assert codes(f"{head}  in force from 1 April 2027 as made on 1 May 2027\n  omit A1\n") == ["HR129"]
    assert codes('rulebook "F"\n  in force from 1 April 2027 until 1 May 2028 as made on 1 May 2027\n') == ["HR129"]
    assert codes("result shelf\n  cites [D, p. 1]\n  in force from 1 April 2027 as made\n") == ["HR106"]


def test_csv_cells_keep_their_places() -> None:
    table = items('table "prizes"\n  cites [D, p. 1]\n  rows in "prizes.csv"\n')[0]
    assert isinstance(table, n.Table)
    text = '# from the committee\nname,"=> prize, in pounds"\n"cake, iced", 5\n"say ""ah""",7\n'
    filled = fill_table(table, SourceText("prizes.csv", text))
    assert filled.value is not None
    assert [cell.text for cell in filled.value.headings] == ["name", "prize, in pounds"]
    assert filled.value.first_output == 1
    assert [[cell.text for cell in row.cells] for row in filled.value.rows] == [["cake, iced", "5"], ['say "ah"', "7"]]
    assert filled.value.rows[0].cells[1].span.text == "5"
    assert filled.value.rows[0].cells[0].span.text == '"cake, iced"'


def test_csv_rows_of_the_wrong_width() -> None:
    table = items('table "prizes"\n  cites [D, p. 1]\n  rows in "prizes.csv"\n')[0]
    assert isinstance(table, n.Table)
    filled = fill_table(table, SourceText("prizes.csv", "a,b\n1\n1,2,3\n1,2\n"))
    assert [d.code for d in filled.diagnostics] == ["HR125", "HR125"]


def test_no_name_of_the_parser_reaches_the_author() -> None:
    from hocrdsl.syntax.grammar import table

    names = {name for state in table().states for name in state if name.upper() == name}
    assert {"NAME", "_NL", "_OPEN", "$END"} < names
    lines = ["record", "treat x", "let x", "count one", "then", "refer x to", "record x when y is", "allow", "in A1",
             "standing", "cites", "omit", "text", "has x", "it is", "classify x as", "otherwise"]  # fmt: skip
    for line in lines:
        for diagnostic in parse(SourceText("t.rules", f"{HEAD}  {line}\n")).diagnostics:
            said = " ".join(
                [diagnostic.title, *diagnostic.help, diagnostic.primary.remark if diagnostic.primary else ""]
            )
            assert not names & set(said.replace("`", " ").split()), said


def test_the_parser_generator_is_not_loaded_to_read() -> None:
    program = (
        "import sys, hocrdsl.syntax as s; from hocrdsl.source import SourceText; "
        "assert s.parse(SourceText('t.rules', 'entity cake\\n')).value; sys.exit('lark' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_tidy_keeps_columns() -> None:
    assert tidy("a\u00a0\u201cb\u201d\tc") == 'a "b" c'


def test_otherwise_alone_follows_nothing() -> None:
    text = 'rule Z2 "Alone"\n  cites [Fete Handbook, p. 9]\n  for each entry\n  otherwise record the entry\n'
    assert [one.code for one in parse(SourceText("alone.rules", text)).diagnostics] == ["HR121"]
