"""Editions: wordings, amendments, what is known when."""

from __future__ import annotations

from pathlib import Path

import pytest

from hocrdsl.model import check, edition_day, edition_days, edition_name, fold, origins
from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax import parse_all

TOY = Path(__file__).resolve().parents[1] / "toy"


def read(*texts: str) -> syntax.RulebookText:
    """The toy rulebook with more text."""
    files = [SourceText(path.name, tidy(path.read_text("utf-8"))) for path in sorted(TOY.glob("*.rules"))]
    parsed = parse_all([*files, *(SourceText(f"more{i}.rules", text) for i, text in enumerate(texts))])
    assert parsed.value is not None and not parsed.diagnostics, parsed.diagnostics
    return parsed.value


def provision(text: syntax.RulebookText, label: str) -> syntax.Provision:
    return next(i for i in text.items if isinstance(i, syntax.Provision) and i.label == label)


def amendment(body: str, day: str = "1 June 2026", title: str = "Test") -> str:
    return f"""amendment "{title}" to rulebook "Village fete"
  cites [Minutes]
  made on 1 May 2026
  in force from {day}
{body}
"""


def test_days_and_names() -> None:
    text = read()
    assert edition_days(text) == ("2020-01-01", "2024-04-01", "2025-06-01")
    assert edition_days(text, known="2024-12-31") == ("2020-01-01", "2024-04-01")
    assert edition_days(text, proposed=True)[-1] == "2027-01-01"
    assert edition_name("2024-04-01") == "2024-04" and edition_name("2023-05-16") == "2023-05-16"
    assert edition_day("2024-04") == "2024-04-01" and edition_day("2023-05-16") == "2023-05-16"
    assert edition_day("2024-13") is None and edition_day("spring") is None


@pytest.mark.parametrize("proposed", [False, True])
def test_every_edition_checks(proposed: bool) -> None:
    text = read()
    for day in edition_days(text, proposed=proposed):
        folded = fold(text, day, proposed=proposed)
        assert folded.value is not None and not folded.diagnostics
        assert check(folded.value).value is not None


def test_an_earlier_wording_takes_the_place_of_the_label() -> None:
    text = read()
    before, after = fold(text, "2024-03-31").value, fold(text, "2024-04-01").value
    assert before is not None and after is not None
    old, new = provision(before, "G1.1"), provision(after, "G1.1")
    assert (old.role, old.targets) == ("exception", ("G1",)) and old.actions != new.actions
    assert origins(text, "2024-03-31")["G1.1"] == "earlier wording"
    assert origins(text, "2024-04-01")["G1.1"] == "rules.rules"


def test_amendments_on_limbs_and_rows() -> None:
    text = read()
    folded = fold(text, "2025-06-01").value
    assert folded is not None
    when = provision(folded, "A1").actions[0].when  # type: ignore[union-attr]
    assert isinstance(when, syntax.Group) and isinstance(when.limbs[1].condition, syntax.Inline)
    table = next(i for i in folded.items if isinstance(i, syntax.Table) and i.title.text == "categories")
    assert [row.cells[-1].text for row in table.rows][2] == "12"
    assert origins(text, "2025-06-01")["A1"] == 'amendment "More points for onions"'
    assert not any(isinstance(i, syntax.Amendment) for i in folded.items)


def test_what_was_not_known_is_left_out() -> None:
    text = read()
    assert origins(text, "2025-06-01", known="2025-04-30")["A1"] == "rules.rules"
    # the present wording is known from the day it is in force; before that the earlier one went on
    assert origins(text, "2025-06-01", known="2024-03-01")["G1.1"] == "earlier wording"


