"""Disputes: case by edition by reading, what the rules say and whom they uphold.

For each disputed case, the answer of every edition held, alike neighbours taken together, under the rules as they
read and under each reading that changes the answer or that a party names. What a party claims is compared with what the
rules say; whether the rules are right is no question here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Literal

from hocrdsl.analysis.diff import summary
from hocrdsl.harness.case import Case, Claim, Position
from hocrdsl.harness.courts import Courts
from hocrdsl.model import edition_name
from hocrdsl.plan import Plan

Verdict = Literal["upheld", "not upheld", "open", "says nothing"]
Decision = Mapping[str, Any]
_ORDER = ("count", "choose", "record", "classify")


@dataclass(frozen=True, slots=True)
class Ground:
    """A provision that the answer rests on, with its page and how sure its text is."""

    label: str
    title: str
    cites: tuple[str, ...]
    standing: str


@dataclass(frozen=True, slots=True)
class Row:
    """Editions that answer alike. `since`, `until`: days (until None: to this day). `asks`: the facts that would settle
    it. `own`: the incident's day is among them. `turned`: somebody is upheld who was not in the row before, or the
    reverse."""

    since: str
    until: str | None
    answer: str
    sorts: tuple[str, ...]
    asks: tuple[str, ...]
    stands: tuple[tuple[str, Verdict], ...]
    grounds: tuple[Ground, ...]
    own: bool
    latest: bool
    turned: bool

    @property
    def told(self) -> tuple[Any, ...]:
        """What a reader compares."""
        return (self.since, self.until, self.answer, self.stands)

    @property
    def upheld(self) -> tuple[str, ...]:
        """The parties whose claim is what the rules say."""
        return tuple(party for party, verdict in self.stands if verdict == "upheld")

    @property
    def span(self) -> str:
        """The editions in words: `2018-04 to 2023-05-15`, `2023-05-16 to now`."""
        return _span(self.since, self.until)


@dataclass(frozen=True, slots=True)
class Hearing:
    """The rows of a dispute under the rules as they read (no readings), or under a reading."""

    readings: tuple[tuple[str, str], ...]
    title: str
    parties: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disputed case heard under every edition and reading that matters. `sorts`: what each sort is called."""

    case: Case
    day: str
    hearings: tuple[Hearing, ...]
    sorts: Mapping[str, str]

    def differing(self, hearing: Hearing) -> tuple[Row, ...]:
        """The rows of a hearing that are not those of the rules as they read; all of these themselves."""
        plain = [row.told for row in self.hearings[0].rows]
        return tuple(row for row in hearing.rows if hearing is self.hearings[0] or row.told not in plain)


@dataclass(frozen=True, slots=True)
class _Heard:
    """One edition's answer, before alike neighbours are taken together."""

    day: str
    answer: str
    sorts: tuple[str, ...]
    asks: tuple[str, ...]
    stands: tuple[tuple[str, Verdict], ...]
    grounds: tuple[Ground, ...]


def disputes(courts: Courts, cases: Iterable[Case], days: Iterable[str]) -> Iterator[Dispute]:
    """Each disputed case, heard in the editions that begin on these days, in order of the incidents."""
    held = tuple(days)
    for case in sorted(cases, key=lambda one: (_day(one, courts), one.name)):
        yield _heard(courts, case, held)


def _day(case: Case, courts: Courts) -> str:
    """The day of the incident's first event."""
    vocabulary = courts.vocabulary
    told = [str(event.get(vocabulary["event_date"], "")) for event in case.incident.canonical[vocabulary["event_list"]]]
    return min(told, default="")[:10]


def _heard(courts: Courts, case: Case, days: tuple[str, ...]) -> Dispute:
    day = _day(case, courts)
    chosen = {**courts.session.readings, **case.reading}
    plain, cited = _hearing(courts, case, days, day, chosen, ())
    named: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for position in case.positions:
        if not position.reading.items() <= chosen.items():
            named.setdefault(tuple(sorted(position.reading.items())), []).append(position.party)
    mentioned = {one for reading in named for one in reading}
    for label, name in courts.readings:
        if label in cited and chosen.get(label) != name and (label, name) not in mentioned:
            named.setdefault(((label, name),), [])
    hearings = [plain]
    for reading, parties in named.items():
        other, _ = _hearing(courts, case, days, day, {**chosen, **dict(reading)}, tuple(parties))
        if parties or [row.told for row in other.rows] != [row.told for row in plain.rows]:
            hearings.append(other)
    sorts = {sort: courts.called(sort, days) for hearing in hearings for row in hearing.rows for sort in row.sorts}
    return Dispute(case, day, tuple(hearings), sorts)


def _hearing(courts: Courts, case: Case, days: tuple[str, ...], own: str, readings: Mapping[str, str],
             parties: tuple[str, ...]) -> tuple[Hearing, set[str]]:
    """The rows under one reading, and the labels of all that decided."""
    heard, cited = [], set()
    for day in days:
        plan, decision = courts.decide(case, day, readings)
        cited |= set(decision["reasons"])
        heard.append(_answer(case, day, plan, decision))
    rows: list[Row] = []
    for _, group in groupby(heard, key=lambda one: (one.answer, one.stands)):
        rows.append(_row(list(group), courts.days, own, rows))
    return Hearing(tuple(readings.items()), courts.title(readings, days), parties, tuple(rows)), cited


