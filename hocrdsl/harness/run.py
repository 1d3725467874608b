"""Cases against rules: each in every edition that it names, each position of a dispute under its own reading."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.harness import problems
from hocrdsl.harness.agree import agrees, given_read, hypothetical, labels_of, plainly
from hocrdsl.harness.case import Case, Expectation
from hocrdsl.harness.compare import compare
from hocrdsl.harness.open_numbers import by_unit
from hocrdsl.harness.sides import Difference
from hocrdsl.source import Span
from hocrdsl.world.read import InvalidIncident

Status = Literal["passed", "failed", "known wrong"]


class RulesLike(Protocol):
    """What is needed of rules: they decide an incident under facts taken as given."""

    def decide(self, incident: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The decision; raises InvalidIncident."""
        ...


# (first day of an edition, readings) -> rules for it; asked once for each pair
RulesFor = Callable[[str, Mapping[str, str]], RulesLike]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases to run. `select`: case names, `name@edition`, files or folders. `keyword`: part of a name.

    `only`: ids to which all else is reduced (those that failed before). `stop_first`: stop at the first failure.
    `labels`: whether all that was cited is wanted, of what passes too.
    """

    select: tuple[str, ...] = ()
    keyword: str = ""
    edition: str | None = None
    only: frozenset[str] | None = None
    stop_first: bool = False
    keep_decisions: bool = False
    labels: bool = False

    @property
    def everything(self) -> bool:
        """Nothing is left out."""
        return not (self.select or self.keyword or self.edition or self.only is not None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case in one edition. `unused`: facts taken as given that no deciding provision read; `labels`: of what was
    cited, where that was wanted (see `Selection`)."""

    case: str
    origin: str
    span: Span
    edition: str
    status: Status
    difference: Difference | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    hypothetical: bool = False
    given: int = 0
    unused: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    reasons: Mapping[str, Any] | None = None
    party: str = ""
    decision: Mapping[str, Any] | None = None

    @property
    def id(self) -> str:
        """`name@edition`, with the party of a dispute."""
        return f"{self.case}@{self.edition}" + (f" ({self.party})" if self.party else "")


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that a run came to. `held`: cases read, chosen or not. `diagnostics`: of files with errors."""

    outcomes: tuple[Outcome, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    held: int = 0
    rulebook: str = ""
    digest: str = ""
    shown: str = ""
    seconds: float = 0.0
    # disputes that lack the facts for a case: told, never counted as cases
    lacking: int = 0

    @property
    def by_case(self) -> dict[tuple[str, str, int], list[Outcome]]:
        """Outcomes by case, in order."""
        found: dict[tuple[str, str, int], list[Outcome]] = {}
        for one in self.outcomes:
            found.setdefault((one.case, one.span.source.name, one.span.start), []).append(one)
        return found

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """What failed."""
        return tuple(one for one in self.outcomes if one.status == "failed")

    @property
    def editions(self) -> tuple[str, ...]:
        """The editions that were run, in order."""
        return tuple(sorted({one.edition for one in self.outcomes}))

    @property
    def exit_code(self) -> int:
        """0, 1 (a failed case, or a file with errors) or 5 (nothing selected)."""
        if self.failures or any(one.severity == "error" for one in self.diagnostics):
            return 1
        return 0 if self.outcomes else 5


def run(rules_for: RulesFor, cases: Iterable[Case], vocabulary: Mapping[str, Any],
        selection: Selection | None = None) -> Results:
    """Run the cases chosen, in order. `vocabulary`: of the rulebook (its headings and nouns)."""
    chosen = selection or Selection()
    asked = _once(rules_for)
    found: list[Outcome] = []
    held = 0
    for case in cases:
        held += 1
        found += outcomes(case, asked, vocabulary, chosen)
        if chosen.stop_first and any(one.status == "failed" for one in found[-8:]):
            break
    return Results(tuple(found), held=held)


def _once(rules_for: RulesFor) -> RulesFor:
    kept: dict[tuple[str, tuple[tuple[str, str], ...]], RulesLike] = {}

    def found(day: str, readings: Mapping[str, str]) -> RulesLike:
        key = (day, tuple(sorted(readings.items())) if readings else ())
        if key not in kept:
            kept[key] = rules_for(day, readings)
        return kept[key]

    return found


def outcomes(case: Case, rules_for: RulesFor, vocabulary: Mapping[str, Any], selection: Selection) -> list[Outcome]:
    """What a case comes to in each edition chosen; a case known wrong must fail in one of them."""
    return together(case, [
        outcome(case, expectation, rules_for(expectation.day, reading), vocabulary, party, selection)
        for expectation, reading, party in chosen_runs(case, selection)
    ])


def together(case: Case, found: list[Outcome]) -> list[Outcome]:
    """The outcomes of a case's runs, with what only all of them tell: which facts given nothing read, and whether a
    case known wrong fails."""
    if case.given and found:
        used = {fact for one in found for fact in one.unused}
        unused = tuple(fact for fact in case.given if all(fact in one.unused for one in found)) if used else ()
        found = [replace(one, unused=unused if place == 0 else ()) for place, one in enumerate(found)]
    if case.known_wrong is None or not found:
        return found
    if any(one.status == "failed" for one in found):
        return [replace(one, status="known wrong") if one.status == "failed" else one for one in found]
    passes = Difference("to fail: it is known wrong", "as expected: it passes", (), case.span)
    return [replace(found[0], status="failed", difference=passes), *found[1:]]


def runs_of(case: Case) -> Iterator[tuple[Expectation, Mapping[str, str], str]]:
    """Each run of a case: what is expected, under which readings, and the party that holds it."""
    for expectation in case.expectations:
        yield expectation, case.reading, ""
    for position in case.positions:
        for expectation in position.expectations:
            yield expectation, {**case.reading, **position.reading}, position.party


def chosen_runs(case: Case, selection: Selection) -> Iterator[tuple[Expectation, Mapping[str, str], str]]:
    """The runs of a case that are chosen."""
    for one in runs_of(case):
        if selection.everything or _chosen(case, one[0], one[2], selection):
            yield one


def is_chosen(case: Case, selection: Selection) -> bool:
    """Whether any run of a case is chosen."""
    return any(True for _ in chosen_runs(case, selection))


def _chosen(case: Case, expectation: Expectation, party: str, selection: Selection) -> bool:
    name = f"{case.name}@{expectation.edition}"
    whole = name + (f" ({party})" if party else "")
    if selection.edition is not None and selection.edition not in (expectation.edition, expectation.day):
        return False
    if selection.only is not None and whole not in selection.only:
        return False
    if selection.keyword and selection.keyword.lower() not in case.name.lower():
        return False
    if not selection.select:
        return True
    file = case.span.source.name
    return any(
        wanted in (case.name, name, whole) or file == wanted or file.startswith(wanted.rstrip("/") + "/")
        or file.endswith("/" + wanted) or f"/{wanted.rstrip('/')}/" in file
        for wanted in selection.select
    )


def outcome(case: Case, expectation: Expectation, rules: RulesLike, vocabulary: Mapping[str, Any], party: str,
            selection: Selection) -> Outcome:
    """What one run of a case comes to."""
    keep = selection.keep_decisions
    run_once = None if keep or case.incident.open or not plainly(expectation) else getattr(rules, "run_once", None)
    given = case.given or None
    try:
        ran = None if run_once is None else run_once(case.incident.canonical, given, brief=not selection.labels)
        if ran is not None and agrees(expectation, ran[0], ran[1], vocabulary):
            world, found, edition = ran
            read = given_read(world, found, edition["reads"]) if given else ()
            labels = labels_of(found, edition["labels"]) if selection.labels else ()
            return Outcome(
                case.name, case.origin, case.span, expectation.edition, "passed",
                hypothetical=hypothetical(world, found, edition), given=len(case.given),
                unused=_unused(case, read, vocabulary), labels=labels, party=party,
            )
        decision = rules.decide(case.incident.canonical, given)
        grows = by_unit(decision, case.incident, lambda one: rules.decide(one, given), vocabulary)
        if grows:
            decision = {**decision, "open": grows}
    except InvalidIncident as error:
        wrong = tuple(
            problems.does_not_fit(case.incident.span(path), message, expectation.edition)
            for path, message in error.problems
        )
        return Outcome(case.name, case.origin, case.span, expectation.edition, "failed", None, wrong, party=party)
    difference = compare(case, expectation, decision, vocabulary)
    reasons = decision["reasons"]
    status: Status = "passed" if difference is None else "failed"
    return Outcome(
        case.name, case.origin, case.span, expectation.edition, status, difference,
        hypothetical=any(one["mark"] == "hypothetical" for one in decision["marks"]),
        given=len(case.given), unused=_unused(case, {one["fact"] for one in decision["given"]}, vocabulary),
        labels=tuple(reasons),
        reasons=None if difference is None else reasons, party=party, decision=decision if keep else None,
    )


def _unused(case: Case, read: Collection[str], vocabulary: Mapping[str, Any]) -> tuple[str, ...]:
    """Facts taken as given for decided things and events that nothing read."""
    if not case.given:
        return ()
    entities = vocabulary["entities"]
    own, other = entities[vocabulary["decided"]][1], entities[vocabulary["event"]][1]
    return tuple(fact for fact in case.given if fact not in read and (fact in own or fact in other))
