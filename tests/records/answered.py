"""The rows that a decision, as `rules.decide` says it, comes to in the tables of answers: said a second time, from the
names of a decision, to hold the tables against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hocrdsl.records.layout import layout_of
from hocrdsl.records.tables import incidents_of

Rows = list[dict[str, Any]]


def rows_of(key: str, decision: Mapping[str, Any], incident: Mapping[str, Any],
            words: Mapping[str, Any]) -> tuple[dict[str, Any], Rows | None, Rows | None]:
    """The row of the incident, without its edition; the rows of what is counted and of the fates, where the decision
    says enough: always, if it is determined."""
    decided, listing, counted = words["decided_name"], words["decided_list"], words["counted_name"]
    many, classified = words["counted_list"], words["classified"]
    places = _places(incident, words)
    row = {"incident": key, listing: len(places)}
    if not decision["determined"]:
        said = decision["undetermined"]
        row |= {f"{many}_low": said[many]["low"], f"{many}_high": said[many]["high"]}
        return row, _ranges(key, decision, words), None
    things = decision[many]
    row |= {f"{many}_low": len(things), f"{many}_high": len(things), "determined": True, "exact": True}
    numbers = {one["id"]: number for number, one in enumerate(things, 1)}
    crimes = [
        {"incident": key, counted: number, classified: _none(one[classified]), "low": 1, "high": 1,
         listing: [places[name] for name in one[listing]]}
        for number, one in enumerate(things, 1)
    ]
    fates = [
        {"incident": key, decided: places[one[words["decided"]]], "fate": one["fate"], "result": one["result"],
         classified: one[classified], counted: numbers.get(one[words["counted"]])}
        for one in decision["fates"]
    ]
    return row, crimes, fates


def concluded_as_decided(rules: Any, batch: Any, tables: Sequence[Any], said: Sequence[Any]) -> int:
    """Hold the columns of what is concluded against `rules.decide`, where it is determined; how many say something."""
    words, told = rules.plan().vocabulary, 0
    rows: list[dict[str, Rows]] = [{}, {}, {}]
    for table, by in zip(tables, rows, strict=True):
        for row in table.to_pylist():
            by.setdefault(row["incident"], []).append(row)
    incidents = incidents_of(batch, layout_of(words))
    for key, incident in zip(batch.column("incident").to_pylist(), incidents, strict=True):
        decision = rules.decide(incident)
        if not decision["determined"]:
            continue
        by_name = {(one["about"], one["name"]): one["value"] for one in decision["conclusions"]}
        things = ([], [one["id"] for one in decision[words["counted_list"]]],
                  [one[words["decided"]] for one in decision["fates"]])
        for one in said:
            found = rows[one.table].get(key, [])
            assert len(found) == len(things[one.table]), key
            for thing, row in zip(things[one.table], found, strict=True):
                due = _cells(by_name.get((thing, one.name)), one.kind)
                assert tuple(row[field.name] for field in one.fields) == due, (key, thing, one.name)
                told += due[0] is not None
    return told


def _cells(value: Any, kind: str) -> tuple[Any, ...]:
    """What a decision says, as columns say it."""
    if value in (None, "none", "unknown"):
        return (None, None) if kind == "time" else (None,)
    if kind == "time":
        return datetime.fromisoformat(value), "T" not in value
    # where provisions disagree stands a result, of which there is no number and no yes or no
    return (None,) if isinstance(value, str) and kind != "word" else (value,)


def _places(incident: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, int]:
    told = [one for event in incident[words["event_list"]] for one in event.get(words["decided_list"], ())]
    return {one.get("name") or f"{words['decided_name']} {at + 1}": at for at, one in enumerate(told)}


def _ranges(key: str, decision: Mapping[str, Any], words: Mapping[str, Any]) -> Rows | None:
    """The rows of an incident that is not determined, where the decision lists all that is possible."""
    said = decision["undetermined"]
    if not said["exact"] or said["completions"] > len(decision["possible"]):
        return None
    every = [Counter(map(_none, one[words["counted_list"]])) for one in decision["possible"]]
    kinds = dict.fromkeys(kind for one in every for kind in one)
    return [
        {"incident": key, words["counted_name"]: None, words["classified"]: kind,
         "low": min(one[kind] for one in every), "high": max(one[kind] for one in every), words["decided_list"]: None}
        for kind in kinds
    ]


def _none(value: Any) -> Any:
    return None if value == "none" else value