def _row(heard: list[_Heard], days: tuple[str, ...], own: str, before: list[Row]) -> Row:
    since, last = heard[0].day, heard[-1].day
    following = next((day for day in days if day > last), None)
    until = None if following is None else (date.fromisoformat(following) - timedelta(days=1)).isoformat()
    # the text of the incident's own day is what was disputed; elsewhere the youngest, which is best known
    mine = [one for one in heard if one.day <= own]
    is_own = bool(own) and (bool(mine) and (until is None or own <= until))
    chosen = mine[-1] if is_own else heard[-1]
    turned = bool(before) and _turned(before[-1].stands, chosen.stands)
    return Row(since, until, chosen.answer, chosen.sorts, chosen.asks, chosen.stands, chosen.grounds, is_own,
               following is None, turned)


def _turned(before: tuple[tuple[str, Verdict], ...], after: tuple[tuple[str, Verdict], ...]) -> bool:
    """Whether somebody who was upheld no longer is, or the reverse; what was not settled was on nobody's side."""
    return any({was, now} == {"upheld", "not upheld"} for (_, was), (_, now) in zip(before, after, strict=True))


def _answer(case: Case, day: str, plan: Plan, decision: Decision) -> _Heard:
    vocabulary = plan.vocabulary
    counted = decision[vocabulary["counted_list"]]
    sorts = tuple(str(one[vocabulary["classified"]]) for one in counted)
    stands = tuple((one.party, verdict(_claim(one, day), decision, vocabulary)) for one in case.positions)
    open_ = decision["undetermined"] or {}
    asks = tuple(dict.fromkeys(str(one.get("fact") or one.get("question")).replace("_", " ")
                               for one in open_.get("ask", ())))
    return _Heard(day, summary(decision, vocabulary), sorts, asks, stands, _grounds(case, day, plan, decision))


# --- whom the rules uphold --------------------------------------------------------------


def _claim(position: Position, day: str) -> Claim | None:
    """What a party says is due by the rules of a day: as it claims, else as is expected under its reading."""
    for claim in position.claims:
        if claim.day in (None, day):
            return claim
    if position.claims:
        return None
    # a position tested in one edition only is not read into others
    for one in position.expectations:
        if one.day == day:
            number = len(one.counted) if one.number is None else one.number
            return Claim(day, number, None if one.number is not None else tuple(each.sort for each in one.counted))
    return None


def verdict(claim: Claim | None, decision: Decision, vocabulary: Mapping[str, Any]) -> Verdict:
    """Whether a claim is what the rules say; open where the answer is a range that holds it, or is left to somebody."""
    if claim is None:
        return "says nothing"
    counted = decision[vocabulary["counted_list"]]
    if not decision["determined"]:
        span = decision["undetermined"][vocabulary["counted_list"]]
        return "open" if span["low"] <= claim.number <= span["high"] else "not upheld"
    if any(one["fate"] == "referred" for one in decision["fates"]):
        # what is referred may still be counted
        return "open" if len(counted) <= claim.number else "not upheld"
    same = len(counted) == claim.number and (claim.sorts is None or _alike(claim.sorts, counted, vocabulary))
    return "upheld" if same else "not upheld"


def _alike(sorts: tuple[str, ...], counted: Iterable[Mapping[str, Any]], vocabulary: Mapping[str, Any]) -> bool:
    """Whether sorts, each a class or a class and code, are those counted."""
    left = [(str(one[vocabulary["classified"]]), str(one[vocabulary["kept_apart_by"]])) for one in counted]
    for sort in sorted(sorts, key=len, reverse=True):
        found = next((one for one in left if sort in one), None)
        if found is None:
            return False
        left.remove(found)
    return not left


# --- by which provision -----------------------------------------------------------------


def _grounds(case: Case, day: str, plan: Plan, decision: Decision) -> tuple[Ground, ...]:
    """The provisions on which what is disputed rests: whether it is recorded, what it is, or how many it makes."""
    wanted = _strata(case, day)
    labels: dict[str, None] = {}
    for one in [*decision[plan.vocabulary["counted_list"]], *decision["fates"]]:
        # what is absorbed or joined rests on what chose so; what ends elsewhere, on all that led there
        fate = one.get("fate", "recorded")
        strata = wanted | {"choose", "join"} if fate in ("recorded", "absorbed", "joined") else None
        for label in one["because"]:
            step = plan.step(label)
            if step is None or strata is None or step.provision.stratum in strata:
                labels.setdefault(label)
    found = []
    for label in sorted(labels, key=lambda one: _place(plan, one)):
        reason = decision["reasons"].get(label)
        if reason is not None:
            found.append(Ground(label, reason["title"].strip(), tuple(reason["cites"]), reason["standing"]))
    return tuple(found)


def _place(plan: Plan, label: str) -> int:
    """How many comes first, then which of them, whether at all, and what."""
    step = plan.step(label)
    stratum = "" if step is None else step.provision.stratum
    return _ORDER.index(stratum) if stratum in _ORDER else len(_ORDER)


def _strata(case: Case, day: str) -> set[str]:
    claims = [claim for claim in (_claim(one, day) for one in case.positions) if claim is not None]
    numbers = {claim.number for claim in claims}
    wanted = {"record"} if 0 in numbers else set()
    if len(numbers) == 1 and any(claim.sorts for claim in claims):
        wanted |= {"classify", "choose"}
    if len(numbers - {0}) > 1 or not wanted:
        wanted |= {"count", "choose"}
    return wanted


def _span(since: str, until: str | None) -> str:
    first = edition_name(since)
    if until is None:
        return f"{first} to now"
    # a month's last day is said as the month
    whole = len(first) == 7 and (date.fromisoformat(until) + timedelta(days=1)).day == 1
    last = until[:7] if whole else until
    return f"{first} to {last}"
