"""How fast cases run: generated files of one case each, against a bare loop of `yaml.compose` over the same bytes.

    python benchmarks/harness_speed.py [RULEBOOK] [--cases 5000] [--seed 1] [--bytes 375]

Cases are made from the vocabulary with a seed: rows at random, and then whatever the rules ask for, until the
decision is determined; what it is then is expected, so that every case passes. Both figures are the best of some
rounds, by the clock and of the processor; from 1,000 files on the harness uses two processes, so that on a machine
with other work only the latter tells. Ours includes finding and opening the files, reading, deciding, comparing and
the summary.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from hocrdsl.harness.session import Session, read_source_text, run_rulebook, session  # noqa: E402
from hocrdsl.harness.sides import fate_words  # noqa: E402
from hocrdsl.harness.summary import as_text  # noqa: E402
from hocrdsl.rules import Rules  # noqa: E402
from hocrdsl.source import SourceText  # noqa: E402
from hocrdsl.world.decide import decide  # noqa: E402

ROUNDS = 5


def words(value: Any) -> str:
    """A value as an author writes it."""
    if value is True or value is False:
        return "yes" if value else "no"
    return str(value).replace("_", " ") if isinstance(value, str) and "_" in value else str(value)


class Maker:
    """Makes cases for one rulebook."""

    def __init__(self, at: Session, seed: int) -> None:
        self.random = random.Random(seed)
        self.vocabulary = at.vocabulary
        self.session = at
        self.rules = Rules(at.book)
        self.edition = self.rules.plan().edition
        self.day = self.rules.plan().day

    def value(self, entity: str, fact: str) -> Any:
        """A value for a fact, or None where it is not asked by value."""
        kind, argument, _ = self.vocabulary["entities"][entity][1][fact]
        if kind == "yes":
            return self.random.random() < 0.5
        if kind in ("one", "row"):
            return self.random.choice(list(argument))
        if kind == "number":
            return self.random.randint(1, 80)
        if kind == "time":
            return self.day
        return self.random.choice(["Ann", "Bob", "Cid"]) if kind == "thing" else None

    def incident(self) -> dict[str, Any]:
        """One event with one or two things of a random row."""
        known = self.vocabulary
        event: dict[str, Any] = {known["event_date"]: self.day}
        for fact in known["entities"][known["event"]][2]:
            event.setdefault(fact, self.value(known["event"], fact))
        specs = known["entities"][known["decided"]][1]
        things = []
        for _ in range(self.random.choice([1, 2, 2])):
            thing = {fact: self.value(known["decided"], fact) for fact, spec in specs.items()
                     if spec[0] == "thing" and not spec[2]}
            thing[known["classified"]] = self.value(known["decided"], known["classified"])
            things.append(thing)
        event[known["decided_list"]] = things
        return {known["event_list"]: [event]}

    def cases(self) -> Iterator[str]:
        """Cases without end."""
        number = misses = 0
        while True:
            incident = self.incident()
            decision = self.determine(incident)
            misses += 1
            if misses > 2000:
                sys.exit("no determined case in 2,000 tries")
            if decision is not None:
                text = self.text(number + 1, incident, decision)
                # what an `only where` excludes is no case
                if not read_source_text(self.session, SourceText("", text))[1]:
                    number += 1
                    misses = 0
                    yield text

    def determine(self, incident: dict[str, Any]) -> dict[str, Any] | None:
        """The decision once what it asks for is stated; None where that does not end soon."""
        known = self.vocabulary
        things = incident[known["event_list"]][0][known["decided_list"]]
        for _ in range(10):
            decision: dict[str, Any] = decide(incident, known, self.rules.edition_on, {"package": ""}, None, 4)
            if decision["determined"]:
                return decision
            stated = [self.state(incident, things, asked) for asked in decision["undetermined"]["ask"][:4]]
            if not any(stated):
                return None
        return None

    def state(self, incident: dict[str, Any], things: list[dict[str, Any]], asked: dict[str, Any]) -> bool:
        """State what is asked: a fact, or, of a test, every number and time of the thing; whether that is news."""
        known = self.vocabulary
        name, _, place = asked["about"].rpartition(" ")
        if name == known["decided_name"]:
            thing, entity = things[int(place) - 1], known["decided"]
        else:
            entity = next((kind for kind, names in self.names(things).items() if asked["about"] in names), "")
            if not entity:
                return False
            named = {one: {} for one in sorted(self.names(things)[entity])}
            listed = incident.setdefault(known["listed"][entity], named)
            thing = listed.setdefault(asked["about"], {})
        specs = known["entities"][entity][1]
        facts = [asked["fact"]] if "fact" in asked else [one for one in specs if specs[one][0] in ("number", "time")]
        before = len(thing)
        declared = self.rules.plan().model.entities[entity].facts
        for fact in facts:
            # what an `only where` may exclude is left out
            value = self.value(entity, fact) if declared[fact].only_where is None else None
            if value is not None:
                thing.setdefault(fact, value)
                if specs[fact][0] == "thing" and known["listed"].get(specs[fact][1]) in incident:
                    incident[known["listed"][specs[fact][1]]].setdefault(value, {})
        return len(thing) > before

    def names(self, things: list[dict[str, Any]]) -> dict[str, set[str]]:
        """The names that facts of the things use, by entity."""
        specs = self.vocabulary["entities"][self.vocabulary["decided"]][1]
        found: dict[str, set[str]] = {}
        for thing in things:
            for fact, value in thing.items():
                if specs[fact][0] == "thing" and value != "none":
                    found.setdefault(specs[fact][1], set()).add(value)
        return found

    def text(self, number: int, incident: dict[str, Any], decision: dict[str, Any]) -> str:
        """The case as a file."""
        known = self.vocabulary
        event = incident[known["event_list"]][0]
        headings = {heading: things for heading, things in incident.items() if heading != known["event_list"]}
        own = [f"{words(fact)}: {words(value)}" for fact, value in event.items() if fact != known["decided_list"]]
        lines = [f"case: generated {number}", "cites: [Generated, p. 1]", "incident:"]
        for heading, things in headings.items():
            lines.append(f"  {heading}:")
            for name, facts in things.items():
                stated = ", ".join(f"{words(fact)}: {words(one)}" for fact, one in facts.items())
                lines.append(f"    {name}: {{{stated}}}")
        lines += [f"  {known['event_list']}:", f"    - {own[0]}",
                  *[f"      {one}" for one in own[1:]], f"      {known['decided_list']}:"]
        for thing in event[known["decided_list"]]:
            lines.append("        - {" + ", ".join(f"{words(fact)}: {words(one)}" for fact, one in thing.items()) + "}")
        lines += ["expect:", f"  {self.edition}:"]
        counted = decision[known["counted_list"]]
        if counted:
            lines.append(f"    {known['counted_list']}:")
        for one in counted:
            lines.append(f"      - {{{known['kept_apart_by']}: {one[known['classified']]}, "
                         f"because: [{', '.join(one['because'])}]}}")
        fates = [fate for fate in decision["fates"] if fate["fate"] != "recorded"]
        if fates:
            lines.append("    fates:")
        ids = {one["id"]: place for place, one in enumerate(counted, 1)}
        for fate in fates:
            said = fate_words(known, fate)
            if fate[known["counted"]] in ids:
                said = said.replace(fate[known["counted"]], f"{known['counted_name']} {ids[fate[known['counted']]]}")
            because = f", because: [{', '.join(fate['because'])}]"
            lines.append(f"      - {{{known['decided']}: {fate[known['decided']]}, fate: {said}{because}}}")
        return "\n".join(lines) + "\n"


def processor() -> float:
    """Seconds of the processor that this process and those that it has seen end have used."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def best(function: Any, *arguments: Any) -> tuple[float, float]:
    """The least seconds of some rounds, by the clock and of the processor."""
    seconds, used = [], []
    for _ in range(ROUNDS):
        begun, before = time.perf_counter(), processor()
        function(*arguments)
        seconds.append(time.perf_counter() - begun)
        used.append(processor() - before)
    return min(seconds), min(used)


