"""Diagnostics on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from hocrdsl.cli.talk import Talk
from hocrdsl.diagnostics import CATALOGUE, Diagnostic, render


def drawn(diagnostics: Iterable[Diagnostic], talk: Talk) -> str:
    """Diagnostics with their lines, carets and help."""
    return render(diagnostics, talk.colour())


def concise(diagnostic: Diagnostic) -> str:
    """One line: place, severity, code, what is wrong."""
    return f"{_place(diagnostic)}{diagnostic.severity} {diagnostic.code} {diagnostic.title}"


def without_facts(diagnostic: Diagnostic) -> str:
    """One line that repeats nothing from a live record: place, code, and what the code means."""
    return f"{_place(diagnostic)}{diagnostic.severity} {diagnostic.code} {CATALOGUE.get(diagnostic.code, '')}".rstrip()


def only_once(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Without what was found again in another edition; in order of place."""
    seen: dict[object, Diagnostic] = {}
    for one in diagnostics:
        seen.setdefault((one.code, one.title, one.sort_key), one)
    return sorted(seen.values(), key=lambda one: one.sort_key)


def _place(diagnostic: Diagnostic) -> str:
    if diagnostic.primary is None:
        return ""
    span = diagnostic.primary.span
    return f"{span.source.name}:{span.line}:{span.column}: "
