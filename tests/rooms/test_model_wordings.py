"""Lines of wordings: of labels, definitions, tables and results; breaks that are meant; published editions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hocrdsl.model import check, edition_days, fold, origins
from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax import format_source, parse_all
from hocrdsl.syntax import nodes as syntax

TOY = Path(__file__).resolve().parents[1] / "toy"
EARLIER = """earlier wording of junior
  in force from 1 January 2021 until 31 December 2022
  for each grower
  it is so when the age is less than 18

earlier wording of junior
  until 2020
  for each grower
  it is so when the age is less than 21

earlier wording of table "vegetables"
  cites [Fete Handbook, p. 10]
  in force from 1 January 2020 until 31 December 2021
  not every combination has a row
  | kind   | => category |
  | marrow | V1 V/02     |

earlier wording of result committee
  cites [Fete Handbook, 2019 printing, p. 1]
  text
    > Three growers.
  in force from 1 January 2020 until 31 March 2023
""".replace("  until 2020", "  in force from 1 January 2020 until 31 December 2020")
RANKS = """earlier wording of F1.1 to F2 "Roses"
  cites [Fete Handbook, p. 6]
  in force from 1 January 2022 until 31 December 2022
  for each entry and other entry
  where the two have the same display
  count both when the entry's category's family is flower

earlier wording of F1.1 "Roses"
  cites [Fete Handbook, p. 6]
  in force from 1 January 2021 until 31 December 2021
  for each entry and other entry
  where the two have the same display
  count both

earlier wording of rule F1.1 "Roses"
  cites [Fete Handbook, p. 6]
  in force from 1 January 2020 until 31 December 2020
  for each entry and other entry
  where the two have the same display
  count both when the entry's kind is rose

earlier wording of F2 "A sponge gives way"
  cites [Fete Handbook, p. 7]
  in force from 1 January 2021 until 31 December 2022
  for each entry and other entry
  where the two have the same display
  absorb the entry into the other entry when the entry is part of the same display

earlier wording of rule F2 "A sponge gives way"
  cites [Fete Handbook, p. 7]
  in force from 1 January 2020 until 31 December 2020
  for each entry and other entry
  where the two have the same display
  absorb the entry into the other entry when the entry is part of the same display
"""
BROKEN = """rule G9 "Ribbons"
  cites [Fete Handbook, p. 9]
  in force again from 1 April 2023
  for each prize
  then the ribbon is red

earlier wording of G9 "Ribbons"
  cites [Fete Handbook, p. 9]
  in force from 1 January 2021 until 31 December 2021
  for each prize
  then the ribbon is blue

define tidy
  in force from 1 April 2021 until 31 March 2022
  for each entry
  it is so when the condition is sound

rule G8 "Tidy"
  cites [Fete Handbook, p. 9]
  in force from 1 April 2021 until 31 March 2022
  for each entry
  then the seal is given when the entry is tidy
