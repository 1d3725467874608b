"""Numbers the paragraphs of an official text, and checks a coverage table against it.

    python scripts/paragraphs.py list  "Crime Recording Rules 2026/27" rules.txt
    python scripts/paragraphs.py check "Crime Recording Rules 2026/27" rules.txt rulebooks/hocr/coverage.csv
    python scripts/paragraphs.py show  "Crime Recording Rules 2026/27" rules.txt 12
    python scripts/paragraphs.py sample --rows 40 --seed 1 rulebooks/hocr/coverage.csv

The text is what a program takes out of the published PDF, in reading order: `pdftotext` (pages parted by form feeds),
or any other with a line `=== page N` before each page. No sentence of it is kept in this project: a paragraph is known
by its document, page, place on the page and the digest of its words alone, so that layout, punctuation and case don't
matter.

What a paragraph is: a PDF knows lines, not paragraphs. A new one begins after a blank line, at a bullet, at a lettered
or numbered item, and after a line that is clearly shorter than the page is wide where the next begins like a sentence.
Lines of one sentence that a blank line parts (the next goes on in lower case) are one. A printed paragraph may so be
cut in two; two are seldom one. A table comes out of a PDF cell by cell: twelve or more cells in a row are one.


Exit codes: 0 nothing differs, 1 something differs, 2 a file can't be read.
"""

import argparse
import csv
import hashlib
import io
import random
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HEADINGS = ["document", "page", "ordinal", "digest", "status", "labels", "note"]
PAGE = re.compile(r"=== page (\d+)\s*$")
BULLET = re.compile(r"^\s*([\u2022\u00b7\uf0b7\uf0a7\u25aa\u25cf]|[-\u2013](?=\s|$)|o(?=\s|$))\s*")
ITEM = re.compile(r"^\s*(\(?[a-zA-Z]\)|\(?[ivx]+\)|\d{1,2}[.)]|\(\d{1,2}\))\s*")
RUNNING_HEAD = re.compile(r"^\s*(Official|\d{1,3})?\s*$")
SHORT = 0.8  # of the page's longest line
CELL = 0.85  # of it, at most
CELLS = 0.25  # of it, on the mean of a table's cells
TABLE = 12  # cells in a row


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its page, its place on it counted from 1, its words in their order."""

    page: int
    ordinal: int
    text: str

    @property
    def digest(self) -> str:
        """The first 16 hexadecimal figures of the SHA-256 of its words: lower case, letters and figures alone."""
        return hashlib.sha256(normalised(self.text).encode()).hexdigest()[:16]


def normalised(text: str) -> str:
    """The words alone, in lower case, parted by one blank."""
    return " ".join(re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKC", text).casefold()))


def pages(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each page's number and lines."""
    if "\f" in text and not any(PAGE.match(line) for line in text.splitlines()):
        for number, page in enumerate(text.split("\f"), 1):
            yield number, page.split("\n")
        return
    number, lines = 0, list[str]()
    for line in text.split("\n"):
        if found := PAGE.match(line):
            if number:
                yield number, lines
            number, lines = int(found[1]), []
        else:
            lines.append(line)
    if number:
        yield number, lines


def blocks(lines: list[str]) -> list[str]:
    """The paragraphs of one page."""
    width = max((len(line.strip()) for line in lines), default=0)
    found: list[list[str]] = []
    marked = set[int]()  # those with a bullet or a letter: never cells
    apart = True  # whether the next line begins a paragraph, whatever it is
    blank = False
    for line in lines:
        bare = line.strip()
        if not bare:
            blank = True
            continue
        if RUNNING_HEAD.match(bare):
            continue
        if bullet := BULLET.match(line):
            rest = line[bullet.end() :].strip()
            marked.add(len(found))
            found.append([rest] if rest else [])
            apart = blank = False
            continue
        if found and not found[-1]:  # the words of a bullet that stood alone
            found[-1].append(bare)
        elif apart or ITEM.match(line) or not found or begins(found[-1][-1], bare, width, blank):
            found.append([bare])
        else:
            found[-1].append(bare)
        apart = blank = False
    return list(tables(found, marked, width))


def tables(found: list[list[str]], marked: set[int], width: int) -> Iterator[str]:
    """The paragraphs, each run of cells as one."""
    run: list[str] = []
    for place, parts in enumerate(found):
        text = " ".join(parts)
        if not normalised(text):
            continue
        if place not in marked and len(text) < CELL * width and not text.endswith((".", ":", ";", "?")):
            run.append(text)
            continue
        yield from together(run, width)
        run = []
        yield text
    yield from together(run, width)


