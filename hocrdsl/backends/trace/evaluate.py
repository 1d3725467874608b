"""The reference interpreter: the specification, as a program that is slow and plain.

It walks the plan of one edition over one event at a time and changes the run's `State`. Anything unknown that a
decision turns on is raised as `Ask`; whoever runs it answers and runs again (`world.completions`).
The strata stand below in their order: classify, record, join, choose, count, conclude, cancel, release, permit.
"""

from __future__ import annotations

from typing import Any

from hocrdsl.backends.trace.choose import Pair
from hocrdsl.backends.trace.conclude import DIFFER, Standing, conclusion, standing
from hocrdsl.backends.trace.rulings import Rulings
from hocrdsl.backends.trace.trace import Trace
from hocrdsl.backends.trace.units import count_units
from hocrdsl.backends.trace.values import Reader
from hocrdsl.model.nodes import (
    Action, Cancels, ClassifyAs, Concludes, Criterion, FateIs, JoinsTo, MoreSerious, PairAnswer, Permits, Releases,
    UnitIs,
)
from hocrdsl.plan.nodes import Plan, Step
from hocrdsl.world.completions import Ask
from hocrdsl.world.read import NONE
from hocrdsl.world.state import State


class Reference:
    """Runs one plan. `trace` None records nothing."""

    def __init__(self, plan: Plan, trace: Trace | None = None) -> None:
        self.plan = plan
        self.charter = plan.model.charter
        self.trace = trace

    # --- events -----------------------------------------------------------------------

    def event(self, state: State, assumed: dict[Any, Any], event: tuple[Any, ...]) -> None:
        """Decide one event: a report, or news."""
        if event[1] == 0:
            self._decide(state, assumed, list(event[4]), event[2])
            return
        thing, facts = event[3], event[4]
        for key, value in facts.items():
            state.set(thing, key, value)
        again = [one for one in state.world.decided
                 if state.fates[one["_index"]] is not None and state.into[one["_index"]] is None
                 and (one is thing or any(value is thing for value in one.values()))]
        again = state.anew(again)
        self._decide(state, assumed, again, event[2])

    def _decide(self, state: State, assumed: dict[Any, Any], things: list[Any], place: int) -> None:
        reader = Reader(self.plan, state, assumed, things)
        reader.rulings = rulings = Rulings(self.plan.model, state)
        labels = {thing["_index"]: [] for thing in things}  # type: dict[int, list[str]]
        sure = [thing for thing in things if self._classify(thing, reader, labels[thing["_index"]])]
        recorded = [
            thing for thing in things if _holds(sure, thing)
            or thing["_fate"] == NONE and self._record(thing, reader, labels[thing["_index"]])
        ]
        held = list(state.held)
        recorded = [thing for thing in recorded if not self._join(thing, held, reader, labels[thing["_index"]])]
        self._choose_and_count(recorded, reader, labels, place)
        self._after(state, reader, place)
        rulings.tell(things)

    # --- classify and record ----------------------------------------------------------

    def _classify(self, thing: Any, reader: Reader, labels: list[str]) -> bool:
        """Whether it is ruled to be recorded already."""
        state, rulings = reader.state, reader.rulings
        state.set(thing, self.charter.classified, thing["_stated"] or NONE)
        thing["_fate"] = thing["_into"] = NONE
        found = self._standing("classify", [thing], reader)
        if found is not None:
            labels += found.labels
            if found.conflict or found.disagreement:
                result = self._asked(found)
                if rulings.row(thing, result) is not None:
                    if rulings.recorded(thing, result, labels):
                        self._fault(found, thing, reader)
                        return True
                    if rulings.fate(thing, result) is None:
                        # what it is, is settled; what becomes of it follows as ever
                        self._fault(found, thing, reader)
                        rulings.classify(thing, result, labels)
                        return False
                self._dispute(found, thing, reader, labels)
                return False
            state.set(thing, self.charter.classified, found.answer)
        return False

    def _record(self, thing: Any, reader: Reader, labels: list[str]) -> bool:
        state, rulings = reader.state, reader.rulings
        found = self._standing("record", [thing], reader)
        if found is None:
            state.marks.append(("fault of the rulebook", (thing["_name"],), ("nothing closes it",)))
            return self._referred(thing, self.charter.disagreements_go_to, reader, labels)
        before = list(labels)
        labels += found.labels
        if found.conflict or found.disagreement:
            if rulings.recorded(thing, self._asked(found), labels):
                self._fault(found, thing, reader)
                return True
            self._dispute(found, thing, reader, labels)
            return False
        verb, result = found.answer
        if verb == "refer":
            return self._referred(thing, result, reader, labels)
        if verb != "record":
            state.end(thing, "result", None, result, labels)
            return False
        if thing[self.charter.classified] != NONE:
            return True
        # it would be recorded, but as nothing
        result = self.charter.unclassified_go_to
        if rulings.row(thing, result) is not None and rulings.fate(thing, result) is None:
            # what it is, is settled: the test is made of that
            labels[:] = before
            rulings.classify(thing, result, labels)
            return self._record(thing, reader, labels)
        goes_on = self._referred(thing, result, reader, labels)
        if thing["_fate"] == "referred":
            state.marks.append(("nothing classifies", (thing["_name"],), found.labels))
        return goes_on

    def _referred(self, thing: Any, result: str, reader: Reader, labels: list[str]) -> bool:
        """Refer a thing, or follow the ruling: whether it is recorded by that."""
        if reader.rulings.recorded(thing, result, labels):
            return True
        reader.rulings.refer(thing, result, labels)
        return False

    def _asked(self, found: Standing) -> str:
        """Who decides where provisions disagree."""
        return self.charter.disagreements_go_to if found.conflict else str(found.answer)

    def _dispute(self, found: Standing, thing: Any, reader: Reader, labels: list[str]) -> None:
        """Provisions disagree: as declared, or a fault of the rulebook."""
        reader.rulings.refer(thing, self._asked(found), labels)
        self._fault(found, thing, reader)
        if not found.conflict and thing["_fate"] == "referred":
            reader.state.marks.append(("disagreement in the text", (thing["_name"],), found.labels))

    def _fault(self, found: Standing, thing: Any, reader: Reader) -> None:
        """An undeclared disagreement is a fault, however it is settled."""
        if found.conflict:
            reader.state.marks.append(("fault of the rulebook", (thing["_name"],), found.labels))

    # --- join -------------------------------------------------------------------------

    def _join(self, thing: Any, held: list[Any], reader: Reader, labels: list[str]) -> bool:
        """Whether the thing left: joined a held one, or (two it may join) referred."""
        into = []
        for one_counted in held:
            found = self._standing("join", [thing, one_counted], reader)
            if found is not None:
                into.append((one_counted, found))
        if not into:
            return False
        cited = [label for _, found in into for label in found.labels]
        labels += cited
        if len(into) > 1 or into[0][1].conflict:
            if self._referred(thing, self.charter.disagreements_go_to, reader, labels):
                return False
            if thing["_fate"] == "referred":
                names = tuple(one_counted["_name"] for one_counted, _ in into)
                reader.state.marks.append(("may join more than one", (thing["_name"], *names), tuple(cited)))
            return True
        one_counted = into[0][0]
        reader.state.end(thing, "joined", one_counted, None, labels)
        one_counted["_joined"].append(thing)
        one_counted["_members"] = [*one_counted["_members"], thing]
        return True

    # --- choose and count -------------------------------------------------------------

    def _choose_and_count(self, things: list[Any], reader: Reader, labels: dict[int, list[str]], place: int) -> None:
        state = reader.state
        pairs = []
        for x, one in enumerate(things):
            for y in range(x + 1, len(things)):
                found = self._pair(one, things[y], reader)
                if found is not None:
                    pairs.append(_as_pair(x, y, found, self.charter.disagreements_go_to, one["_index"]))
        chosen = reader.rulings.choose(things, pairs, self.charter.disagreements_go_to)
        state.together([thing for thing, become in zip(things, chosen, strict=True) if become.fate == "referred"])
        survivors = []
        for thing, become in zip(things, chosen, strict=True):
            if become.cycle:
                state.marks.append(("cycle", tuple(things[one]["_name"] for one in become.cycle), become.labels))
            elif become.fault:
                state.marks.append(("fault of the rulebook", (thing["_name"],), become.labels))
            if become.fate in ("referred", "result"):
                state.end(thing, become.fate, None, become.result, [*labels[thing["_index"]], *become.labels])
            elif become.fate == "survives":
                labels[thing["_index"]] += become.labels
                survivors.append(thing)
        self._count(survivors, reader, labels, place)
        for thing, become in zip(things, chosen, strict=True):
            if become.into is None:
                continue
            cited = [*labels[thing["_index"]], *become.labels]
            into = things[become.into]
            fate, one_counted = state.fates[into["_index"]], state.into[into["_index"]]
            assert fate is not None
            if one_counted is None:
                # what was to absorb it was not counted
                state.end(thing, fate["fate"], None, fate["result"], cited)
                continue
            state.end(thing, "absorbed", one_counted, None, cited)
            one_counted["_members"].append(thing)

    def _pair(self, one: Any, other: Any, reader: Reader) -> Standing | None:
        """What stands for the unordered pair. Answers are (winner's name or None, result)."""

        def attempt(step: Step) -> Any:
            entries = None if self.trace is None else self.trace.entries
            ahead = conclusion(step, [one, other], reader, lambda a, env: self._pair_answer(a, env, reader), entries)
            back = conclusion(step, [other, one], reader, lambda a, env: self._pair_answer(a, env, reader), entries)
            if ahead is None or back is None:
                return ahead if back is None else back
            if ahead == back or back is DIFFER:
                return back
            if ahead is DIFFER:
                return ahead
            both_win = ahead[0] is not None and back[0] is not None
            return None if both_win else DIFFER

        return self._note(standing(self.plan.strata["choose"], attempt, reader))

    def _pair_answer(self, action: Action, env: list[Any], reader: Reader) -> Any:
        if isinstance(action, PairAnswer):
            return (None if action.winner is None else env[action.winner]["_index"], action.result)
        assert isinstance(action, MoreSerious)
        rows = [thing.get(self.charter.classified, NONE) for thing in env]
        if rows[0] == rows[1] or NONE in rows:
            return None
        for criterion in action.criteria:
            place = self._decides(criterion, rows, reader)
            if place is not None:
                return (env[place]["_index"], None)
        return None

    def _decides(self, criterion: Criterion, rows: list[str], reader: Reader) -> int | None:
        """Which of two rows a criterion puts first: 0, 1, or None."""
        firsts = [reader.value(criterion.first, [row]) for row in rows]
        if criterion.kind == "rather":
            assert criterion.second is not None
            seconds = [reader.value(criterion.second, [row]) for row in rows]
            if firsts[0] is True and seconds[1] is True and not (firsts[1] is True and seconds[0] is True):
                return 0
            if firsts[1] is True and seconds[0] is True and not (firsts[0] is True and seconds[1] is True):
                return 1
            return None
        if NONE in firsts or None in firsts or firsts[0] == firsts[1]:
            return None
        lower = 0 if firsts[0] < firsts[1] else 1
        return lower if criterion.kind == "lower" else 1 - lower

    def _count(self, things: list[Any], reader: Reader, labels: dict[int, list[str]], place: int) -> None:
        state = reader.state
        counted = []
        for thing in things:
            found = self._standing("count", [thing], reader)
            if found is None or found.conflict or found.disagreement:
                cited = labels[thing["_index"]]
                if found is None:
                    reader.rulings.refer(thing, self.charter.disagreements_go_to, cited)
                    state.marks.append(("fault of the rulebook", (thing["_name"],), ("nothing counts it",)))
                else:
                    cited += found.labels
                    self._dispute(found, thing, reader, cited)
                continue
            counted.append((thing, found.answer, found.labels))
        for unit in count_units(counted, reader, None if self.trace is None else self.trace.entries):
            members = [member for member, _ in unit.members]
            cited = [label for member, why in unit.members for label in [*labels[member["_index"]], *why]]
            one_counted = state.count(unit.provision, unit.names, members, cited, place, unit.apart)
            for member, why in unit.members:
                state.end(member, "recorded", one_counted, None, [*labels[member["_index"]], *why])

    # --- after counting ---------------------------------------------------------------

    def _after(self, state: State, reader: Reader, place: int) -> None:
        """Conclusions, cancellations, releases (once), permissions: about all that is held after this event.

        Only a release can change a count, so only it asks for what is unknown; the others say that they don't know.
        """
        reader.closures.clear()
        self._conclude(state, reader, place)
        self._cancel(state, reader)
        if self._release(state, reader, place):
            reader.closures.clear()
            self._conclude(state, reader, place)
        self._permit(state, reader)

    def _conclude(self, state: State, reader: Reader, place: int) -> None:
        """What was counted, joined or told of by this event is concluded about by its edition; the rest stays as it
        was."""
        names: dict[tuple[str, str], list[Step]] = {}
        for step in self.plan.strata["conclude"]:
            action = step.provision.actions[0]
            assert isinstance(action, Concludes)
            names.setdefault((step.provision.entities[0], action.key), []).append(step)
        for (entity, name), steps in names.items():
            for thing in self._about(entity, state, reader, place):
                state.conclusions = [one for one in state.conclusions if one[:2] != (thing["_name"], name)]
                try:
                    found = self._standing_of(tuple(steps), [thing], reader)
                except Ask:
                    found = Standing("unknown", tuple(step.label for step in steps))
                if found is None:
                    continue
                value = None if found.conflict else found.answer
                if found.conflict:
                    state.marks.append(("fault of the rulebook", (thing["_name"],), found.labels))
                elif thing["_entity"] == self.charter.counted:
                    thing["_concluded"][name] = value[1] if isinstance(value, tuple) else value
                shown = value[0] if isinstance(value, tuple) else value
                state.conclusions.append((thing["_name"], name, shown, found.labels))

    def _about(self, entity: str, state: State, reader: Reader, place: int) -> list[Any]:
        if entity == self.charter.counted:
            told = [thing for thing, _, _ in state.undo]
            return [
                one_counted for one_counted in state.held
                if "_principal" in one_counted and (
                    one_counted["_event"] == place
                    or _holds(told, one_counted)
                    or any(_holds(reader.in_view, one) for one in one_counted["_joined"])
                )
            ]
        return [thing for thing in reader.range(entity) if thing["_entity"] == entity]

    def _cancel(self, state: State, reader: Reader) -> None:
        for one_counted in state.held:
            for thing in [*reader.in_view, None]:
                env = [one_counted] if thing is None else [thing, one_counted]
                steps = tuple(step for step in self.plan.strata["cancel"] if len(step.provision.entities) == len(env))
                try:
                    found = self._standing_of(steps, env, reader)
                except Ask:
                    continue
                entry = None if found is None or found.conflict else (one_counted["_name"], found.answer, found.labels)
                if entry is not None and entry not in state.cancelled:
                    state.cancelled.append(entry)

    def _release(self, state: State, reader: Reader, place: int) -> bool:
        released = []
        for one_counted in list(state.held):
            for thing in list(one_counted["_members"]):
                found = self._standing("release", [thing, one_counted], reader)
                if found is not None and "_index" in thing:
                    released.append((thing, one_counted, found.labels))
        if not released:
            return False
        labels = {}
        for thing, one_counted, cited in released:
            one_counted["_members"] = [one for one in one_counted["_members"] if one is not thing]
            thing["_earlier"] = one_counted
            fate = state.fates[thing["_index"]]
            labels[thing["_index"]] = [*(fate["because"] if fate else ()), *cited]
            state.released.append((thing["_name"], one_counted["_name"], cited))
        self._choose_and_count([thing for thing, _, _ in released], reader, labels, place)
        return True

    def _permit(self, state: State, reader: Reader) -> None:
        state.permissions = []
        for one_counted in state.held:
            steps: dict[tuple[str, ...], Any] = {}
            for step in self.plan.strata["permit"]:
                try:
                    found = self._standing_of((step,), [one_counted], reader)
                except Ask:
                    continue
                if found is not None:
                    steps[step.label,] = (step, found)
            displaced = {label for step, _ in steps.values() for label in step.displaces}
            for step, found in steps.values():
                if step.label not in displaced:
                    allowed, name, codes = found.answer
                    state.permissions.append((one_counted["_name"], allowed, name, codes, found.labels))

    # --- the plumbing -----------------------------------------------------------------

    def _standing(self, stratum: Any, env: list[Any], reader: Reader) -> Standing | None:
        return self._standing_of(self.plan.strata[stratum], env, reader)

    def _standing_of(self, steps: tuple[Step, ...], env: list[Any], reader: Reader) -> Standing | None:
        entries = None if self.trace is None else self.trace.entries

        def attempt(step: Step) -> Any:
            if not _fits(step, env, reader):
                return None
            return conclusion(step, env, reader, lambda action, on: self._answer(action, on, reader), entries)

        return self._note(standing(steps, attempt, reader))

    def _note(self, found: Standing | None) -> Standing | None:
        return found

    def _answer(self, action: Action, env: list[Any], reader: Reader) -> Any:
        """An action that holds, in the terms of its stratum."""
        match action:
            case ClassifyAs(value, table):
                if table is not None:
                    found = reader.look_up(reader.model.tables[table], env[0])
                else:
                    assert value is not None
                    found = reader.value(value, env)
                if found is None:
                    reader.ask()
                return None if found == NONE else found
            case FateIs(verb, result):
                return (verb, result)
            case JoinsTo():
                return ("join", None)
            case UnitIs():
                return action
            case Concludes(_, _, _, value, firsts):
                found = reader.first_known(firsts, env, 0) if firsts else None
                if not firsts:
                    assert value is not None
                    found = reader.value(value, env)
                if isinstance(found, dict):
                    return (found["_name"], found["_name"])
                return "unknown" if found is None else found
            case Cancels(_, code):
                return code
            case Releases():
                return ("release", None)
            case Permits(allowed, name, codes):
                return (allowed, name, codes)
        raise AssertionError(f"no answer here: {action}")


def _holds(things: list[Any], thing: Any) -> bool:
    """Whether a thing itself (not one like it) is in a list."""
    return any(one is thing for one in things)


def _fits(step: Step, env: list[Any], reader: Reader) -> bool:
    """Whether the things are of the kinds that the provision speaks of."""
    entities = reader.model.entities
    return len(step.provision.entities) == len(env) and all(
        thing["_entity"] == wanted or entities[thing["_entity"]].kind_of == wanted
        for thing, wanted in zip(env, step.provision.entities, strict=True)
    )


def _as_pair(x: int, y: int, found: Standing, disagreements_go_to: str, first: int) -> Pair:
    if found.conflict:
        return Pair(x, y, None, disagreements_go_to, found.labels, fault=True)
    if found.disagreement:
        return Pair(x, y, None, found.answer, found.labels)
    winner, result = found.answer
    # answers name the winner by its place among all that is decided; pairs, by its place in this choice
    place = None if winner is None else (x if winner == first else y)
    return Pair(x, y, place, result, found.labels)
