"""Canonical layout of a whole text. Comments stay where they are; what it means doesn't change."""

from __future__ import annotations

from hocrdsl.diagnostics import Checked
from hocrdsl.source import SourceText
from hocrdsl.syntax.lines import Comment
from hocrdsl.syntax.parse import read
from hocrdsl.syntax.write import lines_of
from hocrdsl.syntax.write_conditions import Line


def format_source(source: SourceText) -> Checked[str]:
    """The text in canonical layout, or what is wrong with it."""
    items, diagnostics, lexed = read(source)
    if any(d.severity == "error" for d in diagnostics):
        return Checked(None, diagnostics)
    comments = list(lexed.comments)
    out: list[str] = []
    for item, piece in zip(items, lexed.pieces, strict=True):
        written = lines_of(item)
        _before(out, comments, piece.lines[0], source)
        if out and out[-1] != "" and not out[-1].startswith("--"):
            out.append("")
        _definition(out, written, piece.lines, comments)
    _before(out, comments, None, source)
    while out and out[-1] == "":
        out.pop()
    return Checked("".join(line + "\n" for line in out), diagnostics)


def _definition(out: list[str], written: list[Line], places: list[int], comments: list[Comment]) -> None:
    """The lines of a definition; each was one line of the text, so comments find their place by number."""
    numbers = iter(places)
    for indent, text in written:
        if not text:
            out.append("")
            continue
        number = next(numbers, None)
        while number is not None and comments and comments[0].line < number:
            out.append(" " * indent + comments.pop(0).text)
        line = " " * indent + text
        if comments and comments[0].line == number:
            line += "  " + comments.pop(0).text
        out.append(line)


def _before(out: list[str], comments: list[Comment], heading: int | None, source: SourceText) -> None:
    """Comments between two definitions: indented ones close the first, the others open the next."""
    block: list[str] = []
    while comments and (heading is None or comments[0].line < heading):
        comment = comments.pop(0)
        if comment.column > 0 and not block and out:
            out.append("  " + comment.text)
            continue
        block.append(comment.text)
        if not source.line(comment.line + 1).strip() and heading is not None:
            block.append("")
    if block:
        out += ["", *block] if out and out[-1] != "" else block
