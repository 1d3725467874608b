"""Rules to call from Python: load a rulebook, then validate, decide and explain incidents."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hocrdsl import resources
from hocrdsl.data import Data, replace, seldom_searched
from hocrdsl.diagnostics import Diagnostic, render
from hocrdsl.pipeline import Book, Unreadable, day_of, editions, make_plan, read_book
from hocrdsl.plan import Plan
from hocrdsl.syntax import nodes as syntax
from hocrdsl.world.both import both_on
from hocrdsl.world.completions import LIMIT, Ask, outcomes
from hocrdsl.world.decide import answers, decide, run
from hocrdsl.world.possible import possible_on
from hocrdsl.world.read import InvalidIncident, is_time, read

PACKAGE = "0.1.0"


class InvalidRulebook(Exception):
    """The rulebook has errors; the message draws them, `diagnostics` holds them."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__(render([one for one in diagnostics if one.severity == "error"]))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.diagnostics,)


class UnknownEdition(ValueError):
    """No edition of that name or day is held."""


class UnknownReading(ValueError):
    """The rulebook has no such reading, in any edition."""


class Possible(Data):
    """What may come of an incident over every completion of what is unknown.

    `edition`: the one that decides the first event told, or None without one; `number`: of decided things; `complete`:
    every completion was tried; `exact`: that, and no two tests were assumed that may hang together. `outcomes`: each
    once, (counted, fates), by place: `counted` (classified as, places of its decided things), `fates` (fate, place of
    the counted thing, result, classified as). `concluded`: by the names asked for, of each counted thing and of each
    decided one; None where nothing is, or completions differ; None altogether where several outcomes are possible.
    """

    edition: str | None
    number: int
    complete: bool
    exact: bool
    outcomes: tuple[Outcome, ...]
    concluded: tuple[Concluded, Concluded] | None = None

    @property
    def determined(self) -> bool:
        """Whether what is unknown changes neither what is counted nor a fate."""
        return self.complete and len(self.outcomes) == 1


Concluded = tuple[tuple[Any, ...], ...]
Fate = tuple[str, int | None, str | None, str | None]
Outcome = tuple[tuple[tuple[str | None, tuple[int, ...]], ...], tuple[Fate, ...]]


def on_both(old: Rules, new: Rules, incident: Mapping[str, Any],
            limit: int = LIMIT) -> tuple[bool, tuple[tuple[Outcome, Outcome], ...]]:
    """What may come of an incident by two, each of one edition, over every completion of what is unknown to either:
    (complete, pairs). Raises InvalidIncident."""
    before, after = ((one.plan().vocabulary, one.edition_on) for one in (old, new))
    complete, pairs = both_on(_plain(incident), before, after, limit)
    return complete, pairs


def find(name: str | Path, here: Path | None = None) -> tuple[Path, str]:
    """The path of a rulebook and the words that show it. A path wins; else `rulebooks/NAME` here or above; else
    installed."""
    path = Path(name)
    if path.exists():
        return path, str(name).rstrip("/")
    if not isinstance(name, Path) and "/" not in name:
        here = (here or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "rulebooks" / name / "rulebook.rules").is_file():
                return folder / "rulebooks" / name, f"rulebooks/{name}"
        shipped = resources.folder("rulebooks") / name
        if (shipped / "rulebook.rules").is_file():
            return shipped, f"rulebooks/{name}"
    raise Unreadable(f"no rulebook `{name}`: neither a path, nor rulebooks/{name} here or above, nor installed")


class _Differ(Exception):
    """Two completions come to different outcomes."""


