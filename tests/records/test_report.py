"""What the report of two editions says: the same numbers in every form, in a page that is whole and safe."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[records]'")

from hocrdsl.pages import Bar, bars  # noqa: E402
from hocrdsl.records.differ import DataDifference, Explained  # noqa: E402
from hocrdsl.records.report import by_class, by_classification, kinds, pattern_said, signed, span, total  # noqa: E402
from hocrdsl.records.report_html import as_html  # noqa: E402
from hocrdsl.records.report_text import as_json, as_markdown, as_text  # noqa: E402
from hocrdsl.records.tally import Example, Pattern, Sums, Tally  # noqa: E402
from tests.html_pages import read, text_of  # noqa: E402

WORDS = {"counted_list": "prizes", "kept_apart_by": "section", "classified": "category", "decided_list": "entries"}


def difference() -> DataDifference:
    """A thousand incidents of which some change in every way, one of them called as no page should be broken by."""
    more, moved = Pattern("more", come=(("V1 V/01", 2),)), Pattern("reclassified", (("C1 C/01", 1),), (("V1 V/01", 1),))
    fate = Pattern("other fate", ends=(("kept_back", "side-table", 1),))
    fewer, open_ = Pattern("fewer", (("R1 R/01", 1),)), Pattern("not determined", ranges=(("R1 R/01", -1, 1),))
    tally = Tally(1000, 7)
    tally.kinds.update({"more": 30, "fewer": 4, "reclassified": 20, "other fate": 10, "not determined": 6, "none": 930})
    tally.totals = Sums([1200, 1250], [1256, 1312], {
        "more": [60, 60], "fewer": [-4, -4], "reclassified": [0, 0], "other fate": [0, 0], "not determined": [-2, 6]})
    tally.sums = {
        "V1 V/01": Sums([500, 520], [580, 600], {"more": [60, 60], "reclassified": [20, 20]}),
        "C1 C/01": Sums([100, 100], [80, 80], {"reclassified": [-20, -20]}),
        "C1 C/02": Sums([5, 5], [5, 5], {}),
        "R1 R/01": Sums([595, 625], [591, 627], {"fewer": [-4, -4], "not determined": [-2, 6]}),
    }
    tally.ends[0].update({"recorded": 1200, "kept_back": 50})
    tally.ends[1].update({"recorded": 1250, "side-table": 10, "kept_back": 40})
    every = ((more, 30, "i1"), (moved, 20, "<b>&\"'"), (fate, 10, "i3"), (fewer, 4, "i4"), (open_, 6, "i5"))
    for pattern, many, key in every:
        tally.patterns[pattern] = many, [Example(key, 0, 0, 1)]
    found = DataDifference("old & older", "new", "set.parquet", 1003, 3, 2000, "compiled", tally, words=WORDS)
    for pattern, (_, (example,)) in tally.patterns.items():
        old, new = ("1 prize.", "  By A1.", "Both."), ("2 <prizes>.", "Both.")
        found.examples[pattern.kind] = [Explained(example.key, pattern, old, new, ("A1",))]
        found.by[pattern] = ("A1",) if pattern is not fate else ("row C1 C/01",)
    found.made.update({"A1": '"What goes on the table", changed (rules.rules:3)',
                       "row C1 C/01": "a row of the tables differs"})
    found.titles["V1 V/01"] = "Marrows, <large>"
    for side in found.classes:
        side.update({"V1 V/01": "V1", "C1 C/01": "C1", "C1 C/02": "C1", "R1 R/01": "R1"})
    return found


def test_the_page_is_whole() -> None:
    html = as_html(difference(), "toy 1234567 (toy)")
    reader = read(html)
    assert reader.wrong == []
    assert "<script" not in html and "http" not in html.replace("http-equiv", "")
    # each chart has its table under it
    assert reader.tags["svg"] == 3
    for chart in re.findall(r'<div class="chart">(.*?)</div>\s*</div>', html, re.DOTALL):
        assert chart.index("<svg") < chart.index("<table")
    for drawn in re.findall(r"<svg[^>]*>", html):
        assert 'role="img"' in drawn and "aria-label=" in drawn


def test_the_first_screen_says_what_matters() -> None:
    said = text_of(as_html(difference(), "x"))
    first = said[:said.index("Contents")]
    assert "Of 1,000 incidents, 70 (7.0%) come out otherwise by new than by old & older." in first
    assert "Prizes: 1,200 to 1,250 by old & older, 1,256 to 1,312 by new, a change of +54 to +62." in first
    assert "+56 of that is certain; -2 to +6 hangs on what is not known of 6 incidents." in first
    assert "Most of all: V1 +80, C1 -20, R1 -6 to +2." in first
    assert 'Made by A1 "What goes on the table" (85.7% of them).' in first
    assert "reclassified" in first and "93.0%" in first


def test_every_form_says_the_same() -> None:
    found = difference()
    data = json.loads(json.dumps(as_json(found)))
    assert data["kinds"]["more"] == {"incidents": 30, "change": [60, 60]}
    assert data["by section"]["V1"]["change"] == [80, 80] and data["by category"]["C1 C/01"]["change"] == [-20, -20]
    assert data["counted"]["change"] == [54, 62] and data["incidents"]["undetermined alike"] == 7
    for text in (as_text(found), as_markdown(found, "x"), text_of(as_html(found, "x"))):
        for said in ("1,000 incidents, 70", "-2 to +6", "V1", "+80", "30", "3 of 1,003 rows"):
            assert said in text, said
    for line, other in zip(by_class(found), data["by section"].values(), strict=True):
        assert list(line.change) == other["change"]
    assert sum(incidents for _, incidents, _ in kinds(found)) == 1000
    assert total(found).change == (54, 62)
    assert [line.name for line in by_classification(found)] == ["V1 V/01", "C1 C/01", "R1 R/01", "C1 C/02"]


def test_markdown_is_no_markup_of_a_record() -> None:
    text = as_markdown(difference(), "x")
    assert "<b>" not in text and "&lt;b&gt;" in text


def test_the_same_bytes_again() -> None:
    assert as_html(difference(), "x") == as_html(difference(), "x")


@pytest.mark.parametrize(("pattern", "said"), [
    (Pattern("more", come=(("a", 1), ("b", 2))), "a and b (2 times) as well"),
    (Pattern("fewer", gone=(("a", 1),)), "no longer a"),
    (Pattern("reclassified", (("a", 1),), (("b", 1),)), "a becomes b"),
    (Pattern("other fate", ends=(("kept_back", "absorbed", 2),)), "kept back becomes absorbed (2 times)"),
    (Pattern("not determined", ranges=(("a", -1, 0),)), "a -1 to 0"),
    (Pattern("not determined"), "fates, perhaps"),
])
def test_patterns_in_words(pattern: Pattern, said: str) -> None:
    assert pattern_said(pattern) == said


def test_numbers() -> None:
    assert (span(1234, 1234), span(0, 5)) == ("1,234", "0 to 5")
    assert [signed(*one) for one in ((0, 0), (3, 3), (-1234, 2), (10, 10))] == ["0", "+3", "-1,234 to +2", "+10"]


def test_a_class_that_a_classification_moves_to() -> None:
    found = difference()
    found.classes[1]["C1 C/01"] = "V1"
    lines = {line.name: line for line in by_class(found)}
    assert lines["C1"].new == (5, 5) and lines["V1"].new == (660, 680)
    assert lines["C1"].change == (-100, -100)


def test_bars() -> None:
    def widths(*some: Bar) -> list[Any]:
        html = bars("t", some, ("a", "b"), [["x", "1"]])
        return [float(one) for one in re.findall(r'<rect[^>]* width="([\d.]+)"', html)]

    whole = widths(Bar("a", 10, 10, "10"), Bar("b", 5, 5, "5"), Bar("c", 0, 0, "0"))
    assert len(whole) == 2 and whole[0] == pytest.approx(2 * whole[1], abs=0.2)
    # a range: what is sure, and what may be
    assert len(widths(Bar("a", 4, 10, ""))) == 2
    # one that may go both ways begins at nothing on both sides, and nothing of it is sure
    assert len(widths(Bar("a", -4, 10, ""))) == 2
    assert len(widths(Bar("a", -10, -4, ""))) == 2
    assert widths() == []
