"""Diagnostics as data, for editors and for checks that run elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hocrdsl.diagnostics.diagnostic import Diagnostic, Label
from hocrdsl.source import Span

SCHEMA = "hocrdsl.diagnostics/1"


def as_json(diagnostics: Iterable[Diagnostic], summary: Mapping[str, object]) -> dict[str, Any]:
    """The document of contract.md: schema, diagnostics in the order given, summary."""
    return {
        "schema": SCHEMA,
        "diagnostics": [_one(diagnostic) for diagnostic in diagnostics],
        "summary": dict(summary),
    }


def _one(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "level": diagnostic.severity,
        "message": diagnostic.title,
        "help": "\n".join(diagnostic.help),
        **_place(diagnostic.primary.span if diagnostic.primary else None),
        "label": diagnostic.label,
        "example": list(diagnostic.example),
        "citations": [str(citation) for citation in diagnostic.citations],
        "related": [_related(label) for label in diagnostic.others],
    }


def _related(label: Label) -> dict[str, Any]:
    return {"message": label.remark, **_place(label.span)}


def _place(span: Span | None) -> dict[str, Any]:
    if span is None:
        return {"file": None, "start": None, "end": None}
    line, column = span.source.place(span.end)
    return {
        "file": span.source.name,
        "start": {"line": span.line, "column": span.column},
        "end": {"line": line, "column": column},
    }
