"""Answers for editions that no source speaks for: kept beside the cases, to see what flips, never called golden.

One text for each folder of cases: each case with its answers, a line for the editions that have one answer. What is
golden is not written down; where a snapshot is as a golden answer of the same case, it says so and no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hocrdsl.harness.case import Case
from hocrdsl.harness.flips import spoken_for
from hocrdsl.harness.run import RulesFor
from hocrdsl.harness.sides import fate_words
from hocrdsl.model import edition_day, edition_name
from hocrdsl.syntax import nodes as syntax
from hocrdsl.world.read import InvalidIncident

HEAD = "-- Answers that no source speaks for, written by `hocrdsl test NAME --update`. Nobody vouches for them.\n"
_NO_WORDS = "the edition has not all of its words"
_AS_GOLDEN = "as golden in "
# so many names on a line are read; more are counted
_NAMES = 8


class GoldenRefused(Exception):
    """A golden answer is the source's, not ours to rewrite."""


def refuse_golden(cases: Iterable[Case], edition: str) -> None:
    """Raise where a case chosen speaks for the edition that is to be updated."""
    golden = [case for case in cases if any(edition in (one.edition, one.day) for one in case.expectations)]
    if golden:
        raise GoldenRefused(
            f"`{golden[0].name}` is golden in {edition} ({golden[0].place}): change it by hand, from its source"
            + (f"; and {len(golden) - 1} more" if len(golden) > 1 else "")
        )


# --- answers ----------------------------------------------------------------------------


def answer(decision: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Any:
    """What a decision comes to, without its reasons."""
    listing, decided = vocabulary["counted_list"], vocabulary["decided"]
    found: dict[str, Any] = {
        listing: sorted(str(one[vocabulary["classified"]]) for one in decision[listing]),
        "fates": {one[decided]: fate_words(vocabulary, one) for one in decision["fates"] if one["fate"] != "recorded"},
    }
    if decision["undetermined"] is not None:
        span = decision["undetermined"][listing]
        found["undetermined"] = f"{span['low']} to {span['high']}"
    return found


def in_words(decision: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> str:
    """What a decision comes to, on a line: `1 crime: 28A 028/01; absorbed: dog 1, dog 2`."""
    listing, decided = vocabulary["counted_list"], vocabulary["decided"]
    sorts = Counter(sorted(str(one[vocabulary["classified"]]) for one in decision[listing]))
    number = str(sum(sorts.values()))
    if decision["undetermined"] is not None:
        span = decision["undetermined"][listing]
        number = f"{span['low']} to {span['high']}"
    noun = vocabulary["counted_name"] if number == "1" else listing.replace("_", " ")
    fates: dict[str, list[str]] = {}
    for one in decision["fates"]:
        if one["fate"] != "recorded":
            fates.setdefault(one["fate"] if one["fate"] == "absorbed" else fate_words(vocabulary, one), []).append(
                str(one[decided]))
    said = ", ".join(sort if many == 1 else f"{sort} ({many} times)" for sort, many in sorts.items())
    rest = [f"{fate}: {', '.join(names)}" if len(names) <= _NAMES else f"{fate} ({len(names)} times)"
            for fate, names in sorted(fates.items())]
    return " ".join("; ".join([f"{number} {noun}" + (f": {said}" if said else ""), *rest]).split())


def answers(case: Case, days: Iterable[str], rules_for: RulesFor, vocabulary: Mapping[str, Any]) -> dict[str, str]:
    """The answer of a case in each edition, by the day on which the edition begins."""
    found: dict[str, str] = {}
    last: tuple[Any, str] | None = None
    for day in days:
        rules = rules_for(day, case.reading)
        try:
            run_once = getattr(rules, "run_once", None)
            ran = None if run_once is None else run_once(case.incident.canonical, case.given or None)
            if ran is not None and last is not None and ran[1] == last[0]:
                # decided alike, to the last label
                found[day] = last[1]
                continue
            found[day] = in_words(rules.decide(case.incident.canonical, case.given or None), vocabulary)
            last = None if ran is None else (ran[1], found[day])
        except InvalidIncident:
            found[day] = _NO_WORDS
    return found


# --- texts ------------------------------------------------------------------------------


def file_of(case: Case, shown: str) -> str:
    """The name of the text that holds a case: of the folder that the case lies in."""
    inner = case.span.source.name.removeprefix(f"{shown}/").removeprefix("cases/")
    return (inner.rpartition("/")[0] or "cases") + ".txt"


def days_kept(header: syntax.Header, held: Sequence[str]) -> tuple[str, ...]:
    """The first days of the editions whose answers are kept: the published ones where the head names any, else all."""
    published = {one.iso for one in header.published}
    return tuple(day for day in held if day in published) or tuple(held)


def block(case: Case, kept: Sequence[str], found: Mapping[str, str], held: Sequence[str]) -> list[str]:
    """The lines of a case: its name, and under it each answer with the editions that have it. `held`: the first days of
    all editions, of which those in `kept` are written down."""
    golden = spoken_for(case, tuple(held)).intersection(kept)
    by_answer: dict[str, list[str]] = {}
    for day in kept:
        if day not in golden:
            same = [one for one in sorted(golden) if found.get(one) == found[day]]
            said = f"{_AS_GOLDEN}{edition_name(same[-1])}" if same else found[day]
            by_answer.setdefault(said, []).append(day)
    lines = [f"  {', '.join(_runs(days, kept))}: {said}" for said, days in by_answer.items()]
    return [case.name, *lines] if lines else []


def _runs(days: Sequence[str], held: Sequence[str]) -> Iterator[str]:
    places = [held.index(day) for day in days]
    start = 0
    for at in range(1, len(places) + 1):
        if at == len(places) or places[at] != places[at - 1] + 1:
            first, last = edition_name(days[start]), edition_name(days[at - 1])
            yield first if start == at - 1 else f"{first} to {last}"
            start = at


def blocks(text: str) -> dict[str, list[str]]:
    """The lines under each case of a text."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("  "):
            lines.append(line)
        elif line and f"{line}\n" != HEAD:
            lines = found.setdefault(line, [])
    return found


def written(cases: Iterable[tuple[str, Sequence[str]]]) -> str:
    """A text of blocks by name."""
    return HEAD + "".join("\n" + "\n".join([name, *lines]) + "\n" for name, lines in cases if lines)


def recorded(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """What the lines of a case say: the first day and the last of a run of editions, and the answer."""
    for line in lines:
        editions, _, said = line.strip().partition(": ")
        for run in editions.split(", "):
            first, _, last = run.partition(" to ")
            days = edition_day(first), edition_day(last or first)
            if days[0] is not None and days[1] is not None:
                yield days[0], days[1], said


def differences(case: Case, lines: Sequence[str], kept: Sequence[str], found: Mapping[str, str],
                held: Sequence[str]) -> list[str]:
    """Where the answers of a case are not as its lines say, in words. Only editions in `found` are looked at."""
    golden = spoken_for(case, tuple(held))
    runs = list(recorded(lines))
    changed: dict[tuple[str, str], list[str]] = {}
    for day, now in found.items():
        if day in golden:
            continue
        was = next((said for first, last, said in runs if first <= day <= last), "nothing")
        if was.startswith(_AS_GOLDEN):
            # the golden answer is decided too: what a source says is held to by the case itself
            was = found.get(edition_day(was.removeprefix(_AS_GOLDEN)) or "", now)
        if was != now:
            changed.setdefault((was, now), []).append(day)
    return [f"{case.name}, {', '.join(_runs(days, kept))}: {was} -> {now}" for (was, now), days in changed.items()]
