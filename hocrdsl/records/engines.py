"""What decides a batch of incidents: the engines, and which one is taken.

Every engine gives the same answers. `compiled` decides an incident at a time, with the function that `rules.decide`
calls: it is what the others are measured against, and decides what they leave.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from importlib.util import find_spec
from typing import Any, Protocol

import pyarrow as pa

from hocrdsl.records.concluded import Concluded
from hocrdsl.records.layout import KEY, Layout, layout_of
from hocrdsl.records.outputs import EVERY, Answers, Decided, names_of
from hocrdsl.records.tables import incidents_of
from hocrdsl.rules import Rules
from hocrdsl.world.completions import LIMIT
from hocrdsl.world.read import InvalidIncident

ENGINES = ("auto", "fast", "portable", "compiled")
_QUOTED = re.compile("`([^`]*)`")
# things are named by their place, which tells nothing
_PLACE = re.compile(r" \d+( held)?$")


class NoEngine(ValueError):
    """There is no engine of that name, or it can't run here; the message says which there are."""


class Engine(Protocol):
    """Decides batches of the layout (`layout.py`). `block`: how many incidents it likes at a time."""

    name: str
    block: int

    def decide(self, batch: Any, tables: Collection[int] = EVERY) -> Decided:
        """The answers on every row: the tables of those places in `Decided`, None for others."""
        ...


def engine(rules: Rules, name: str = "auto", said: tuple[Concluded, ...] = ()) -> Engine:
    """The engine of a name; `auto`: the quickest that can be had here. `said`: the conclusions that it tells too."""
    if name not in ENGINES:
        raise NoEngine(f"no engine `{name}`; there are {', '.join(ENGINES)}")
    compiled = Compiled(rules, said)
    if name == "compiled":
        return compiled
    machine = find_spec("llvmlite") is not None
    if name == "fast" and not machine:
        raise NoEngine("the engine `fast` needs llvmlite: pip install 'hocrdsl[fast]'; `portable` does not")
    from hocrdsl.records.fast import Fast, Portable

    make: Any = Fast if machine and name != "portable" else Portable
    found: Engine = make(rules, compiled, said=said)
    return found


class Compiled:
    """The compiled function, incident by incident."""

    name = "compiled"
    block = 8_192

    def __init__(self, rules: Rules, said: tuple[Concluded, ...] = (), limit: int = LIMIT) -> None:
        """`limit`: how many completions of one incident are tried."""
        self._rules, self.limit = rules, limit
        self._said = said
        self._asked = tuple(dict.fromkeys(one.name for one in said))
        vocabulary = rules.plan().vocabulary
        self._layout = layout_of(vocabulary)
        self._names = names_of(vocabulary)

    def decide(self, batch: Any, tables: Collection[int] = EVERY) -> Decided:
        """The answers on every row: the tables of those places in `Decided`, None for others."""
        keys = batch.column(KEY)
        if pa.types.is_large_string(keys.type):
            keys = keys.cast(pa.string())
        answers = Answers(self._names, keys.type, self._said)
        rejected = []
        for row, (key, incident) in enumerate(zip(keys.to_pylist(), incidents_of(batch, self._layout), strict=True)):
            try:
                answers.add(key, self._rules.possible(incident, names=self._asked, limit=self.limit))
            except InvalidIncident as error:
                rejected.append((row, reason(error, self._layout)))
        told = answers.decided(rejected, len(keys) - len(rejected))
        incidents, counted, fates = (told[place] if place in tables else None for place in EVERY)
        return Decided(incidents, counted, fates, told.rejected, told.fell_back)


def reason(error: InvalidIncident, layout: Layout) -> str:
    """Why an incident can't be decided, in words that repeat nothing of what it tells: of paths and names only those
    that the rulebook has."""
    words = _words(layout.vocabulary)
    (path, message), *others = error.problems
    at = "/".join(str(part) if isinstance(part, int) or _PLACE.sub("", part) in words else "..." for part in path)
    said = _QUOTED.sub(lambda found: f"`{found[1]}`" if _PLACE.sub("", found[1]) in words else "`...`", message)
    more = f"; and {len(others)} more" if others else ""
    return (f"{at}: " if at else "") + said + more


def _words(vocabulary: Mapping[str, Any]) -> frozenset[str]:
    facts = [fact for _, specs, _, _ in vocabulary["entities"].values() for fact in specs]
    return frozenset([
        *vocabulary["headings"], vocabulary["event_list"], vocabulary["decided_list"], vocabulary["event_name"],
        vocabulary["decided_name"], vocabulary["counted_name"], "held", "news", "recorded", "name", "on", "about",
        *facts,
    ])
