"""What two editions differ in over a record set, as a page to read, print and pass on."""

from __future__ import annotations

from collections.abc import Sequence

from hocrdsl.pages import (
    Bar, Content, Markup, Section, anchor, bars, element, folded, items, joined, page, paragraph, table,
)
from hocrdsl.records.differ import DataDifference, Explained
from hocrdsl.records.report import (
    FIRST, MEANT, Line, by_class, by_classification, counted, ends, headline, kinds, made, makers, number, pattern_said,
    patterns, remarks, share, signed, span,
)
from hocrdsl.records.tally import KINDS, NONE, OPEN, OTHER_FATE

# patterns in the table; the rest are counted in one line
_PATTERNS = 50


def as_html(found: DataDifference, foot: str) -> str:
    """A whole page; `foot` says what was run."""
    first, *others = headline(found)
    lead = joined([paragraph(element("strong", first)), paragraph(" ".join(others)), _kinds(found)])
    sections = [_classes(found), _patterns(found), _ends(found), *_examples(found), _remarks(found)]
    return page(f"{found.old} against {found.new}, on {found.records}", sections, lead=lead,
                foot=paragraph(made(found, foot)))


def _kinds(found: DataDifference) -> Markup:
    many = counted(found)
    compared = found.tally.compared
    rows = [[kind, MEANT[kind].format(many=many), number(incidents), share(incidents, compared), signed(*change)]
            for kind, incidents, change in kinds(found)]
    drawn = [Bar(kind, incidents, incidents, number(incidents)) for kind, incidents, _ in kinds(found) if kind != NONE]
    return bars("Incidents by kind of change", drawn, ("change", "what it means", "incidents", "share", many), rows)


def _classes(found: DataDifference) -> Section:
    lines, every = by_class(found), by_classification(found)
    moved = [line for line in lines if line.change != (0, 0)]
    called = found.words["kept_apart_by"].replace("_", " ")
    drawn = [Bar(line.name, *line.change, signed(*line.change)) for line in moved[:FIRST]]
    head = (called, found.old, found.new, "change")
    body = [
        bars(f"By {called}, the greatest changes", drawn, head, _rows(moved[:FIRST])) if moved
        else paragraph(f"No {called} changes."),
        *_folded(lines, called, found),
    ]
    if [line.name for line in every] != [line.name for line in lines]:
        body += _folded(every, found.words["classified"].replace("_", " "), found)
    return Section("classes", f"By {called}", joined(body))


def _rows(lines: Sequence[Line]) -> list[list[Content]]:
    return [[line.name, span(*line.old), span(*line.new), signed(*line.change)] for line in lines]


def _folded(lines: Sequence[Line], called: str, found: DataDifference) -> list[Markup]:
    """All that changes, behind one line."""
    moved = [line for line in lines if line.kinds]
    left = len(lines) - len(moved)
    same = [paragraph(f"Of {number(left)} others nothing changes.")] if left else []
    if not moved:
        return []
    return [folded(f"Every {called} that changes, by kind of change", _by_kind(moved, called, found), *same)]


def _by_kind(lines: Sequence[Line], called: str, found: DataDifference) -> Markup:
    shown = [kind for kind in KINDS if kind not in (NONE, OTHER_FATE) and any(kind in line.kinds for line in lines)]
    rows = [
        [_titled(line.name, found), *row[1:], *(_signed(line, kind) for kind in shown)]
        for line, row in zip(lines, _rows(lines), strict=True)
    ]
    words = (called, found.old, found.new, "change", *(f"in incidents: {kind}" for kind in shown))
    return table(f"What is counted of each {called}", words, rows, named_rows=True)


def _signed(line: Line, kind: str) -> str:
    return signed(*line.kinds[kind]) if kind in line.kinds else ""


def _titled(name: str, found: DataDifference) -> str:
    title = found.titles.get(name)
    return f"{name} ({title})" if title else name


def _patterns(found: DataDifference) -> Section:
    every = patterns(found)
    rows: list[list[Content]] = [
        [pattern_said(pattern), pattern.kind, number(many), str(found.tally.patterns[pattern][1][0].key)]
        for pattern, many in every[:_PATTERNS]
    ]
    left = every[_PATTERNS:]
    body = [table("What changes alike", ("what changes", "change", "incidents", "for example"), rows, named_rows=True)]
    if left:
        body.append(paragraph(f"And {number(len(left))} others, of {number(sum(many for _, many in left))} incidents."))
    labels = [joined([element("strong", label), f" {found.made[label]}: {number(many)} incidents"])
              for label, many in makers(found)]
    body += [paragraph("What made the most frequent, by an example of each, and how many incidents change so:"),
             items(labels)]
    return Section("what-changes", "What changes, and what made it",
                   joined(body) if every else paragraph("Nothing changes."))


def _ends(found: DataDifference) -> Section:
    called = found.words["decided_list"].replace("_", " ")
    every = [(end, old, new, new - old) for end, old, new in ends(found)]
    rows = [[end, number(old), number(new), signed(by, by)] for end, old, new, by in every]
    drawn = [Bar(end, by, by, signed(by, by)) for end, _, _, by in every if by]
    return Section("fates", f"What becomes of {called}", bars(
        f"{called.capitalize()} by fate", drawn[:FIRST], ("fate", found.old, found.new, "change"), rows))


def _examples(found: DataDifference) -> list[Section]:
    below = tuple(
        Section(anchor("examples", kind), f"{kind[0].upper()}{kind[1:]}",
                paragraph(f"{len(found.examples[kind])} of {number(found.tally.kinds[kind])} incidents: one of each of "
                          "the most frequent patterns, then others of them."),
                tuple(_example(one, kind, found) for one in found.examples[kind]))
        for kind in KINDS if kind in found.examples
    )
    if not below:
        return []
    return [Section("examples", "Examples", paragraph(
        "Incidents are named as in the record set; things are named by their place."), below)]


def _example(one: Explained, kind: str, found: DataDifference) -> Section:
    many = found.tally.patterns[one.pattern][0]
    head = [element("strong", pattern_said(one.pattern)), f"; so do {number(many)} incidents."]
    if one.by:
        head.append(f" Made by {', '.join(one.by)}.")
    same = [said for said in one.old if said in one.new]
    beside = element("div", "\n", _side(found.old, one.old, same), "\n", _side(found.new, one.new, same), "\n",
                     class_="beside")
    alike = folded("What both say", items(map(str.strip, same)))
    parts = [paragraph(*head), beside, *([element("div", alike, class_="on-screen")] if same else [])]
    return Section(anchor("example", kind, one.key), one.key, joined(parts), listed=False)


def _side(called: str, sentences: Sequence[str], same: Sequence[str]) -> Markup:
    own = items([one.strip() for one in sentences if one not in same])
    return element("div", paragraph(called, class_="label"), own)


def _remarks(found: DataDifference) -> Section:
    said = remarks(found)
    if found.tally.kinds[OPEN]:
        said.insert(0, "What is unknown is never guessed: the change is then a range, drawn as a lighter bar.")
    return Section("remarks", "How to read it", items(said))
