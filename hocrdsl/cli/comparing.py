"""The two sides of a comparison, and every case on both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from hocrdsl.analysis.accepted import Accepted, judged
from hocrdsl.analysis.diff import Difference
from hocrdsl.analysis.meaning import Meaning
from hocrdsl.cli.books import Named, rules_of
from hocrdsl.cli.golden import cases_of
from hocrdsl.cli.trouble import PROBLEMS, Trouble
from hocrdsl.diagnostics import render
from hocrdsl.harness.accepted import accepted_between, read_accepted
from hocrdsl.harness.flips import Side, decided_on_both
from hocrdsl.harness.lexicon import Lexicon
from hocrdsl.harness.read_cases import read_source
from hocrdsl.rules import Rules


@dataclass(frozen=True)
class Asked:
    """One side as asked for: an edition, as known on a day, under readings."""

    found: Named
    edition: str
    known: str | None
    readings: Mapping[str, str]
    made: dict[tuple[tuple[str, str], ...], Rules] = field(default_factory=dict)
    meant: dict[int, Meaning] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """`2026-04`, with the readings chosen."""
        return " ".join([self.edition, *(f"{label}={name}" for label, name in self.readings.items())])

    def rules(self, readings: Mapping[str, str] | None = None) -> Rules:
        """The rules of this side; a case's own readings come on top."""
        key = tuple(sorted((readings or {}).items()))
        if key not in self.made:
            chosen = {**(readings or {}), **self.readings}
            self.made[key] = rules_of(self.found, self.edition, None, self.known, chosen)
        return self.made[key]

    @property
    def side(self) -> Side:
        """As what decides cases."""
        return Side(self.called, self.rules().first_day(""), self.rules, self.meaning)

    def meaning(self, readings: Mapping[str, str]) -> Meaning:
        """What the provisions of this side mean."""
        plan = self.rules(readings).plan()
        return self.meant.setdefault(id(plan), Meaning(plan))


def with_flips(difference: Difference, found: Named, old: Asked, new: Asked, accept: Path | None) -> Difference:
    """Every case decided by both sides, and held against the flips accepted; raises Trouble."""
    rules = new.rules()
    accepted = None if accept is None else _accepted(accept, Lexicon(rules.plan().vocabulary), old, new)
    decided = decided_on_both(cases_of(found, new.known), old.side, new.side, rules.days, rules.plan().vocabulary)
    whole = replace(difference, flips=decided.flips, decided=len(decided.cases), left_out=decided.left_out,
                    made=decided.made)
    if accepted is None:
        return whole
    verdict = judged(decided.flips, accepted, decided.cases)
    return replace(whole, accepted=verdict.reasons, wrong=verdict.wrong)


def _accepted(file: Path, lexicon: Lexicon, old: Asked, new: Asked) -> tuple[Accepted, ...]:
    listed = read_accepted(read_source(file, str(file)), lexicon)
    if listed.value is None:
        raise Trouble(render(listed.diagnostics), PROBLEMS, drawn=True)
    chosen = accepted_between(listed.value, old.called, new.called)
    if chosen.value is None:
        raise Trouble(render(chosen.diagnostics), PROBLEMS, drawn=True)
    return chosen.value
