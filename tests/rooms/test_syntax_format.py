"""Canonical layout: stable, and the tree stays what it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax import format_source, parse, write

ROOT = Path(__file__).parents[2]
RULEBOOKS = sorted([*ROOT.glob("rulebooks/**/*.rules"), *ROOT.glob("tests/toy/**/*.rules")])

SNIPPET = """-- A fete.

-- The test.
rule   A1 "What is judged"
      cites [Fete Handbook, p. 2],[Fete Handbook, pp. 3-4]
      -- why
      text
          >  Whatever is   brought in time.
          >
          > Or later.
      standing recalled from 1 April 2026 , presumed unchanged before
      for each entry and  other entry
      where the  two have the same stall   -- shared
      record the entry when all of
         (a) the judges are not known
         (b) any of
         (i) the cake is one of plain,iced; or
         (ii) there is no rot; and
         (c) the entry is before 1  May 2026
      otherwise treat the entry as a late entry
  -- the end
-- Prizes
table "prizes"
  cites [Fete Handbook, p. 9]
  | cake | => prize |
  | plain| 10 |
"""

EXPECTED = """-- A fete.

-- The test.
rule A1 "What is judged"
  cites [Fete Handbook, p. 2], [Fete Handbook, pp. 3-4]
  -- why
  text
    >  Whatever is   brought in time.
    >
    > Or later.
  standing recalled from 1 April 2026, presumed unchanged before
  for each entry and other entry
  where the two have the same stall  -- shared
  record the entry when all of
    (a) the judges are unknown
    (b) any of
        (i) the cake is one of plain, iced; or
        (ii) there is no rot; and
    (c) the entry is before 1 May 2026
  otherwise treat the entry as a late entry
  -- the end

-- Prizes
table "prizes"
  cites [Fete Handbook, p. 9]
  | cake  | => prize |
  | plain | 10       |
"""


def formatted(text: str) -> str:
    checked = format_source(SourceText("t.rules", text))
    assert checked.value is not None, [d.title for d in checked.diagnostics]
    return checked.value


def test_layout() -> None:
    assert formatted(SNIPPET) == EXPECTED
    assert formatted(EXPECTED) == EXPECTED


def test_what_is_wrong_is_not_formatted() -> None:
    checked = format_source(SourceText("t.rules", "ruel\n"))
    assert checked.value is None
    assert checked.failed


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: path.name)
def test_round_trip_of_rulebooks(path: Path) -> None:
    source = SourceText(path.name, tidy(path.read_text(encoding="utf-8")))
    before = parse(source)
    assert not before.failed
    text = formatted(source.text)
    assert parse(SourceText(path.name, text)).value == before.value
    assert formatted(text) == text


NAMES = st.lists(
    st.sampled_from(["cake", "stall", "look-up", "to", "as", "into", "record", "before", "known", "no", "the"]),
    min_size=1, max_size=3,
).map(" ".join).filter(lambda name: name.split()[-1] != "the" and name.split()[0] != "no")  # fmt: skip
PATHS = st.lists(NAMES, min_size=1, max_size=3).map(lambda names: "the " + "'s ".join(names))
VALUES = st.one_of(
    st.sampled_from(["8N", "008/06", "8N 008/06", "106", "0.5", "14 years", "1 April 2026", '"a text"']),
    st.sampled_from(["plain", "the winner's cake", "24 hours after the stall's opening"]),
)
TESTS = st.one_of(
    PATHS,
    st.tuples(PATHS, st.sampled_from(["is", "are", "is not", "are not"]), VALUES).map(" ".join),
    st.tuples(PATHS, st.sampled_from(["is known", "are unknown", "is within 3 months of the day"])).map(" ".join),
    st.tuples(PATHS, st.just("is one of"), st.lists(VALUES, min_size=1, max_size=3).map(", ".join)).map(" ".join),
    st.tuples(PATHS, st.sampled_from(["is at least", "are not before", "is on or after"]), VALUES).map(" ".join),
    NAMES.map(lambda name: f"there is no {name}"),
    NAMES.map(lambda name: f"the two have different {name}"),
    st.tuples(NAMES, PATHS).map(lambda t: f"any {t[0]} where ({t[1]})"),
)
LETTERS = ["abcdefgh", ["i", "ii", "iii", "iv"], "ABCDEFGH", "12345678"]


@st.composite
def group(draw: st.DrawFn, depth: int = 0, indent: str = "    ") -> str:
    """A group phrase and its limbs."""
    kind, word = draw(st.sampled_from([("all of", "and"), ("any of", "or"), ("none of", "or")]))
    count = draw(st.integers(2, 4))
    lines = [kind]
    for number in range(count):
        inner = depth < 3 and draw(st.integers(0, 3)) == 0
        body = draw(group(depth + 1, indent + "    ")) if inner else draw(TESTS)
        lines.append(f"{indent}({LETTERS[depth][number]}) {body}" + (f"; {word}" if number == count - 2 else ""))
    return "\n".join(lines)


CONDITIONS = st.one_of(
    TESTS,
    st.tuples(st.sampled_from([" and ", " or "]), st.lists(TESTS, min_size=2, max_size=4)).map(
        lambda t: t[0].join(t[1])
    ),
    group(),
)


@settings(max_examples=150, deadline=None)
@given(CONDITIONS)
def test_any_condition_survives(condition: str) -> None:
    source = SourceText(
        "t.rules", f'rule A1 "T"\n  cites [D, p. 1]\n  for each x\n  where {condition}\n  record the x\n'
    )
    before = parse(source)
    assert not before.diagnostics, (source.text, [d.title for d in before.diagnostics])
    text = formatted(source.text)
    after = parse(SourceText("t.rules", text))
    assert after.value == before.value
    assert formatted(text) == text
    assert before.value is not None
    assert "".join(map(write, before.value)) == text


SCRAPS = st.sampled_from(
    [*"ab1A(),;:'\"[]|>=-. \n", "rule ", "when ", "is ", "all of\n", "  (a) ", "  insert after A1\n"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(SCRAPS, max_size=120).map("".join))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    parse(SourceText("t.rules", 'rule A1 "T"\n  cites [D, p. 1]\n  ' + text))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_line_out_of_place_is_told_or_read(data: st.DataObject) -> None:
    lines = EXPECTED.splitlines(keepends=True)
    taken = data.draw(st.integers(0, len(lines) - 1))
    line = lines.pop(taken)
    lines.insert(data.draw(st.integers(0, len(lines))), line)
    checked = format_source(SourceText("t.rules", "".join(lines)))
    assert checked.failed or formatted(checked.value or "") == checked.value