def together(run: list[str], width: int) -> list[str]:
    """One paragraph of so many cells as make a table; else each by itself."""
    table = len(run) >= TABLE and sum(map(len, run)) < CELLS * width * len(run)
    return [" ".join(run)] if table else run


def begins(before: str, line: str, width: int, blank: bool) -> bool:
    """Whether a line begins a paragraph after the line before it."""
    goes_on = line[0].islower() or before.endswith((",", "\u2013", "-"))
    if goes_on:
        return False
    return blank or len(before) < SHORT * width


def paragraphs(text: str) -> list[Paragraph]:
    """All paragraphs of a text, page by page."""
    return [
        Paragraph(page, ordinal, block) for page, lines in pages(text) for ordinal, block in enumerate(blocks(lines), 1)
    ]


def rows(document: str, found: list[Paragraph]) -> str:
    """The rows of a coverage table, with nothing said yet of any."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for paragraph in found:
        writer.writerow([document, paragraph.page, paragraph.ordinal, paragraph.digest, "", "", ""])
    return out.getvalue()


def differences(document: str, found: list[Paragraph], table: str) -> list[str]:
    """What the table has that the text has not, and the other way round; each with its page."""
    lines = [line for line in table.splitlines() if not line.startswith("#")]
    mine = [row for row in csv.DictReader(lines) if row["document"] == document and row["status"] != "not in our copy"]
    have = {(int(row["page"]), int(row["ordinal"])): row["digest"] for row in mine}
    want = {(paragraph.page, paragraph.ordinal): paragraph.digest for paragraph in found}
    said = [f"page {p}, paragraph {n}: in the table, not in the text" for p, n in sorted(have.keys() - want.keys())]
    said += [f"page {p}, paragraph {n}: in the text, not in the table" for p, n in sorted(want.keys() - have.keys())]
    said += [
        f"page {p}, paragraph {n}: the words differ"
        for p, n in sorted(have.keys() & want.keys())
        if have[p, n] != want[p, n]
    ]
    return said


def sample(table: str, rows: int, seed: int) -> list[str]:
    """Rows of a table chosen by chance, to be looked through by somebody who did not write them; in order of place."""
    lines = [line for line in table.splitlines() if line and not line.startswith("#")]
    every = [row for row in csv.reader(lines[1:]) if row[2]]
    chosen = random.Random(seed).sample(range(len(every)), min(rows, len(every)))
    return [
        f"{every[one][0]}, p. {every[one][1]}.{every[one][2]}: {every[one][4]} [{every[one][5]}] {every[one][6]}"
        for one in sorted(chosen)
    ]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("do", choices=["list", "check", "show", "sample"])
    parser.add_argument("document", help="the title, as it is cited; sample: the coverage table")
    parser.add_argument("text", type=Path, nargs="?", help="the text of the published document")
    parser.add_argument("more", nargs="?", help="check: the coverage table; show: a page, or pages as 12-15")
    parser.add_argument("--rows", type=int, default=40, help="sample: how many")
    parser.add_argument("--seed", type=int, default=1, help="sample: by which chance")
    given = parser.parse_args(arguments)
    try:
        if given.do == "sample":
            print("\n".join(sample(Path(given.document).read_text(encoding="utf-8"), given.rows, given.seed)))
            return 0
        if given.text is None:
            parser.error(f"{given.do} needs the text of the document")
        found = paragraphs(given.text.read_text(encoding="utf-8"))
        if given.do == "list":
            sys.stdout.write(rows(given.document, found))
            return 0
        if given.more is None:
            parser.error(f"{given.do} needs one more argument")
        if given.do == "show":
            first, _, last = given.more.partition("-")
            for paragraph in found:
                if int(first) <= paragraph.page <= int(last or first):
                    print(f"{paragraph.page}.{paragraph.ordinal} {paragraph.digest}  {paragraph.text}")
            return 0
        said = differences(given.document, found, Path(given.more).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as trouble:
        print(f"{trouble}", file=sys.stderr)
        return 2
    for line in said:
        print(line)
    print(f"{given.document}: {len(found)} paragraphs, {len(said)} differ", file=sys.stderr)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
