"""A hook for MkDocs: the coverage of the official texts, page by page, and the rules that its links lead to.

`<!-- coverage: NAME -->` in a page becomes a table for each document; each label leads to its place in the reading copy
of the latest edition that is law, which is written beside the pages as `rules/NAME.html`. Both are made when the site
is built, so that neither can be out of date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hocrdsl.harness.paragraphs import NORMATIVE, STATUSES, Paragraph, read_paragraphs
from hocrdsl.pages.anchors import anchor
from hocrdsl.pipeline import read_text

MARK = re.compile(r"<!-- coverage: (\S+) -->")
RULEBOOKS = Path(__file__).parents[1] / "rulebooks"
LABEL = re.compile(r"[A-Z]+[0-9][0-9.]*")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """The page with its tables."""
    return MARK.sub(lambda found: "\n".join(tables(found[1])), markdown)


def on_post_build(config: Any) -> None:
    """The reading copies that the tables lead to."""
    from contextlib import redirect_stdout
    from io import StringIO

    from hocrdsl.cli.main import main

    for book in sorted(RULEBOOKS.glob("*/coverage.csv")):
        page = StringIO()
        with redirect_stdout(page):
            code = main(["show", str(book.parent), "--format", "html", "--quiet"])
        if code:
            raise SystemExit(f"the reading copy of {book.parent.name} could not be made")
        place = Path(config["site_dir"]) / "rules" / f"{book.parent.name}.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(page.getvalue(), encoding="utf-8")


def tables(name: str) -> Iterator[str]:
    """For each document its sum, and a row for each page."""
    rows = read_paragraphs(read_text(RULEBOOKS / name / "coverage.csv")).value or ()
    documents: dict[str, list[Paragraph]] = {}
    for row in rows:
        documents.setdefault(row.document, []).append(row)
    for document, held in documents.items():
        counts = Counter(row.status for row in held)
        normative = sum(counts[one] for one in NORMATIVE)
        done = counts["carried"] + counts["judgement"]
        yield f"\n## {document}\n"
        yield f"{len(held)} paragraphs. {normative} lay something down; {done} of these are carried or judged.\n"
        yield "| page | " + " | ".join(STATUSES) + " | by |"
        yield "|---" * (len(STATUSES) + 2) + "|"
        pages: dict[int, list[Paragraph]] = {}
        for row in held:
            pages.setdefault(row.page, []).append(row)
        for page, inside in pages.items():
            yield line(page, inside, name)


def line(page: int, rows: list[Paragraph], name: str) -> str:
    """The row of one page."""
    counts = Counter(row.status for row in rows)
    labels = dict.fromkeys(label for row in rows for label in row.labels)
    cells = [str(page), *(str(counts[one] or "") for one in STATUSES), ", ".join(linked(one, name) for one in labels)]
    return "| " + " | ".join(cells) + " |"


def linked(label: str, name: str) -> str:
    """A label that leads to the provision; the name of anything else as it is."""
    if not LABEL.fullmatch(label):
        return label
    return f'<a href="../rules/{name}.html#{anchor("provision", label)}">{label}</a>'
