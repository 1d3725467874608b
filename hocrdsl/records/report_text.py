"""What two editions differ in over a record set: for a terminal, for a review, and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hocrdsl.analysis.diff_markdown import cell
from hocrdsl.records.differ import DataDifference, Explained
from hocrdsl.records.report import (
    FIRST, Line, by_class, by_classification, counted, ends, headline, kinds, made, makers, number, pattern_said,
    patterns, remarks, share, signed, span, total,
)

SCHEMA = "hocrdsl.data-diff/1"


def as_text(found: DataDifference) -> str:
    """For a terminal: sentences, kinds of change, and what changes most."""
    many = counted(found)
    lines = [f"{found.old} against {found.new}, on {found.records}", *headline(found), ""]
    lines += _columns([("change", "incidents", "share", many)] + [
        (kind, number(incidents), share(incidents, found.tally.compared), signed(*change))
        for kind, incidents, change in kinds(found)
    ])
    moved = [line for line in by_class(found) if line.change != (0, 0)]
    if moved:
        head = (found.words["kept_apart_by"], found.old, found.new, "change")
        lines += ["", *_columns([head, *map(_row, moved[:FIRST])]), *_more(len(moved) - FIRST)]
    every = patterns(found)
    if every:
        lines += ["", "what changes alike:"]
        lines += [f"  {number(times)} {pattern.kind}: {pattern_said(pattern)} (such as {_first(found, pattern)})"
                  for pattern, times in every[:FIRST]]
        lines += _more(len(every) - FIRST)
    return "\n".join([*lines, "", *remarks(found)]) + "\n"


def _row(line: Line) -> tuple[str, str, str, str]:
    return line.name, span(*line.old), span(*line.new), signed(*line.change)


def _first(found: DataDifference, pattern: Any) -> str:
    return str(found.tally.patterns[pattern][1][0].key)


def _more(many: int) -> list[str]:
    return [f"  and {number(many)} more"] if many > 0 else []


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows of a table: the first column to the left, numbers to the right."""
    wide = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  " + "  ".join(one.rjust(width) if place else one.ljust(width)
                             for place, (one, width) in enumerate(zip(row, wide, strict=True))) for row in rows]


def as_markdown(found: DataDifference, foot: str) -> str:
    """For a review: what matters first, the rest behind folds."""
    many = counted(found)
    first, *others = headline(found)
    lines = [f"# {cell(found.old)} against {cell(found.new)}, on {cell(found.records)}", "", f"**{cell(first)}**", "",
             cell(" ".join(others)), ""]
    lines += _table(("change", "incidents", "share", many), [
        (kind, number(incidents), share(incidents, found.tally.compared), signed(*change))
        for kind, incidents, change in kinds(found)
    ])
    moved = [line for line in by_class(found) if line.change != (0, 0)]
    if moved:
        called = found.words["kept_apart_by"].replace("_", " ")
        lines += ["", f"## By {called}, the greatest changes", ""]
        lines += _table((called, found.old, found.new, "change"), map(_row, moved[:FIRST]))
    labels = makers(found)
    if labels:
        lines += ["", "## What made it", ""]
        lines += [f"- **{cell(label)}** {cell(found.made[label])}: {number(times)} incidents"
                  for label, times in labels[:FIRST]]
    every = patterns(found)
    if every:
        lines += ["", f"<details><summary>What changes alike ({number(len(every))} patterns)</summary>", ""]
        lines += _table(("what changes", "change", "incidents", "for example"), [
            (pattern_said(pattern), pattern.kind, number(times), _first(found, pattern))
            for pattern, times in every[:3 * FIRST]
        ])
        lines += [*_more(len(every) - 3 * FIRST), "", "</details>"]
    lines += ["", *(f"- {cell(one)}" for one in remarks(found)), "", cell(made(found, foot))]
    return "\n".join(lines) + "\n"


def _table(head: tuple[str, ...], rows: Any) -> list[str]:
    lines = [f"| {' | '.join(map(cell, head))} |", "|---" * len(head) + "|"]
    return lines + [f"| {' | '.join(map(cell, row))} |" for row in rows]


def as_json(found: DataDifference) -> dict[str, Any]:
    """As data: everything, with every pattern and class."""
    tally = found.tally
    return {
        "schema": SCHEMA, "old": found.old, "new": found.new, "data": found.records,
        "incidents": {"in": found.rows, "compared": tally.compared, "rejected": found.rejected,
                      "undetermined alike": tally.alike},
        "counted": {"name": counted(found), **_said(total(found))},
        "kinds": {kind: {"incidents": incidents, "change": list(change)} for kind, incidents, change in kinds(found)},
        "by " + found.words["kept_apart_by"]: {line.name: _said(line) for line in by_class(found)},
        "by " + found.words["classified"]: {line.name: _said(line) for line in by_classification(found)},
        "fates": {end: {"old": old, "new": new} for end, old, new in ends(found)},
        "patterns": [{"change": pattern.kind, "what": pattern_said(pattern), "incidents": times,
                      "examples": [one.key for one in tally.patterns[pattern][1]]}
                     for pattern, times in patterns(found)],
        "examples": {kind: [_example(one) for one in some] for kind, some in found.examples.items()},
        "made by": {label: {"how": found.made[label], "incidents": times} for label, times in makers(found)},
        "engine": found.engine,
    }


def _said(line: Line) -> dict[str, Any]:
    return {"old": list(line.old), "new": list(line.new), "change": list(line.change),
            "by kind": {kind: list(change) for kind, change in line.kinds.items()}}


def _example(one: Explained) -> dict[str, Any]:
    return {"incident": one.key, "what": pattern_said(one.pattern), "old": list(one.old), "new": list(one.new),
            "made by": list(one.by)}
