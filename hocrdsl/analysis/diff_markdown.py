"""What differs, as a comment on a change under review: what matters first, never longer than a comment may be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hocrdsl.analysis.diff import Difference, Flip
from hocrdsl.analysis.diff_text import (
    LEFT_OUT, closing, golden_mark, grouped, headline, made_lines, standing, standings,
)

# a comment of a review may hold some more; what is cut must still be said
MOST = 65_000
# what is said of cuts, and of the end of each block
_RESERVE = 1_000
_LONGEST = 700
_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", "#": "&#35;", "|": "\\|",
          **{sign: f"\\{sign}" for sign in "\\`*_[]~"}}
_ESCAPED = str.maketrans(_SIGNS)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that stand or fall one by one; `before` and `after` only stand with one of them. `what`: what a line is."""

    lines: Sequence[str]
    what: str
    before: Sequence[str] = ()
    after: Sequence[str] = ()


def as_markdown(found: Difference, most: int = MOST) -> str:
    """Headline, what is not as accepted, golden answers, and behind a fold snapshots and text; at most so long."""
    head = [f"# {cell(found.old)} against {cell(found.new)}", ""]
    foot: list[str] = []
    if found.decided is not None:
        head += [f"**{cell(headline(found))}**", ""]
        foot = [cell(closing(found)) + ".", ""]
    room = most - _RESERVE - len("\n".join([*head, *foot]))
    body: list[str] = []
    cut: list[str] = []
    for block in _blocks(found):
        kept = _kept(block, room)
        if kept:
            lines = [*block.before, *block.lines[:kept], *block.after, ""]
            room -= sum(len(line) + 1 for line in lines)
            body += lines
        if kept < len(block.lines):
            cut.append(f"{len(block.lines) - kept} of {len(block.lines)} {block.what}")
    said = [f"Cut to {most:,} characters: {', '.join(cut)} left out; the command shows all.", ""] if cut else []
    return "\n".join([*head, *body, *foot, *said]).rstrip("\n") + "\n"


def _kept(block: _Block, room: int) -> int:
    """How many lines of a block fit."""
    left = room - sum(len(line) + 1 for line in (*block.before, *block.after, ""))
    for place, line in enumerate(block.lines):
        left -= len(line) + 1
        if left < 0:
            return place
    return len(block.lines)


def _blocks(found: Difference) -> Iterable[_Block]:
    if found.wrong:
        yield _Block([f"- {cell(said)}" for said in found.wrong], "remarks on what is not as accepted",
                     ["## Not as accepted", ""])
    if found.decided is not None:
        yield _Block([f"- {cell(said)}" for said in made_lines(found)], "changes that made a flip",
                     ["## What made them", ""])
        for heading, flips in grouped(found):
            kind = heading.partition(":")[0]
            rows = [_row(found, one) for one in flips]
            yield _Block(rows, f"cases ({kind})", *_folded(f"{heading} ({len(rows)})", _headings(found),
                                                           opened=kind == "golden"))
    text = _text(found)
    yield _Block(text, "lines on the text", *_folded(f"text ({_changes(len(found.text))})", []))
    if found.left_out:
        yield _Block([f"- {cell(name)}" for name in found.left_out], "cases left out", *_folded(LEFT_OUT, []))


def _changes(many: int) -> str:
    return f"{many} change{'' if many == 1 else 's'}"


def _folded(heading: str, inside: Sequence[str], opened: bool = False) -> tuple[list[str], list[str]]:
    shown = f"{heading[0].upper()}{heading[1:]}"
    return [f"<details{' open' if opened else ''}><summary>{cell(shown)}</summary>", "", *inside], ["", "</details>"]


def _text(found: Difference) -> list[str]:
    lines = [f"- standing {cell(said)}: {cell(', '.join(labels))}" for said, labels in standings(found.text).items()]
    for change in found.text:
        if standing(change):
            continue
        title = f' "{cell(change.title)}"' if change.title else ""
        where = f", {cell(change.where)}" if change.where else ""
        lines.append(f"- **{cell(change.label)}**{title}: {change.what} {change.kind}{where}")
        for one in change.parts if change.kind == "substituted" else ():
            was = f" ~~{cell(one.old)}~~" if one.old else ""
            now = f" {cell(one.new)}" if one.new else ""
            lines.append(f"  - {cell(one.part)} {one.kind}:{was}{now}")
    return lines or ["No change."]


def _headings(found: Difference) -> list[str]:
    sides = [cell(found.old), cell(found.new)]
    columns = ["case", "what", *(["where"] if found.several is not None else []), *sides, "made by", "reasons",
               *([] if found.accepted is None else ["accepted"])]
    return [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]


def _row(found: Difference, one: Flip) -> str:
    golden = f" (golden in {', '.join(one.golden)})" if one.golden else ""
    reasons = ", ".join((*[f"~~{cell(label)}~~" for label in one.gone], *map(cell, one.come)))
    where = [cell(one.where + golden)] if found.several is not None else []
    cells = [cell(one.case), cell(", ".join(one.kinds)), *where,
             cell(one.old + golden_mark(one, found.old)), cell(one.new + golden_mark(one, found.new)),
             cell(", ".join(one.by)), reasons,
             *([] if found.accepted is None else [cell(found.accepted.get(one.case, "no"))])]
    return f"| {' | '.join(cells)} |"


def cell(text: str) -> str:
    """A text as it is read, on one line: no sign in it is markup, and nobody is called by it."""
    plain = " ".join(text.split())
    if len(plain) > _LONGEST:
        plain = f"{plain[:_LONGEST - 3]}..."
    return plain.translate(_ESCAPED)
