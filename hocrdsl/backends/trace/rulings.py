"""What somebody ruled about what is referred to them: it settles the referral, and nothing else.

A result may say by which facts it is settled: what becomes of the thing (recorded, absorbed, a result), and what it is.
A ruling that is not told is not asked for: until it is made the thing stays referred. See docs/semantics.md, Rulings.
"""

from __future__ import annotations

from typing import Any

from hocrdsl.backends.trace.choose import Chosen, Pair, choose
from hocrdsl.model.nodes import Model
from hocrdsl.model.wording import words
from hocrdsl.world.read import NONE
from hocrdsl.world.state import State

RECORDED, ABSORBED = "recorded", "absorbed"
NOT_NEEDED, UNSETTLED = "ruling not needed", "ruling settles nothing"


class Rulings:
    """The rulings on the things of one event, with those that were followed."""

    def __init__(self, model: Model, state: State) -> None:
        self.results = model.results
        self.classified = model.charter.classified
        self.state = state
        # places of things with the facts that settled something of them
        self.followed: set[tuple[int, str]] = set()

    def fate(self, thing: Any, result: str) -> Any:
        """What is ruled to become of a thing that is referred to `result`; None where nothing is."""
        return _told(thing, self.results[result].settled_by)

    def row(self, thing: Any, result: str) -> Any:
        """What it is ruled to be."""
        return _told(thing, self.results[result].classified_by)

    def refer(self, thing: Any, result: str, labels: list[str]) -> None:
        """Refer a thing, unless it is ruled to end as a result."""
        fate = self.fate(thing, result)
        if fate in self.results:
            self.follow(thing, self.results[result].settled_by, labels)
            self.state.end(thing, "result", None, fate, labels)
        else:
            self.state.end(thing, "referred", None, result, labels)

    def recorded(self, thing: Any, result: str, labels: list[str]) -> bool:
        """Whether a thing that is referred is ruled to be recorded, as what it is ruled to be or else as what it is."""
        row = self.row(thing, result)
        if self.fate(thing, result) != RECORDED or row is None and thing[self.classified] == NONE:
            return False
        self.follow(thing, self.results[result].settled_by, labels)
        if row is not None:
            self.classify(thing, result, labels)
        return True

    def classify(self, thing: Any, result: str, labels: list[str]) -> None:
        """Make a thing what it is ruled to be."""
        self.state.set(thing, self.classified, self.row(thing, result))
        self.follow(thing, self.results[result].classified_by, labels)

    def follow(self, thing: Any, fact: str | None, labels: list[str]) -> None:
        """A ruling is among the reasons of what becomes of a thing."""
        assert fact is not None
        self.followed.add((thing["_index"], fact))
        labels.append(words(fact))

    def choose(self, things: list[Any], pairs: list[Pair], cycles_go_to: str) -> list[Chosen]:
        """As `choose`, with the rulings on those that it refers."""
        plain = choose(len(things), pairs, cycles_go_to)
        said = {
            place: self.fate(things[place], become.result)
            for place, become in enumerate(plain) if become.fate == "referred" and become.result is not None
        }
        if not any(said.values()):
            return plain
        gone = {place for place, fate in said.items() if fate in self.results}
        left = [_settled(pair, said) for pair in pairs if pair.x not in gone and pair.y not in gone]
        chosen = choose(len(things), left, cycles_go_to)
        for place, fate in said.items():
            before, now = plain[place], chosen[place]
            labels = list(before.labels if fate in self.results else now.labels)
            if fate in self.results:
                now = Chosen("result", None, fate, before.labels)
            elif fate is None:
                continue
            elif now.fate != {RECORDED: "survives", ABSORBED: "absorbed"}[fate]:
                # it ends as ruled, or stays referred
                chosen[place] = before
                continue
            assert before.result is not None
            self.follow(things[place], self.results[before.result].settled_by, labels)
            if fate == RECORDED and self.row(things[place], before.result) is not None:
                self.classify(things[place], before.result, labels)
            chosen[place] = Chosen(now.fate, now.into, now.result, tuple(labels), fault=before.fault)
        return chosen

    def tell(self, things: list[Any]) -> None:
        """Mark the rulings that settled nothing."""
        facts = dict.fromkeys(
            fact for result in self.results.values() for fact in (result.settled_by, result.classified_by)
        )
        for thing in things:
            place = thing["_index"]
            told = [fact for fact in facts if fact is not None and _told(thing, fact) is not None]
            followed = any((place, fact) in self.followed for fact in told)
            fate = self.state.fates[place]
            to_whom = self.results[fate["result"]] if fate and fate["fate"] == "referred" else None
            for fact in told:
                if to_whom is not None and fact in (to_whom.settled_by, to_whom.classified_by):
                    self.state.marks.append((UNSETTLED, (thing["_name"],), (words(fact),)))
                elif not followed:
                    self.state.marks.append((NOT_NEEDED, (thing["_name"],), (words(fact),)))


def _told(thing: Any, fact: str | None) -> Any:
    value = None if fact is None else thing.get(fact)
    return None if value == NONE else value


def _settled(pair: Pair, said: dict[int, str | None]) -> Pair:
    """The answer for a pair by the rulings on its two, where they settle it."""
    mine, other = said.get(pair.x), said.get(pair.y)
    if pair.x in said and pair.y in said:
        if pair.winner is None and pair.result is None or mine is None or other is None or mine == other == ABSORBED:
            return pair
        winner = None if mine == other else pair.x if mine == RECORDED else pair.y
        return Pair(pair.x, pair.y, winner, None, pair.labels)
    ruled = mine or other
    if pair.result is None or ruled is None:
        return pair
    # the other is absorbed by a third, whatever is ruled of it
    third = pair.y if pair.x in said else pair.x
    return Pair(pair.x, pair.y, third if ruled == ABSORBED else None, None, pair.labels)
