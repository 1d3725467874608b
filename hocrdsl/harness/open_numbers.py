"""Numbers of which only the least is said: the answer at the least, and what each further one adds.

It is found by trying: one more and two more of what is open, and, where several numbers are open, one more of each.
Only where these agree is it said what a further one adds; else that there is no one answer for each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from hocrdsl.harness.incident import Incident

Decides = Callable[[dict[str, Any]], dict[str, Any]]
Sorts = Counter[tuple[str, str]]


def by_unit(decision: Mapping[str, Any], incident: Incident, decide: Decides,
            vocabulary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What each further one of every open number adds, for `decision["open"]`; nothing where no number is open.

    An entry: `counted`, `at least`, `tried` (numbers), `even` (whether each further one adds the same) and, where it
    is, `each further`: what is counted more, by class, with `count`.
    """
    if not incident.open:
        return []
    least = _sorts(decision, vocabulary)
    if least is None:
        # what else is unknown comes first
        return [{"counted": one.counted, "at least": one.least, "tried": [], "even": False, "each further": []}
                for one in incident.open]
    added: list[Sorts | None] = []
    for one in incident.open:
        first, second = (_sorts(decide(canonical), vocabulary) for canonical in (one.one_more, one.two_more))
        added.append(_step(least, first, second))
    together = True
    if incident.all_more is not None and None not in added:
        every = _sorts(decide(incident.all_more), vocabulary)
        together = every == sum((one for one in added if one is not None), Counter(least))
    return [
        {"counted": one.counted, "at least": one.least, "tried": [one.least + more for more in range(3)],
         "even": together and step is not None,
         "each further": _entries(step, vocabulary) if together and step is not None else []}
        for one, step in zip(incident.open, added, strict=True)
    ]


def _sorts(decision: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Sorts | None:
    """How many of each sort are counted; None where that is not determined."""
    if not decision["determined"]:
        return None
    whole, kind = vocabulary["classified"], vocabulary["kept_apart_by"]
    return Counter((str(one[kind]), str(one[whole])) for one in decision[vocabulary["counted_list"]])


def _step(least: Sorts, first: Sorts | None, second: Sorts | None) -> Sorts | None:
    """What one more adds, where two more add twice as much and none takes anything away."""
    if first is None or second is None or least - first or first - second:
        return None
    return first - least if first - least == second - first else None


def _entries(step: Sorts, vocabulary: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{vocabulary["kept_apart_by"]: kind, vocabulary["classified"]: whole, "count": number}
            for (kind, whole), number in sorted(step.items())]


def told(entries: list[dict[str, Any]], vocabulary: Mapping[str, Any]) -> list[str]:
    """The same in sentences."""
    said = []
    for one in entries:
        start = f"How many there are of `{one['counted']}` is open; this is the answer for {one['at least']}."
        if not one["tried"]:
            said.append(f"{start} What a further one adds hangs on what else is not known.")
        elif not one["even"]:
            tried = ", ".join(map(str, one["tried"]))
            said.append(f"{start} Tried with {tried}: a further one does not add the same each time.")
        elif one["each further"]:
            more = ", ".join(f"{entry['count']} {entry[vocabulary['classified']]}" for entry in one["each further"])
            said.append(f"{start} Each further one adds {more}.")
        else:
            said.append(f"{start} A further one changes no count.")
    return said
