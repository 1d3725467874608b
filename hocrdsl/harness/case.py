"""A case: an incident, what it must come to in which editions, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hocrdsl.harness.incident import Incident
from hocrdsl.source import Citation, Span

ORIGINS = ("printed", "stated-rule", "constructed", "dispute")


@dataclass(frozen=True, slots=True)
class ExpectedCount:
    """A counted thing: `sort` is a class, or class and code. `members` None: not said."""

    sort: str
    members: tuple[str, ...] | None
    because: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ExpectedFate:
    """`about`: the name, or the place in the incident as digits. `into`: words for the counted thing or the result."""

    about: str
    fate: str
    into: str
    because: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ExpectedEntry:
    """An entry of `conclusions`, `cancelled`, `released` or `permissions`: what it says, as key and text."""

    section: str
    values: tuple[tuple[str, str], ...]
    because: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ExpectedRange:
    """`undetermined`: the least and greatest number, and facts that must be asked for."""

    low: int | None
    high: int | None
    ask: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ExpectedGrowth:
    """`each further`: what is counted more for each further one of an open number, as class (and code) -> how many."""

    counted: str
    adds: tuple[tuple[str, int], ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an edition must answer. `number`: where a position gives no more than how many. `sections`: those stated.
    `growth`: for open numbers."""

    edition: str
    day: str
    counted: tuple[ExpectedCount, ...]
    number: int | None
    fates: tuple[ExpectedFate, ...]
    entries: tuple[ExpectedEntry, ...]
    undetermined: ExpectedRange | None
    sections: frozenset[str]
    span: Span = field(compare=False, repr=False)
    growth: tuple[ExpectedGrowth, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What a party says is due in an edition (`day`; None: in every edition): how many, and of which sorts if said."""

    day: str | None
    number: int
    sorts: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Position:
    """What one party to a dispute holds, what it says is due, and the reading under which the rules agree with it."""

    party: str
    holds: str
    cites: tuple[Citation, ...]
    reading: Mapping[str, str]
    expectations: tuple[Expectation, ...]
    claims: tuple[Claim, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class KnownWrong:
    """Why a case is expected to fail, and where that is said."""

    reason: str
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """`expectations`: one for each edition that the source speaks for. `given`: fact key -> value."""

    name: str
    cites: tuple[Citation, ...]
    origin: str
    text: str
    incident: Incident
    given: Mapping[str, Any]
    reading: Mapping[str, str]
    expectations: tuple[Expectation, ...]
    positions: tuple[Position, ...]
    known_wrong: KnownWrong | None
    span: Span = field(compare=False, repr=False)

    @property
    def place(self) -> str:
        """`file:line`."""
        return f"{self.span.source.name}:{self.span.line}"


@dataclass(frozen=True, slots=True)
class Lacking:
    """A dispute of which too little was published to decide it: `missing` says what is not known. No case, and not
    counted among them."""

    name: str
    cites: tuple[Citation, ...]
    origin: str
    text: str
    positions: tuple[Position, ...]
    missing: str
    span: Span = field(compare=False, repr=False)

    @property
    def place(self) -> str:
        """`file:line`."""
        return f"{self.span.source.name}:{self.span.line}"