"""


def read(*texts: str, **heads: str) -> syntax.RulebookText:
    files = [SourceText(path.name, tidy(path.read_text("utf-8"))) for path in sorted(TOY.glob("*.rules"))]
    files += [SourceText(f"more{i}.rules", text) for i, text in enumerate(texts)]
    for name, text in heads.items():
        files = [
            SourceText(f.name, f.text.replace(name.replace("_", " "), text, 1)) if f.name == "rulebook.rules" else f
            for f in files
        ]
    parsed = parse_all(files)
    assert parsed.value is not None and not parsed.diagnostics, parsed.diagnostics
    return parsed.value


def on(text: syntax.RulebookText, day: str, known: str | None = None) -> dict[str, Any]:
    """Everything in force on a day by label, name or title; nothing stands twice, nothing stays an earlier wording."""
    folded = fold(text, day, known)
    assert folded.value is not None, folded.diagnostics
    assert (model := check(folded.value)).value is not None, model.diagnostics
    found: dict[str, Any] = {}
    for item in folded.value.items:
        assert not getattr(item, "earlier", False) and getattr(item, "role", "") != "earlier"
        if isinstance(item, syntax.Provision) and item.role != "reading":
            found[item.label] = item
        elif isinstance(item, syntax.Define | syntax.Result | syntax.Table):
            name = item.title.text if isinstance(item, syntax.Table) else item.name.text
            assert name not in found
            found[name] = item
    return found


@pytest.mark.parametrize("text", [EARLIER, RANKS, BROKEN])
def test_the_layout_is_canonical(text: str) -> None:
    formatted = format_source(SourceText("a.rules", text))
    assert formatted.value == text


@pytest.mark.parametrize(
    ("day", "age", "printing", "rows"),
    [
        ("2020-06-01", "21", "2019", 1), ("2021-12-31", "18", "2019", 1), ("2022-06-01", "18", "2019", 3),
        ("2023-01-01", "16", "2019", 3), ("2023-03-31", "16", "2019", 3), ("2023-04-01", "16", "", 3),
    ],
)  # fmt: skip
def test_definitions_tables_and_results_have_wordings(day: str, age: str, printing: str, rows: int) -> None:
    found = on(read(EARLIER), day)
    assert found["junior"].body.when.value.text == age
    assert (printing in found["committee"].cites[0].document) and (bool(found["committee"].text) == bool(printing))
    assert len(found["vegetables"].rows) == rows


def test_their_days_begin_editions_and_origins_say_which() -> None:
    text = read(EARLIER)
    assert {"2021-01-01", "2022-01-01", "2023-01-01", "2023-04-01"} <= set(edition_days(text))
    assert origins(text, "2022-06-01")["junior"] == "earlier wording"
    assert origins(text, "2023-01-01")["junior"] == "vocabulary.rules"


@pytest.mark.parametrize(
    ("day", "targets", "of_class"),
    [
        ("2020-06-01", (), False), ("2021-06-01", ("F2",), True), ("2022-06-01", ("F2",), True),
        ("2023-06-01", ("F1",), True),
    ],
)  # fmt: skip
def test_targets_and_rank_of_the_past(day: str, targets: tuple[str, ...], of_class: bool) -> None:
    found = on(read(RANKS), day)
    assert found["F1.1"].targets == targets
    assert found["F1.1"].role == ("exception" if targets else "rule")
    assert found["F2"].of_class is of_class and found["F2"].rank == ""


def test_a_break_that_is_meant_and_a_thing_that_ends() -> None:
    text = read(BROKEN)
    there = {day: set(on(text, day)) & {"G9", "G8", "tidy"} for day in edition_days(text)}
    assert there["2020-01-01"] == set()
    assert there["2021-01-01"] == {"G9"} and there["2021-04-01"] == {"G9", "G8", "tidy"}
    assert there["2022-01-01"] == {"G8", "tidy"} and there["2022-04-01"] == set()
    assert there["2023-04-01"] == {"G9"}


def test_one_name_for_two_entities_has_two_lines() -> None:
    text = read("""define junior
  for each garden
  it is so when there is no grower

earlier wording of junior
  in force from 1 January 2020 until 31 December 2022
  for each grower
  it is so when the age is less than 18
""".replace("there is no grower", "no grower where (the grower's garden is the garden)"))
    for day, age in (("2022-12-31", "18"), ("2023-01-01", "16")):
        folded = fold(text, day).value
        assert folded is not None
        lines = [i for i in folded.items if isinstance(i, syntax.Define) and i.name.text == "junior"]
        assert sorted(i.for_each.first.text for i in lines) == ["garden", "grower"]
        grower = next(i for i in lines if i.for_each.first.text == "grower")
        assert grower.body.when.value.text == age  # type: ignore[union-attr]


def test_two_present_wordings_on_one_day_are_still_told() -> None:
    text = read('earlier wording of A1 "What"\n  cites [H]\n  in force from 1 January 2020 until 31 December 2020\n'
                "  for each entry\n  record the entry\n", 'rule A1 "Again"\n  cites [H]\n  for each entry\n'
                "  record the entry\n")  # fmt: skip
    folded = fold(text, "2023-01-01").value
    assert folded is not None and "HR213" in [one.code for one in check(folded).diagnostics]


def test_published_days_are_editions() -> None:
    text = read(known_on="known on 1 June 2026\n  published on 1 April 2021, 1 April 2024, 1 April 2030\n --")
    assert edition_days(text) == ("2020-01-01", "2021-04-01", "2024-04-01", "2025-06-01", "2030-04-01")
    assert edition_days(text, known="2024-12-31") == ("2020-01-01", "2021-04-01", "2024-04-01")
