"""What the reference interpreter did, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Tried:
    """One provision tried on one thing or pair.

    `about`: names of the things. `where`/`limbs`: truth values (None: unknown); `limbs` by letter, those of
    definitions prefixed by the definition. `concludes`: what it answered, in words, or empty. `displaced_by`: labels.
    `read`: facts read, (thing, fact) -> value as shown.
    """

    stratum: str
    label: str
    about: tuple[str, ...]
    where: bool | None
    when: bool | None
    limbs: dict[str, bool | None]
    concludes: str
    otherwise: bool
    displaced_by: tuple[str, ...] = ()
    read: dict[tuple[str, str], Any] = field(default_factory=dict)


@dataclass(slots=True)
class Trace:
    """Entries in the order in which they were made; emptied at the start of each run."""

    entries: list[Tried] = field(default_factory=list)
