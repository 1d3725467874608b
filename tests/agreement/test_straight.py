"""What is answered in one go (`runtime/straight.py`) is what the reference interpreter answers, or it gives way.

Held on the benchmarks' rulebooks, and on the toy and `kept` without their releases, after which it never goes straight.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from hocrdsl import pipeline
from hocrdsl.backends import python, trace
from hocrdsl.backends.python.runtime import straight
from hocrdsl.plan import Plan
from hocrdsl.world import plain as plain_facts
from hocrdsl.world.decide import answers
from hocrdsl.world.read import InvalidIncident
from tests.agreement.incidents import make
from tests.agreement.plans import BOOKS, LIMIT, ROOT, compiled

# what is left out, so that answers hang on nothing after counting
RELEASES = {"toy": ("H2", "H3"), "kept": ("H1",), "w1": (), "w2": ()}
every = pytest.mark.parametrize("name", sorted(RELEASES))
SPOILT: list[Any] = [None, 3, 3.5, "x", "", [], [3], {"a": 1}, [{"b": None}], "none", True, 1e400, "2026-02-30T10:00",
                     "2026-02-03T24:00", "2026-02-03T10:00:59", "2026-02-03 10:00", "2026-W02-3T10:00"]


@cache
def plan(name: str) -> Plan:
    with TemporaryDirectory() as folder:
        for source in sorted(BOOKS.get(name, ROOT / "benchmarks" / name).rglob("*.*")):
            if source.suffix in (".rules", ".csv") and "cases" not in source.parts:
                text = source.read_text(encoding="utf-8")
                for label in RELEASES[name]:
                    text = re.sub(rf"^rule {label} .*\n(?:(?:  .*)?\n)*", "", text, flags=re.MULTILINE)
                target = Path(folder) / source.relative_to(BOOKS.get(name, ROOT / "benchmarks" / name))
                target.parent.mkdir(exist_ok=True)
                target.write_text(text, encoding="utf-8")
        book = pipeline.read_book(Path(folder), name, name).value
    assert book is not None
    made = pipeline.make_plan(book, "2026-11-01").value
    assert made is not None and not made.strata["release"]
    return made


@cache
def edition(name: str, which: str) -> dict[str, Any]:
    return trace.edition(plan(name)) if which == "reference" else python.edition(plan(name))


def incident_of(name: str, random: Random) -> dict[str, Any]:
    """By chance: mostly one event with nothing held; some facts unknown; something spoilt."""
    words = plan(name).vocabulary
    known = random.choice([1.0, 1.0, 0.97])
    incident = make(plan(name), random, known, random.choice(sorted(plan(name).model.provisions)))
    if random.random() < 0.9:
        for key in ("held", "news", "recorded"):
            incident.pop(key, None)
        del incident[words["event_list"]][1:]
        # nothing is held that could be named
        specs = words["entities"][words["decided"]][1]
        for thing in incident[words["event_list"]][0][words["decided_list"]]:
            for key in [key for key in thing if specs[key][:2] == ("thing", words["counted"])]:
                del thing[key]
    if random.random() < 0.2:
        spoil(incident, words, random)
    return incident


def spoil(incident: dict[str, Any], words: dict[str, Any], random: Random) -> None:
    sections = [section for key, section in incident.items() if key in words["headings"]]
    events = incident[words["event_list"]]
    things = [incident, *sections, *[thing for section in sections for thing in section.values()], *events,
              *[thing for event in events for thing in event[words["decided_list"]]]]
    thing = random.choice([one for one in things if isinstance(one, dict)])
    thing[random.choice([*thing, "x", "name", "_name", words["decided_list"]])] = random.choice(SPOILT)


def answered(name: str, which: str, incident: dict[str, Any]) -> Any:
    try:
        return answers(incident, plan(name).vocabulary, lambda date: edition(name, which), None, LIMIT)
    except InvalidIncident as error:
        return error.problems


def differs(name: str, many: int = 400) -> tuple[int | None, int]:
    """The first incident that is answered otherwise, and how many went straight."""
    went = 0
    for seed in range(many):
        incident = incident_of(name, Random(seed))
        own = edition(name, "compiled")["straight"](incident)
        went += own is not None
        expected = answered(name, "reference", incident)
        if own not in (None, expected) or answered(name, "compiled", incident) != expected:
            return seed, went
    return None, went


@every
def test_what_goes_straight_is_answered_as_by_the_reference(name: str) -> None:
    first, went = differs(name, 1600 if name == "toy" else 400)
    assert first is None
    assert went >= 60


def test_answers_that_hang_on_a_release_never_go_straight() -> None:
    assert compiled("toy")["straight"] is None is compiled("kept")["straight"]


def unchecked(plain: Any, thing: Any, raw: Any, things: Any, times: Any) -> None:
    """What stands for the checks: names are looked up, and nothing is refused."""
    for key, value in raw.items():
        how, more = plain.facts.get(key, (None, None))
        if how == 5 and type(value) is str:
            thing[key] = things[more[0]][value]


FAULTS = {
    "nothing is refused": ("w1", straight, "plainly_filled", unchecked),
    "every text is a time": ("w1", plain_facts, "is_time", lambda value: True),
    "nothing was chosen": ("w2", straight, "chosen_from", lambda run, things: (
        [("survives", None, None, (), (), False)] * len(things), {})),
    "each is counted by itself": ("w2", straight, "units", lambda run, lines: [
        (labels[0], (thing["_name"],), None, [(thing, labels)]) for thing, _, labels, _ in lines]),
    "what is absorbed is counted": ("kept", straight, "chosen_from", lambda run, things: (
        [("survives", *one[1:]) if one[0] == "absorbed" else one for one in chosen(run, things)[0]], {})),
}
chosen = straight.chosen_from


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_the_law_can_fail(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, where, part, instead = FAULTS[fault]
    monkeypatch.setattr(where, part, instead)
    assert differs(name, 1500)[0] is not None
