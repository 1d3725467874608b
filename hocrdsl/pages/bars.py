"""Bars, drawn as SVG from numbers, with the table that says the same in words. No script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hocrdsl.pages.markup import Content, Markup, element, joined
from hocrdsl.pages.parts import table

# what a drawing looks like is said on each part: some readers of pages keep styles from drawings
_TEXT = {"font_family": "Arial, Helvetica, sans-serif", "font_size": "13", "fill": "#1a1a1a", "text_anchor": "end"}
_SURE = {"fill": "#1d4f91", "stroke": "#1d4f91"}
_UNSURE = {"fill": "#cfdcec", "stroke": "#1d4f91", "stroke_dasharray": "3 2"}
# in units of the drawing: where labels end, where bars begin and end, where numbers end
_LABELS, _FIRST, _LAST, _NUMBERS = 206, 216, 560, 716
_HIGH, _THICK, _LONGEST = 26, 16, 32


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: from nothing to `low`, which is sure, and on to `high`, which is not. `said`: the number in words."""

    label: str
    low: float
    high: float
    said: str


def bars(title: str, bars: Sequence[Bar], headings: Sequence[Content], rows: Sequence[Sequence[Content]]) -> Markup:
    """A chart and its table, of one title. A number may be less than nothing: then the bar goes the other way."""
    drawn = _drawn(title, bars) if bars else Markup("")
    return Markup(element("div", "\n", drawn, table(title, headings, rows, named_rows=True), class_="chart") + "\n")


def _drawn(title: str, bars: Sequence[Bar]) -> Markup:
    least = min(0.0, *(min(one.low, one.high) for one in bars))
    most = max(0.0, *(max(one.low, one.high) for one in bars))
    scale = (_LAST - _FIRST) / ((most - least) or 1)

    def at(number: float) -> float:
        return round(_FIRST + (number - least) * scale, 1)

    parts: list[Content] = []
    for place, one in enumerate(bars):
        top = place * _HIGH + (_HIGH - _THICK) // 2
        middle = f"{place * _HIGH + _HIGH // 2 + 5}"
        parts.append(element("text", _short(one.label), x=f"{_LABELS}", y=middle, **_TEXT))
        near = min(one.low, one.high, key=abs) if one.low * one.high > 0 else 0.0
        for low, high, look in ((0.0, near, _SURE), *_unsure(one, near)):
            start, end = sorted((at(low), at(high)))
            if end > start:
                parts.append(element("rect", x=f"{start}", y=f"{top}", width=f"{round(end - start, 1)}",
                                     height=f"{_THICK}", **look))
        parts.append(element("text", one.said, x=f"{_NUMBERS}", y=middle, **_TEXT))
    zero = f"{at(0.0)}"
    tall = len(bars) * _HIGH
    parts.append(element("line", x1=zero, x2=zero, y1="0", y2=f"{tall}", stroke="#1a1a1a"))
    return Markup(element("svg", joined(parts, "\n"), viewBox=f"0 0 {_NUMBERS + 4} {tall}", role="img",
                          aria_label=f"Bars: {title}. The table below says the same.") + "\n")


def _unsure(one: Bar, near: float) -> list[tuple[float, float, dict[str, str]]]:
    """The parts of a bar that may be or not: on both sides of nothing, or beyond what is sure."""
    if one.low == one.high:
        return []
    if near:
        return [(near, max(one.low, one.high, key=abs), _UNSURE)]
    return [(0.0, one.low, _UNSURE), (0.0, one.high, _UNSURE)]


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[:_LONGEST - 3]}..."
