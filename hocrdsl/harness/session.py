"""From a rulebook's folder to results: find the case files, read them, run them."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.harness.by_edition import SEVERAL, editions_of, run_by_edition
from hocrdsl.harness.case import Case, Lacking
from hocrdsl.harness.handed import Part, packed, unpacked
from hocrdsl.harness.lexicon import Lexicon
from hocrdsl.harness.names import Names, names_of
from hocrdsl.harness.read_cases import Head, check_together, read_cases, source_of
from hocrdsl.harness.run import Outcome, Results, RulesLike, Selection, run
from hocrdsl.pipeline import Book, Unreadable, read_book
from hocrdsl.rules import InvalidRulebook, Rules
from hocrdsl.side_by_side import can_fork, shared_out
from hocrdsl.source import SourceText

_BATCH = 8
# from this number of files on a second process runs some of them, as many at a time as a piece has
_MANY, _PIECE = 1000, 64


@dataclass(frozen=True, slots=True)
class Session:
    """A rulebook and what reading and running its cases needs of it."""

    book: Book
    shown: str
    known: str | None
    readings: Mapping[str, str]
    backend: str
    names: Names
    vocabulary: Mapping[str, Any]
    lexicon: Lexicon
    # compiled rules by day and readings, which only save work
    rules: dict[tuple[str, tuple[tuple[str, str], ...]], RulesLike] = field(default_factory=dict, repr=False)

    def rules_for(self, day: str, readings: Mapping[str, str]) -> RulesLike:
        """Rules of the edition in force on a day."""
        chosen = {**self.readings, **readings} if readings else self.readings
        key = (day, tuple(sorted(chosen.items())))
        if key not in self.rules:
            self.rules[key] = Rules(self.book, as_of=day, known=self.known, readings=chosen, backend=self.backend)
        return self.rules[key]


def session(path: Path, shown: str, *, known: str | None = None, readings: Mapping[str, str] | None = None,
            backend: str = "python", book: Book | None = None) -> Session:
    """A session over the rulebook at `path`; raises Unreadable, InvalidRulebook."""
    if book is None:
        checked = read_book(path, path.resolve().name, shown)
        if checked.value is None or checked.failed:
            raise InvalidRulebook(checked.diagnostics)
        book = checked.value
    rules = Rules(book, known=known, readings=readings, backend=backend)
    plan = rules.plan()
    names = names_of(book.text, rules.days, plan)
    return Session(book, shown, known, dict(readings or {}), backend, names, plan.vocabulary, Lexicon(plan.vocabulary))


def case_files(path: Path, shown: str) -> list[tuple[str, str]]:
    """(path, shown) of the YAML files in the rulebook's `cases`, in order of name."""
    import os

    folder = (path if path.is_dir() else path.parent) / "cases"
    root = str(folder)
    shown = shown if path.is_dir() else shown.rpartition("/")[0] or "."
    found = []
    for at, below, files in os.walk(root):
        below.sort()
        inner = at[len(root):].replace(os.sep, "/")
        found += [(os.path.join(at, file), f"{shown}/cases{inner}/{file}")
                  for file in files if file.endswith((".yaml", ".yml"))]
    return sorted(found, key=lambda one: one[1])


def read_files(session: Session, files: Iterable[tuple[str, str]]) -> tuple[list[Case], list[Diagnostic]]:
    """The cases of files, and every problem in them; raises Unreadable."""
    found: list[Diagnostic] = []
    return list(stream(session, files, found)), found


def read_disputes(session: Session, files: Iterable[tuple[str, str]]) -> tuple[list[Case], list[Lacking]]:
    """The cases with positions, and the disputes that lack facts; raises Unreadable, and InvalidRulebook where a file
    holds an error."""
    found: list[Diagnostic] = []
    without: list[Lacking] = []
    cases = [case for case in stream(session, files, found, without) if case.positions or case.origin == "dispute"]
    if any(one.severity == "error" for one in found):
        raise InvalidRulebook(tuple(found))
    return cases, without