def test_a_date_says_since_when_it_is_known() -> None:
    """A correction of the past: both answers stay within reach, by the day as known on which is asked."""
    more = """rule F8 "Grown apart"
  cites [Minutes]
  in force from 1 May 2022 as made on 1 June 2025
  for each entry and other entry
  where the two have the same plot
  count both

earlier wording of F8 "Grown apart"
  cites [Minutes]
  in force from 1 January 2020 as made on 1 December 2019 until 30 April 2022 as made on 1 June 2025
  for each entry and other entry
  where the two have the same circle
  count both

result shelf
  cites [Minutes]
  in force from 1 June 2022 as made on 1 January 2022 until 31 December 2025 as made on 1 May 2023

table "shelves"
  cites [Minutes]
  not every combination has a row
  | kind   | in force from                      | until                                    | => shelf |
  | marrow | 2021-01-01 as made on 2023-01-01   | 2021-12-31 as made on 2023-01-01         | 1        |
  | marrow | 1 January 2022                     | 31 December 2024 as made on 1 March 2024 | 2        |
"""
    text = read(more)

    def there(day: str, known: str | None) -> tuple[str, bool, str]:
        items = fold(text, day, known).value
        assert items is not None
        rule = provision(items, "F8")
        table = next(i for i in items.items if isinstance(i, syntax.Table) and i.title.text == "shelves")
        same = rule.where.name.text if isinstance(rule.where, syntax.TheTwo) else ""
        shelf = any(isinstance(i, syntax.Result) and i.name.text == "shelf" for i in items.items)
        return same, shelf, " ".join(row.cells[-1].text for row in table.rows)

    assert there("2023-01-01", None) == ("plot", True, "2")
    assert there("2023-01-01", "2025-05-31") == ("circle", True, "2")
    assert there("2023-01-01", "2025-06-01") == ("plot", True, "2")
    assert there("2022-06-01", "2022-02-01") == ("circle", True, "2"), "known before it is in force"
    assert there("2022-06-01", "2021-12-31") == ("circle", False, "")
    assert there("2026-01-01", "2023-04-30") == ("circle", True, "2"), "its end is not made yet"
    assert there("2026-01-01", "2023-05-01") == ("circle", False, "2")
    assert there("2026-01-01", "2024-03-01") == ("circle", False, "")
    assert there("2021-06-01", "2022-12-31")[2] == "" and there("2021-06-01", "2023-01-01")[2] == "1"
    assert "2022-05-01" not in edition_days(text, "2025-05-31") and "2022-05-01" in edition_days(text, "2025-06-01")
    assert "2022-06-01" in edition_days(text, "2022-02-01")


def test_an_omitted_limb_keeps_its_letter() -> None:
    text = read(amendment("  omit limb (b)(i) of A1.1"))
    folded = fold(text, "2026-06-01").value
    assert folded is not None
    model = check(folded).value
    assert model is not None
    inner = model.provisions["A1.1"].actions[0].when.limbs[1]  # type: ignore[union-attr]
    assert inner.letters == ("b(ii)",)


def test_omit_insert_and_substitute() -> None:
    body = """  omit E1
  insert after F1
  rule F8 "Grown apart"
    cites [Minutes]
    for each entry and other entry
    where the two have the same plot
    count both
  end insert
  in table "order of merit" insert rows after row V1 V/01
    | V1 V/02 | 9 |
  end insert
"""
    text = read(amendment(body))
    folded = fold(text, "2026-06-01").value
    assert folded is not None
    labels = [i.label for i in folded.items if isinstance(i, syntax.Provision)]
    assert "E1" not in labels and labels.index("F8") == labels.index("F1") + 1
    table = next(i for i in folded.items if isinstance(i, syntax.Table) and i.title.text == "order of merit")
    assert [row.cells[0].text for row in table.rows] == ["V1 V/01", "V1 V/02", "C1 C/01", "V2 V/03"]
    assert fold(text, "2026-05-31").value is not None and "E1" in origins(text, "2026-05-31")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("  omit A7", "HR301"),
        ("  omit limb (f) of A1", "HR301"),
        ('  in table "categories" substitute row X\n    | X | V1 | cake | 1 | 1 |', "HR301"),
        ("  insert after A1\n  " + "rule D1 \"x\"\n    cites [M]\n    for each entry\n"
         "    count one prize for each delivery\n  end insert", "HR308"),
    ],
)  # fmt: skip
def test_amendments_that_do_not_fit(body: str, code: str) -> None:
    assert [d.code for d in fold(read(amendment(body)), "2026-06-01").diagnostics] == [code]


def test_standing_before_a_day() -> None:
    text = read("""rule G9 "Ribbons"
  cites [Fete Handbook, p. 9]
  standing confirmed from 1 January 2025, presumed unchanged before
  for each prize
  then the ribbon is red
""")
    for day, word in (("2024-12-31", "presumed unchanged"), ("2025-01-01", "confirmed")):
        folded = fold(text, day).value
        assert folded is not None
        model = check(folded).value
        assert model is not None and model.provisions["G9"].standing == word


def test_an_exception_to_several_is_one_to_those_in_force() -> None:
    text = read("""rule A7 "New"
  cites [Fete Handbook, p. 9]
  in force from 1 January 2025
  for each entry
  where the giant
  record the entry

exception A7.1 to A1, A7 "Both"
  cites [Fete Handbook, p. 9]
  for each entry
  where the entry is judged alone
  record the entry
""")
    for day, targets in (("2024-12-31", ("A1",)), ("2025-01-01", ("A1", "A7"))):
        folded = fold(text, day).value
        assert folded is not None and provision(folded, "A7.1").targets == targets
        assert check(folded).value is not None
