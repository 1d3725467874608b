"""A checked rulebook to a plan: choose readings, settle displacement, put steps in order."""

from __future__ import annotations

import re
from heapq import heapify, heappop, heappush

from hocrdsl.data import replace
from hocrdsl.model import Model, displaces
from hocrdsl.model.nodes import STRATA
from hocrdsl.plan.elsewhere import NOTHING, elsewhere
from hocrdsl.plan.nodes import Plan, Step
from hocrdsl.plan.vocabulary import vocabulary
from hocrdsl.syntax import RulebookText


def lower(model: Model, *, edition: str, day: str, until: str | None, known: str, readings: dict[str, str],
          digest: str, text: RulebookText | None = None) -> Plan:
    """The plan of one edition under chosen readings (label -> name; a label left out is read as written, and so is one
    whose reading is of other editions).

    `text`: the whole text, whose words of other editions an incident may say.
    """
    provisions = dict(model.provisions)
    readings = {label: name for label, name in readings.items() if (label, name) in model.readings}
    for label, name in readings.items():
        provisions[label] = replace(model.readings[label, name], label=label)
    chosen = replace(model, provisions=provisions)
    displaced = displaces(chosen)
    words, rows = vocabulary(chosen), {entity: one.keys for entity, one in chosen.rows.items()}
    strata = {
        stratum: order([
            Step(provision, displaced.get(label, frozenset()))
            for label, provision in provisions.items()
            if provision.stratum == stratum
        ])
        for stratum in STRATA
    }
    return Plan(
        edition=edition, day=day, until=until, known=known, readings=dict(sorted(readings.items())), digest=digest,
        model=chosen, strata=strata,
        disagreements={frozenset(one.between): one for one in model.disagreements},
        vocabulary={**words, "elsewhere": NOTHING if text is None else elsewhere(text, words, rows)},
    )


def label_key(label: str) -> tuple[tuple[int, str], ...]:
    """Labels in the order in which people count: A2 before A10, A1 before A1.1."""
    return tuple((int(part) if part.isdigit() else -1, part) for part in re.findall(r"\d+|\D+", label))


def order(steps: list[Step]) -> tuple[Step, ...]:
    """What displaces before what it displaces, else by label. Exceptions have no cycles (checked)."""
    by_label = {step.label: step for step in steps}
    before = dict.fromkeys(by_label, 0)
    for step in steps:
        for label in step.displaces:
            if label in before:
                before[label] += 1
    free = [(label_key(label), label) for label, count in before.items() if not count]
    heapify(free)
    placed: list[Step] = []
    while free:
        step = by_label[heappop(free)[1]]
        placed.append(step)
        for label in step.displaces:
            if label in before:
                before[label] -= 1
                if not before[label]:
                    heappush(free, (label_key(label), label))
    return tuple(placed)