def stream(session: Session, files: Iterable[tuple[str, str]], found: list[Diagnostic],
           without_facts: list[Lacking] | None = None) -> Iterator[Case]:
    """Cases a batch at a time, so that thousands need no room at once and each step stays in the processor's cache.

    Problems are added to `found`, disputes that lack facts to `without_facts`. Raises Unreadable.
    """
    cases: list[Case] = []
    for path, shown in files:
        try:
            with open(path, "rb", buffering=0) as file:
                source = source_of(file.readall(), shown)
        except OSError as error:
            raise Unreadable(f"cannot read {shown}: {error.strerror or error}") from None
        read, problems = read_source_text(session, source, without_facts)
        found += problems
        cases += read
        if len(cases) >= _BATCH:
            yield from cases
            cases = []
    yield from cases


def read_source_text(session: Session, source: SourceText, without_facts: list[Lacking] | None = None,
                     ) -> tuple[tuple[Case, ...], tuple[Diagnostic, ...]]:
    """The cases of a text, in the words of every edition; disputes that lack facts are added to `without_facts`."""
    checked = read_cases(source, session.lexicon, session.names, without_facts)
    return checked.value or (), checked.diagnostics


def run_rulebook(session: Session, selection: Selection | None = None) -> Results:
    """Every case of the rulebook that is chosen, with the figures for the summary line."""
    begun = time.perf_counter()
    chosen = selection or Selection()
    files = case_files(session.book.path, session.shown)
    whole = chosen.stop_first or chosen.keep_decisions
    first = files if len(files) < _MANY or whole else files[:_BATCH]
    with _soon_reused():
        parts = [_part(session, first, chosen, apart=len(files) < _MANY and not whole)]
    if len(first) < len(files):
        # what the first batch needed is compiled by now, and the process that follows inherits it; frozen, it is
        # neither searched for garbage again and again nor copied for that
        with _soon_reused():
            parts += _side_by_side(session, files[len(first):], chosen)
    found = [problem for _, problems, _ in parts for problem in problems]
    found += check_together(head for _, _, heads in parts for head in heads)
    lacking = sum(head.lacking for _, _, heads in parts for head in heads)
    return Results(
        tuple(outcome for outcomes, _, _ in parts for outcome in outcomes), tuple(found),
        sum(len(heads) for _, _, heads in parts) - lacking, session.book.name, session.book.digest, session.shown,
        time.perf_counter() - begun, lacking if chosen.everything else 0,
    )


@contextmanager
def _soon_reused() -> Iterator[None]:
    """What stands is left out of the search for garbage. What comes is searched while it is little: things of an
    incident know one another, and the next case takes their room as long as that is in the processor's cache."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(2000 if before[0] else 0, 1000, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _part(session: Session, files: list[tuple[str, str]], selection: Selection, apart: bool = False) -> Part:
    """`apart`: all files are read before a case is run, so that editions may be run apart."""
    found: list[Diagnostic] = []
    heads: list[Head] = []
    without: list[Lacking] = []

    def cases() -> Iterator[Case]:
        for case in stream(session, files, found, without):
            heads.append(Head(case.name, case.span, case.known_wrong is not None))
            yield case

    outcomes = (_apart(session, list(cases()), selection) if apart
                else run(session.rules_for, cases(), session.vocabulary, selection).outcomes)
    heads += [Head(one.name, one.span, False, True) for one in without]
    return outcomes, found, heads


def _apart(session: Session, cases: Sequence[Case], selection: Selection) -> tuple[Outcome, ...]:
    """What cases come to; of many editions, an edition at a time."""
    editions = editions_of(cases, selection)
    if len(editions) < SEVERAL:
        return run(session.rules_for, cases, session.vocabulary, selection).outcomes
    return run_by_edition(cases, editions, session.rules_for, session.vocabulary, selection)


def _side_by_side(session: Session, files: list[tuple[str, str]], selection: Selection) -> list[Part]:
    """The files by two processes, where the system can fork one; in the same order."""
    if not can_fork():
        return [_part(session, files, selection)]
    size = max(_PIECE, len(files) // 1000)
    pieces = [files[at:at + size] for at in range(0, len(files), size)]
    return shared_out(pieces, lambda piece: _part(session, piece, selection), packed, unpacked)
