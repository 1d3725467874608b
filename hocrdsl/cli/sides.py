"""One side of a comparison, as asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hocrdsl.analysis.meaning import Meaning
from hocrdsl.cli.books import Named, rules_of
from hocrdsl.cli.trouble import Trouble
from hocrdsl.harness.flips import Side
from hocrdsl.rules import Rules


@dataclass(frozen=True)
class Asked:
    """One side as asked for: an edition, as known on a day, under readings, perhaps as a revision has it."""

    found: Named
    edition: str
    known: str | None
    readings: Mapping[str, str]
    revision: str = ""
    made: dict[tuple[tuple[str, str], ...], Rules] = field(default_factory=dict)
    meant: dict[int, Meaning] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """`2026-04`, with the readings chosen."""
        return " ".join([self.edition, *(f"{label}={name}" for label, name in self.readings.items())])

    @property
    def shown(self) -> str:
        """The same, with the revision."""
        return f"{self.called} at {self.revision}" if self.revision else self.called

    def rules(self, readings: Mapping[str, str] | None = None) -> Rules:
        """The rules of this side; a case's own readings give way to those asked for."""
        key = tuple(sorted((readings or {}).items()))
        if key not in self.made:
            chosen = {**(readings or {}), **self.readings}
            self.made[key] = rules_of(self.found, self.edition, None, self.known, chosen)
        return self.made[key]

    def meaning(self, readings: Mapping[str, str]) -> Meaning:
        """What the provisions of this side mean."""
        plan = self.rules(readings).plan()
        return self.meant.setdefault(id(plan), Meaning(plan))

    @property
    def side(self) -> Side:
        """As what decides cases."""
        return Side(self.shown, self.rules().first_day(""), self.rules, self.meaning)


def asked(found: Named, words: str, known: str | None, readings: Mapping[str, str], revision: str = "") -> Asked:
    """`2026-04`, or `2026-04:LABEL=NAME,...`; raises Trouble."""
    edition, _, own = words.partition(":")
    chosen = dict(readings)
    for one in own.split(",") if own else ():
        label, _, name = one.partition("=")
        if not label or not name:
            raise Trouble(f"`{words}` is no edition with readings, such as 2026-04:LABEL=NAME")
        chosen[label] = name
    return Asked(found, edition, known, chosen, revision)
