"""Why incidents are as they are by two editions: each edition tells it of all of them, in a process of its own where
there are two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from hocrdsl.rules import Rules

# so many completions are tried of an incident that is not determined, to see how it changes
COMPLETIONS = 256


class Incident(NamedTuple):
    """An incident to tell of; `shown`: in sentences too."""

    facts: dict[str, Any]
    shown: bool


class Said(NamedTuple):
    """What an edition says of an incident: as far as its first completions go, and in full."""

    tried: dict[str, Any]
    decision: dict[str, Any]
    sentences: tuple[str, ...]


class Telling:
    """Tells of incidents by the one edition or the other."""

    def __init__(self, rules: tuple[Rules, Rules], incidents: list[Incident]) -> None:
        self._rules, self._incidents = rules, incidents

    def __call__(self, which: int) -> Iterator[tuple[int, Said]]:
        """What that edition says of each, in order."""
        for one in self._incidents:
            yield which, said(self._rules[which], one)


def said(rules: Rules, incident: Incident) -> Said:
    """What an edition says of one."""
    tried = rules.decide(incident.facts, limit=COMPLETIONS)
    if not incident.shown:
        return Said(tried, tried, ())
    more = not tried["determined"] and tried["undetermined"]["completions"] >= COMPLETIONS
    decision = rules.decide(incident.facts) if more else tried
    explanation = rules.explain(incident.facts, decision=decision)
    # that the edition is another than that of the day holds of all of it
    return Said(tried, decision, tuple(one for one in explanation.sentences if not one.startswith("Hypothetical: ")))