class Rules:
    """A rulebook ready to decide. Editions are planned and compiled when first needed, then kept.

    `edition` or `as_of` forces one edition for every event; without them each event is decided by the edition in force
    on its own date. `known`: a day, or `proposed` to take in proposed amendments. `readings`: label -> name.
    `backend`: `python` (compiled, the default) or `reference`.
    """

    def __init__(self, book: Book, *, edition: str | None = None, as_of: str | None = None, known: str | None = None,
                 readings: Mapping[str, str] | None = None, backend: str = "python") -> None:
        self.book = book
        self.proposed = known == "proposed"
        self.known = None if self.proposed else known
        self.readings = dict(readings or {})
        for reading in self.readings.items():
            if reading not in _readings(book):
                held = ", ".join(sorted(map("=".join, _readings(book)))) or "none"
                raise UnknownReading(f"no reading {'='.join(reading)}; held: {held}")
        self.backend = backend
        self.days = editions(book, self.known, self.proposed)
        self.forced = as_of or (None if edition is None else self._day(edition))
        self._plans: dict[str, Plan] = {}
        self._vocabularies: list[dict[str, Any]] = []
        self._editions: dict[str, dict[str, Any]] = {}
        # editions as explanations walk them
        self._walked: dict[str, dict[str, Any]] = {}
        self._latest: dict[str, Any] | None = None

    def __getstate__(self) -> dict[str, Any]:
        # what was planned and compiled is made anew in another process
        return {**self.__dict__, "_plans": {}, "_vocabularies": [], "_editions": {}, "_walked": {}, "_latest": None}

    def _day(self, edition: str) -> str:
        day = day_of(self.book, edition)
        if day is None or not self.days or day < self.days[0]:
            held = ", ".join(self.days)
            raise UnknownEdition(f"no edition `{edition}` is held; the days on which one begins: {held}")
        return day

    def first_day(self, date: str) -> str:
        """The first day of the edition that decides an event of that date."""
        return self.days[max(bisect_right(self.days, self.forced or date[:10]) - 1, 0)]

    def plan(self, date: str = "") -> Plan:
        """The plan that decides an event of that date (the latest held without one); raises InvalidRulebook."""
        day = self.first_day(date or self.forced or self.days[-1])
        found = self._plans.get(day)
        if found is None:
            made = make_plan(self.book, day, self.known, self.proposed, self.readings)
            if made.value is None:
                raise InvalidRulebook(made.diagnostics)
            found = self._plans[day] = self._same_words(made.value)
        return found

    def _same_words(self, plan: Plan) -> Plan:
        """The plan with the one vocabulary of all editions that have its words: an incident is read by it once."""
        for words in self._vocabularies:
            if words == plan.vocabulary:
                return replace(plan, vocabulary=words)
        self._vocabularies.append(plan.vocabulary)
        return plan

    def _vocabulary(self, incident: Mapping[str, Any]) -> dict[str, Any]:
        """The words of the edition that decides the first event told; those of the latest where that can't be seen."""
        latest = self._latest
        if latest is None:
            latest = self._latest = self.plan().vocabulary
        if self.forced is not None or len(self.days) < 2:
            return latest
        told = incident.get(latest["event_list"]) if isinstance(incident, Mapping) else None
        first = told[0] if isinstance(told, list) and told else None
        date = first.get(latest["event_date"]) if isinstance(first, dict) else None
        return self.plan(date).vocabulary if isinstance(date, str) and is_time(date) else latest

    def edition_on(self, date: str) -> dict[str, Any]:
        """The runnable edition for an event's date."""
        asked = date[:10] if self.forced is None else ""
        found = self._editions.get(asked)
        if found is None:
            day = self.first_day(date or self.days[-1])
            found = self._editions.get(day)
            if found is None:
                found = self._editions[day] = self._runnable(self.plan(day if self.forced is None else ""))
            # dates that mean no day are as many as a caller likes; days are not
            if len(self._editions) < 100_000:
                self._editions[asked] = found
        return found

    def _runnable(self, plan: Plan) -> dict[str, Any]:
        if self.backend == "reference":
            from hocrdsl.backends.trace import edition

            return edition(plan)
        from hocrdsl.backends.python import edition as compiled

        with seldom_searched():
            return compiled(plan)

    def decide(self, incident: Mapping[str, Any], given: Mapping[str, Any] | None = None,
               limit: int = LIMIT) -> dict[str, Any]:
        """The decision on an incident (docs/cases.md), of at most `limit` completions; raises InvalidIncident only."""
        meta = {"package": PACKAGE, "forced": True}
        words = self._vocabulary(incident)
        decision: dict[str, Any] = decide(_plain(incident), words, self.edition_on, meta, given, limit)
        return decision

    def run_once(self, incident: dict[str, Any], given: Mapping[str, Any] | None = None,
                 brief: bool = False) -> tuple[Any, Any, dict[str, Any]] | None:
        """The world, the outcome and the last edition, of the one run that decides or of all, where they come to the
        same; None where they don't: then decide. `brief`: what comes after counting is left out where nothing that is
        counted rests on it, as long as nothing is asked. Raises InvalidIncident."""
        world = read(incident, self._vocabulary(incident), given)
        assumed: dict[Any, Any] = {}
        try:
            outcome = run(world, self.edition_on, assumed, brief)
        except Ask:
            world.trial = True
            seen: list[Any] = []

            def once() -> Any:
                found = run(world, self.edition_on, assumed)
                if seen and found != seen[0]:
                    # there may be thousands more, and `decide` tries them all
                    raise _Differ
                seen[:] = [found]
                return found

            try:
                _, complete = outcomes(once, assumed, LIMIT)
            except _Differ:
                return None
            if not complete or not seen:
                return None
            outcome = seen[0]
        return world, outcome, self.edition_on(world.events[-1][0] if world.events else "")

    def answers(self, incident: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> Any:
        """Counted things and fates without reasons: the fast path; None where not determined."""
        return answers(_plain(incident), self._vocabulary(incident), self.edition_on, given)

    def possible(self, incident: Mapping[str, Any], given: Mapping[str, Any] | None = None,
                 names: tuple[str, ...] = (), limit: int = LIMIT) -> Possible:
        """What is counted and the fates over every completion (as far as there are no more than `limit`), and what is
        concluded by those names, by place and without reasons; raises InvalidIncident."""
        words = self._vocabulary(incident)
        date, *more = possible_on(_plain(incident), words, self.edition_on, given, limit, names)
        return Possible(None if date is None else self.edition_on(date)["edition"], *more)

    def validate(self, incident: Mapping[str, Any]) -> tuple[tuple[tuple[Any, ...], str], ...]:
        """Every problem of an incident, as (path, message)."""
        try:
            read(_plain(incident), self._vocabulary(incident))
        except InvalidIncident as error:
            return error.problems
        return ()

    def explain(self, incident: Mapping[str, Any], given: Mapping[str, Any] | None = None,
                decision: dict[str, Any] | None = None) -> Any:
        """The decision with its trace, as an `Explanation` (sentences and data). `decision`: what `decide` said of the
        incident, where it was asked already."""
        from hocrdsl.backends.trace.explain import explain

        words = self._vocabulary(incident)
        return explain(_plain(incident), words, self.plan, given, PACKAGE, self._walked, decision)


def _readings(book: Book) -> set[tuple[str, str]]:
    """(label, name) of every reading written, amendments not in force included."""
    found = set()
    for item in book.text.items:
        inner: list[syntax.Item] = [item]
        for operation in item.operations if isinstance(item, syntax.Amendment) else ():
            inner += [operation.item] if isinstance(operation, syntax.Substitute) else getattr(operation, "items", ())
        found |= {(one.label, one.reading) for one in inner if isinstance(one, syntax.Provision) and one.reading}
    return found


def _plain(incident: Any) -> Any:
    """A mapping as a dict; what is none is for the reader to refuse."""
    if type(incident) is dict:
        return incident
    return dict(incident) if isinstance(incident, Mapping) else incident


def load(name: str | Path, *, edition: str | None = None, as_of: str | None = None, known: str | None = None,
         readings: Mapping[str, str] | None = None, backend: str = "python") -> Rules:
    """Rules by name or path; raises Unreadable, InvalidRulebook, UnknownEdition."""
    path, shown = find(name)
    checked = read_book(path, Path(name).name, shown)
    if checked.value is None or checked.failed:
        raise InvalidRulebook(checked.diagnostics)
    return Rules(checked.value, edition=edition, as_of=as_of, known=known, readings=readings, backend=backend)
