"""The table of paragraphs beside a rulebook, and what `check` and `list coverage` say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hocrdsl.cli.books import Named
from hocrdsl.copies.words import many
from hocrdsl.pipeline import editions, make_plan, read_text

if TYPE_CHECKING:
    from hocrdsl.diagnostics import Checked, Diagnostic
    from hocrdsl.harness.paragraphs import Paragraph

NAME = "coverage.csv"


def paragraphs_of(found: Named) -> Checked[tuple[Paragraph, ...]]:
    """The rows of a rulebook's table; none and nothing wrong where it has none."""
    from hocrdsl.diagnostics import Checked
    from hocrdsl.harness.paragraphs import read_paragraphs

    path = found.book.path / NAME
    if not path.is_file():
        return Checked(())
    return read_paragraphs(read_text(Path(path), f"{found.shown}/{NAME}"))


def paragraph_findings(found: Named) -> list[Diagnostic]:
    """What is wrong with the table, held against the last edition that is law."""
    from hocrdsl.harness.paragraphs import held_by, misfits

    rows = paragraphs_of(found)
    if not rows.value:
        return list(rows.diagnostics)
    made = make_plan(found.book, editions(found.book)[-1])
    if made.value is None:  # told already, with what is wrong with it
        return list(rows.diagnostics)
    return [*rows.diagnostics, *misfits(rows.value, held_by(made.value.model))]


def sums(rows: tuple[Paragraph, ...]) -> Iterator[dict[str, str]]:
    """A line for each page: how many paragraphs of which status, and what carries or judges them."""
    from hocrdsl.harness.paragraphs import STATUSES

    pages: dict[tuple[str, int], list[Paragraph]] = {}
    for row in rows:
        pages.setdefault((row.document, row.page), []).append(row)
    for (document, page), held in pages.items():
        counts = Counter(row.status for row in held)
        labels = dict.fromkeys(label for row in held for label in row.labels)
        yield {
            "page": f"{document}, p. {page}",
            "paragraphs": ", ".join(f"{counts[one]} {one}" for one in STATUSES if counts[one]),
            "labels": f"[{'; '.join(labels)}]" if labels else "",
        }


def total(rows: tuple[Paragraph, ...]) -> str:
    """One sentence: the share of the normative paragraphs that is carried or judged."""
    from hocrdsl.harness.paragraphs import NORMATIVE, STATUSES

    counts = Counter(row.status for row in rows)
    normative = sum(counts[one] for one in NORMATIVE)
    parts = ", ".join(f"{counts[one]} {one}" for one in STATUSES)
    share = (counts["carried"] + counts["judgement"]) / normative if normative else 1.0
    judged = counts["judgement"] / normative if normative else 0.0
    return (f"{many(len(rows), 'paragraph', 'paragraphs')}: {parts}; of {normative} that lay something down "
            f"{share:.1%} are carried or judged, {judged:.1%} judged")
