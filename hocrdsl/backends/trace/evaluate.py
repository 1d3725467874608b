"""The reference interpreter: the specification, as a program that is slow and plain.

It walks the plan of one edition over one event at a time and changes the run's `State`. Anything unknown that a
decision turns on is raised as `Ask`; whoever runs it answers and runs again (`world.completions`).
The strata come in this order: classify, record, join (`recording.py`); below: choose, count, conclude, cancel, release,
permit.
"""

from __future__ import annotations

from typing import Any

from hocrdsl.backends.trace.choose import Pair
from hocrdsl.backends.trace.conclude import DIFFER, Standing, conclusion, standing
from hocrdsl.backends.trace.recording import Recording
from hocrdsl.backends.trace.rulings import Rulings
from hocrdsl.backends.trace.units import count_units
from hocrdsl.backends.trace.values import Reader
from hocrdsl.model.nodes import Action, Concludes, Criterion, MoreSerious, PairAnswer
from hocrdsl.plan.nodes import Step
from hocrdsl.world.completions import Ask
from hocrdsl.world.read import NONE
from hocrdsl.world.state import State


class Reference(Recording):
    """Runs one plan. `trace` None records nothing."""

    # --- events -----------------------------------------------------------------------

    def event(self, state: State, assumed: dict[Any, Any], event: tuple[Any, ...]) -> None:
        """Decide one event: a report, or news."""
        if event[1] == 0:
            self._decide(state, assumed, list(event[4]), event[2])
            return
        thing, facts = event[3], event[4]
        for key, value in facts.items():
            state.set(thing, key, value)
        again = state.anew([
            one for one in state.world.decided
            if state.fates[one["_index"]] is not None and state.into[one["_index"]] is None
            and (one is thing or any(value is thing for value in one.values()))
        ])
        self._decide(state, assumed, again, event[2])

    def _decide(self, state: State, assumed: dict[Any, Any], things: list[Any], place: int) -> None:
        reader = Reader(self.plan, state, assumed, things, noting=self.trace is not None)
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


def _holds(things: list[Any], thing: Any) -> bool:
    """Whether a thing itself (not one like it) is in a list."""
    return any(one is thing for one in things)


def _as_pair(x: int, y: int, found: Standing, disagreements_go_to: str, first: int) -> Pair:
    if found.conflict:
        return Pair(x, y, None, disagreements_go_to, found.labels, fault=True)
    if found.disagreement:
        return Pair(x, y, None, found.answer, found.labels)
    winner, result = found.answer
    # answers name the winner by its place among all that is decided; pairs, by its place in this choice
    place = None if winner is None else (x if winner == first else y)
    return Pair(x, y, place, result, found.labels)
