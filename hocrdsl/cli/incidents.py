"""Incidents from a file or from stdin: one YAML or JSON document, or one JSON document a line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from hocrdsl.harness.read_cases import read_source, source_of
from hocrdsl.source import SourceText

_BY_LINE = (".ndjson", ".jsonl")


def texts(file: str) -> tuple[bool, Iterator[SourceText]]:
    """Whether there is one incident a line, and the texts of the incidents."""
    if file != "-":
        source = read_source(Path(file), file)
        by_line = file.lower().endswith(_BY_LINE)
        return by_line, _lines(source.text.split("\n"), file) if by_line else iter((source,))
    text = source_of(sys.stdin.buffer.read(), "stdin").text
    lines = [line for line in text.split("\n") if line.strip()]
    # several lines, each a whole object: nothing else that we read looks so
    by_line = len(lines) > 1 and all(line.startswith("{") and line.rstrip().endswith("}") for line in lines)
    return by_line, _lines(text.split("\n"), "stdin") if by_line else iter((SourceText("stdin", text),))


def _lines(lines: list[str], name: str) -> Iterator[SourceText]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield SourceText(f"{name} line {number}", line)
