"""What differs, as a page."""

from __future__ import annotations

from collections.abc import Iterable

from hocrdsl.analysis.diff import Difference, Flip
from hocrdsl.analysis.diff_text import (
    LEFT_OUT, closing, golden_mark, grouped, headline, made_lines, standing, standings,
)
from hocrdsl.analysis.text_changes import PartChange, TextChange
from hocrdsl.pages import Content, Markup, Section, badge, element, items, joined, page, paragraph, table

_KINDS = {"omitted": "poor", "substituted": "fair", "inserted": "good"}


def as_html(found: Difference, foot: str) -> str:
    """A whole page; `foot` says what was run."""
    lead = paragraph(element("strong", headline(found))) if found.decided is not None else ""
    sections = [*_wrong(found), *_cases(found), _text(found)]
    return page(f"{found.old} against {found.new}", sections, lead=lead, foot=paragraph(foot))


def _wrong(found: Difference) -> Iterable[Section]:
    if found.wrong:
        yield Section("not-as-accepted", "Not as accepted", items(found.wrong))


def _cases(found: Difference) -> Iterable[Section]:
    if found.decided is None:
        return
    below = tuple(
        Section(heading.partition(":")[0].replace(" ", "-").replace(",", ""), f"{heading[0].upper()}{heading[1:]}",
                table(f"{len(flips)} of the cases that flip" if flips[0].answer else f"{len(flips)} cases",
                      _headings(found), [_row(found, one) for one in flips], named_rows=True))
        for heading, flips in grouped(found)
    )
    made = [paragraph("What made them:"), items(made_lines(found))] if found.made else []
    left = [paragraph(f"{LEFT_OUT}:"), items(found.left_out)] if found.left_out else []
    yield Section("cases", "Cases", joined([*made, *left, paragraph(closing(found), ".")]), below)


def _headings(found: Difference) -> list[str]:
    where = ["where"] if found.several is not None else []
    return ["case", "change", *where, found.old, found.new, "made by", "reasons",
            *([] if found.accepted is None else ["accepted"])]


def _row(found: Difference, one: Flip) -> list[Content]:
    golden = f" (golden in {', '.join(one.golden)})" if one.golden else ""
    reasons = joined([*(element("del", label) for label in one.gone), *(element("ins", label) for label in one.come)],
                     ", ")
    accepted = (found.accepted or {}).get(one.case)
    return [one.case, ", ".join(one.kinds), *([one.where + golden] if found.several is not None else []),
            one.old + golden_mark(one, found.old), one.new + golden_mark(one, found.new), ", ".join(one.by), reasons,
            *([] if found.accepted is None else [badge("no", kind="poor") if accepted is None else accepted])]


def _text(found: Difference) -> Section:
    alike = [f"standing {said}: {', '.join(labels)}" for said, labels in standings(found.text).items()]
    changes = [_change(one) for one in found.text if not standing(one)]
    body = joined([items(alike), items(changes)]) if found.text else paragraph("No change.")
    return Section("text-of-the-rules", "Text", body)


def _change(change: TextChange) -> Markup:
    title = f' "{change.title}"' if change.title else ""
    where = f", {change.where}" if change.where else ""
    parts = [_part(one) for one in change.parts] if change.kind == "substituted" else []
    return joined([badge(change.kind, kind=_KINDS[change.kind]), f" {change.what} ", element("strong", change.label),
                   f"{title}{where}", items(parts)])


def _part(one: PartChange) -> Markup:
    was = [" ", element("del", one.old)] if one.old else []
    now = [" ", element("ins", one.new)] if one.new else []
    return joined([f"{one.part} {one.kind}:", *was, *now])