def bare(texts: list[str]) -> None:
    """What any reader of YAML with places costs at least."""
    import yaml

    for text in texts:
        yaml.compose(text, Loader=yaml.CSafeLoader)


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rulebook", nargs="?", default=str(Path(__file__).parents[1] / "rulebooks" / "hocr"))
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bytes", type=int, default=375, help="the size that cases have on average")
    parser.add_argument("--measure", action="store_true", help="only measure, a rulebook that has its cases")
    asked = parser.parse_args()
    path = Path(asked.rulebook).resolve()
    if asked.measure:
        measure(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        shutil.copytree(path, copy, ignore=shutil.ignore_patterns("cases", "snapshots"))
        (copy / "cases").mkdir()
        total = number = 0
        for text in Maker(session(copy, path.name), asked.seed).cases():
            # keep to the size asked for on average
            short = asked.bytes - len(text)
            if short > 12 and total + len(text) < asked.bytes * (number + 1):
                said = "what happened, in words ".ljust(short - 7, ".")
                text = text.replace("incident:\n", f"text: {said}\nincident:\n", 1)
            total += len(text)
            (copy / "cases" / f"{number:05}.yaml").write_text(text, encoding="utf-8")
            number += 1
            if number == asked.cases:
                break
        # in a process of its own: what making them left behind is not the harness's
        done = subprocess.run([sys.executable, __file__, str(copy), "--measure"], check=False)
    sys.exit(done.returncode)


def measure(path: Path) -> None:
    """The figures for a rulebook and its cases."""
    begun = time.perf_counter()
    at = session(path, path.name)
    load = time.perf_counter() - begun
    texts = [one.read_text(encoding="utf-8") for one in sorted((path / "cases").iterdir())]
    results = run_rulebook(at)
    print(as_text(results).splitlines()[-1])
    if results.exit_code:
        sys.exit(as_text(results)[:2000])
    (loop, loop_used), (ours, ours_used), (again, again_used) = (
        best(bare, texts), best(run_rulebook, at), best(bare, texts))
    loop, loop_used = min(loop, again), min(loop_used, again_used)
    each = 1e6 / len(texts)
    size = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} files, {size:.0f} bytes each; rulebook read once, {load:.3f} s")
    print("                by the clock              of the processor")
    print(f"bare compose  {loop:7.3f} s, {loop * each:5.0f} us a case  {loop_used:7.3f} s, {loop_used * each:5.0f} us")
    print(f"harness       {ours:7.3f} s, {ours * each:5.0f} us a case  {ours_used:7.3f} s, {ours_used * each:5.0f} us")
    print(f"ratio         {ours / loop:7.2f} (gate 2.5)          {ours_used / loop_used:7.2f}; "
          f"with reading the rulebook {(ours + load) / loop:.2f} by the clock")


if __name__ == "__main__":
    main()
