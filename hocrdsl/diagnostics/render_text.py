"""Diagnostics drawn for a terminal: ASCII, the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hocrdsl.diagnostics.diagnostic import Diagnostic, Label, Severity
from hocrdsl.source import Citation, Span

_COLOURS: dict[Severity, str] = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m"}
_END = "\x1b[0m"
_WIDEST = 160


def render(diagnostics: Iterable[Diagnostic], colour: bool = False) -> str:
    """Each diagnostic with its lines, carets and help; a blank line between two."""
    drawn = [_draw(diagnostic, colour) for diagnostic in diagnostics]
    return "\n".join(drawn)


def safe(text: str) -> str:
    """Text of an author with control characters and what is not ASCII written as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c.isascii() and c.isprintable() else _escape(c) for c in text)


def _escape(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _draw(diagnostic: Diagnostic, colour: bool) -> str:
    head = f"{diagnostic.severity}[{diagnostic.code}]"
    if colour:
        head = f"{_COLOURS[diagnostic.severity]}{head}{_END}"
    lines = [f"{head}: {safe(diagnostic.title)}"]
    labels = _labels(diagnostic)
    width = max((len(str(label.span.line)) for label, _ in labels), default=1)
    if diagnostic.primary is not None:
        span = diagnostic.primary.span
        lines.append(f"{' ' * width}--> {safe(span.source.name)}:{span.line}:{span.column}")
        lines.append(f"{' ' * width} |")
        lines += _places(labels, width)
    notes = _notes(diagnostic)
    if diagnostic.primary is not None and notes:
        lines.append(f"{' ' * width} |")
    lines += [f"{' ' * width} {note}" for note in notes]
    return "\n".join(lines) + "\n"


def _labels(diagnostic: Diagnostic) -> list[tuple[Label, str]]:
    """Every label with its mark, in order of place; those of other files come last."""
    if diagnostic.primary is None:
        return []
    home = diagnostic.primary.span.source.name
    marked = [(diagnostic.primary, "^"), *((other, "-") for other in diagnostic.others)]
    return sorted(marked, key=lambda m: (m[0].span.source.name != home, *_place(m[0].span)))


def _place(span: Span) -> tuple[str, int]:
    return (span.source.name, span.start)


def _places(labels: Sequence[tuple[Label, str]], width: int) -> list[str]:
    lines: list[str] = []
    file, last = labels[0][0].span.source.name, 0
    for label, mark in labels:
        span = label.span
        if span.source.name != file:
            file, last = span.source.name, 0
            lines.append(f"{' ' * width}::: {safe(file)}:{span.line}:{span.column}")
        elif last and span.line > last + 1:
            lines.append(f"{' ' * width} :")
        if span.line != last:
            lines.append(f"{span.line:>{width}} | {_cropped(span)}".rstrip())
        lines.append(f"{' ' * width} | {_underline(span, mark)} {safe(label.remark)}".rstrip())
        last = span.line
    return lines


def _cropped(span: Span) -> str:
    """The line of a span; a very long one only up to some way after it."""
    line = span.source.line(span.line)
    stop = max(span.column + min(span.end - span.start, _WIDEST), _WIDEST)
    return safe(line) if len(line) <= stop else safe(line[:stop]) + " ..."


def _underline(span: Span, mark: str) -> str:
    """Marks under a span, on its first line; escapes before and in it are counted as drawn."""
    line = span.source.line(span.line)
    first = span.column - 1
    length = min(span.end - span.start, len(line) - first, _WIDEST)
    before, marked = safe(line[:first]), safe(line[first : first + length])
    return " " * len(before) + mark * max(1, len(marked))


def _notes(diagnostic: Diagnostic) -> list[str]:
    notes: list[str] = []
    if diagnostic.example:
        notes += _column("example case:", [safe(line) for line in diagnostic.example])
    if diagnostic.citations:
        notes += _column("counting rules:", [safe(text) for text in _cited(diagnostic.citations)])
    for text in diagnostic.help:
        first, *more = text.split("\n")
        notes.append(f"= {safe(first)}")
        notes += [f"      {safe(line)}".rstrip() for line in more]
    notes.append(f"= more: hocrdsl show {diagnostic.code}")
    return notes


def _column(title: str, lines: Sequence[str]) -> list[str]:
    return [f"= {title:<16} {lines[0]}", *(f"  {'':<16} {line}".rstrip() for line in lines[1:])]


def _cited(citations: Sequence[Citation]) -> list[str]:
    return list(dict.fromkeys(str(citation) for citation in citations))
