"""Two editions compared: their text, and every case on both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from hocrdsl.analysis.accepted import judged
from hocrdsl.analysis.diff import Difference
from hocrdsl.analysis.text_changes import text_changes
from hocrdsl.cli.accepting import accepted_in
from hocrdsl.cli.books import Named
from hocrdsl.cli.golden import cases_of
from hocrdsl.cli.revision import book_at
from hocrdsl.cli.sides import asked
from hocrdsl.harness.flips import decided_on_both


def compared(found: Named, words: tuple[str, str], since: str | None, known: str | None, readings: Mapping[str, str],
             with_cases: bool, accept: Path | None) -> Difference:
    """Two sides, and every case on both, held against the flips accepted; raises Trouble."""
    before = found if since is None else book_at(found, since)
    same = since is None and words[0] == words[1]
    old = asked(before, words[0], known, {} if same else readings, since or "")
    new = asked(found, words[1], known, readings)
    difference = Difference(old.shown, new.shown, text_changes(old.rules().plan().model, new.rules().plan().model))
    if not with_cases:
        return difference
    rules, vocabulary = new.rules(), new.rules().plan().vocabulary
    accepted = None if accept is None else accepted_in(accept, vocabulary, old.called, new.called)
    decided = decided_on_both(cases_of(found, known), old.side, new.side, rules.days, vocabulary)
    whole = replace(difference, flips=decided.flips, decided=len(decided.cases), left_out=decided.left_out,
                    made=decided.made)
    if accepted is None:
        return whole
    verdict = judged(decided.flips, accepted, decided.cases)
    return replace(whole, accepted=verdict.reasons, wrong=verdict.wrong)
