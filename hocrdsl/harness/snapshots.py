"""Answers for editions that no source speaks for: kept beside the cases, to see what flips, never called golden."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hocrdsl.harness.case import Case
from hocrdsl.harness.run import RulesFor
from hocrdsl.harness.sides import fate_words
from hocrdsl.model import edition_name
from hocrdsl.world.read import InvalidIncident

SCHEMA = "hocrdsl.snapshot/1"


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


def snapshot(case: Case, days: Iterable[str], rules_for: RulesFor, vocabulary: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of one case in the editions, of those that begin on `days`, that it does not speak for."""
    days = tuple(days)
    golden = {max((day for day in days if day <= one.day), default=one.day) for one in case.expectations}
    answers = {}
    for day in days:
        if day in golden:
            continue
        try:
            decision = rules_for(day, case.reading).decide(case.incident.canonical, case.given or None)
        except InvalidIncident:
            answers[edition_name(day)] = "the edition does not know all that the incident states"
            continue
        answers[edition_name(day)] = answer(decision, vocabulary)
    return {"schema": SCHEMA, "case": case.name, "answers": answers}


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


def slug(name: str) -> str:
    """A file name from a case's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80] or "case"


def update(folder: Path, cases: Iterable[Case], days: Iterable[str], rules_for: RulesFor,
           vocabulary: Mapping[str, Any]) -> tuple[str, ...]:
    """Write the snapshots of the cases to `folder`; the names of the files that changed. Others are left alone."""
    days = tuple(days)
    changed = []
    for case in cases:
        file = folder / f"{slug(case.name)}.json"
        text = json.dumps(snapshot(case, days, rules_for, vocabulary), indent=1, ensure_ascii=True) + "\n"
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            folder.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            changed.append(file.name)
    return tuple(changed)


def read_snapshots(folder: Path) -> dict[str, Any]:
    """Case name -> answers by edition."""
    found = {}
    for file in sorted(folder.glob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        found[content["case"]] = content["answers"]
    return found
