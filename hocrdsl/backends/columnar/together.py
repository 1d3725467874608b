"""Two editions' programs over the same incidents, with the same completions of what is unknown to either.

What one asks is answered to both: by fact, by the words of options, by the text of a test; things have one number in
both. An attempt that both decide is a pair of what may come of the incident. An incident is left (to the compiled
functions, which do the same) where the loops can't decide it, and where an answer means something else to the other.
"""

from __future__ import annotations

from typing import Any

from hocrdsl.backends.columnar.attempts import ASKS, DECIDED, Came
from hocrdsl.backends.columnar.completions import TESTS
from hocrdsl.backends.columnar.kernel import Kernel
from hocrdsl.backends.columnar.layout import NEW, NONE
from hocrdsl.model.expressions import Quantified, Test, Variable
from hocrdsl.model.walk import values_of

# so many incidents are tried at once
AT_ONCE = 256
# what the other edition does not ask; and what an answer can't be told as
_NEVER = -1
_CANNOT = -2
# a fate (by number), and the result; of all decided things. And the rows that are counted, None for nothing known
End = tuple[int, str | None]
Ended = tuple[tuple[str | None, ...], tuple[End, ...]]


def comparable(old: Kernel, new: Kernel) -> bool:
    """Whether the things of an incident, and what is presumed of them, are the same to both."""
    one, other = (kernel.layout.vocabulary["entities"] for kernel in (old, new))
    if list(one) != list(other):
        return False
    alike = all(one[entity][part] == other[entity][part] for entity in one for part in (0, 2, 3))
    return alike and old.layout.entity_place == new.layout.entity_place


class Together:
    """Both programs; they are `comparable`."""

    def __init__(self, old: Kernel, new: Kernel) -> None:
        self._kernels = old, new
        self._across: tuple[_Across, _Across] | None = None

    def decide(self, batch: Any, limit: int) -> dict[int, set[tuple[Ended, Ended]] | None]:
        """By incident of a batch, every pair of what comes of it by each; None where there are more than `limit`
        completions. What is not told is left."""
        import numpy as np

        attempts = [kernel.attempts(batch) for kernel in self._kernels]
        if any(one is None for one in attempts):
            return {}
        if self._across is None:
            old, new = self._kernels
            self._across = _Across(old, new, False), _Across(new, old, True)
        found: dict[int, set[tuple[Ended, Ended]] | None] = {}
        for first in range(0, batch.num_rows, AT_ONCE):
            some: Any = np.arange(first, min(first + AT_ONCE, batch.num_rows))
            found.update(_Search(self._kernels, self._across, attempts, some, limit).found())
        return found


class _Across:
    """What one program asks, as the other is told it. `brings`: somebody new is there for the other even where it has
    no word for the fact that names it, as answers are told of the older edition's things."""

    def __init__(self, ours: Kernel, theirs: Kernel, brings: bool) -> None:
        there = theirs.layout
        questions, tests = ours.questions()
        asked = theirs.questions()[0]
        self._tests = {number: asked.get(text, _NEVER) for text, number in questions.items()}
        rows = frozenset((*ours.plan.model.rows, *theirs.plan.model.rows))
        # tests that are asked of two things, neither of them a row, which has a number of its own in each edition
        self._of_two = {number for number, some in tests.items() if all(_of_two(one, rows) for one in some)}
        self._places: dict[int, int] = {}
        self._words: dict[int, dict[int, int]] = {}
        # places of which new things can't be told
        self._unseen: set[int] = set()
        for (entity, fact), column in ours.layout.columns.items():
            place = column.place
            specs, others = (one["entities"][entity][1] for one in (ours.layout.vocabulary, there.vocabulary))
            twin = there.columns.get((entity, fact))
            if fact not in others:
                self._places[place] = _NEVER
                if brings:
                    self._unseen.add(place)
            elif others[fact][0] != specs[fact][0] or others[fact][2] != specs[fact][2]:
                self._places[place] = _CANNOT
            elif twin is None:
                self._places[place] = _NEVER
                self._unseen.add(place)
            else:
                self._places[place] = twin.place
                if column.kind == "one":
                    self._words[place] = {
                        number: twin.options.get(word, NONE) for word, number in column.options.items()
                    } | {NONE: NONE}

    def told(self, place: int, thing: int, values: list[int]) -> tuple[int, list[int]] | None:
        """The place, and the values, as the other has them; None where they can't be said."""
        if place >= TESTS:
            number = place - TESTS
            if thing >> 31 and number not in self._of_two:
                return None
            test = self._tests[number]
            return (_NEVER if test == _NEVER else TESTS + test), values
        there = self._places[place]
        if there == _CANNOT or place in self._unseen and max(values) >= NEW:
            return None
        words = self._words.get(place)
        return there, values if words is None else [words[one] for one in values]


class _Search:
    """The completions of some incidents, one more answer in every round."""

    def __init__(self, kernels: tuple[Kernel, Kernel], across: tuple[_Across, _Across], attempts: list[Any],
                 incidents: Any, limit: int) -> None:
        import numpy as np

        self._np = np
        self._kernels, self._across, self._attempts = kernels, across, attempts
        self._limit = limit
        self._left: set[int] = set()
        # of incidents of which too many completions would have to be tried
        self._many: set[int] = set()
        self._pairs: dict[int, set[Any]] = {int(one): set() for one in incidents}
        self._runs: dict[int, int] = dict.fromkeys(self._pairs, 0)
        self._ends: tuple[dict[bytes, Ended], dict[bytes, Ended]] = ({}, {})
        self._jobs = incidents
        nothing: Any = np.zeros((len(incidents), 0, 4), np.int64)
        # what is assumed, in the numbers of each program
        self._asks: tuple[Any, Any] = (nothing, nothing)

    def found(self) -> dict[int, set[tuple[Ended, Ended]] | None]:
        """By incident the pairs; None for too many; nothing for those that are left."""
        while len(self._jobs):
            self._round()
        return {
            incident: None if incident in self._many else {
                (self._end(0, one), self._end(1, other)) for one, other in pairs
            } for incident, pairs in self._pairs.items() if incident not in self._left
        }

    def _round(self) -> None:
        np = self._np
        jobs, asks = self._jobs, self._asks
        old = self._attempts[0](jobs, asks[0])
        # only what the one decides is tried by the other
        both = np.flatnonzero(old.ended == DECIDED)
        new = self._attempts[1](jobs[both], asks[1][both])
        for came, whose in ((old, jobs), (new, jobs[both])):
            self._left.update(whose[(came.ended != DECIDED) & (came.ended != ASKS)].tolist())
        self._keep(old, new, both)
        self._following(old, new, both)

    def _keep(self, old: Came, new: Came, both: Any) -> None:
        """The pairs of attempts that both decide, each once."""
        ended = self._np.flatnonzero(new.ended == DECIDED)
        for job, place in zip(both[ended].tolist(), ended.tolist(), strict=True):
            incident = int(self._jobs[job])
            self._runs[incident] += 1
            one, other = (came.told[came.at[at]:came.at[at + 1]].tobytes() for came, at in ((old, job), (new, place)))
            self._pairs[incident].add((one, other))

    def _following(self, old: Came, new: Came, both: Any) -> None:
        """What is to be tried next."""
        np = self._np
        wanted: list[tuple[int, int, Came, int]] = []
        begins = [np.cumsum(came.many) - came.many for came in (old, new)]
        wanted += [(job, 0, old, job) for job in np.flatnonzero(old.ended == ASKS).tolist()]
        wanted += [(int(both[at]), 1, new, at) for at in np.flatnonzero(new.ended == ASKS).tolist()]
        pending: dict[int, int] = {}
        for job, _, came, at in wanted:
            incident = int(self._jobs[job])
            pending[incident] = pending.get(incident, 0) + int(came.many[at])
        for incident, many in pending.items():
            # each of them has one completion at least
            if self._runs[incident] + many > self._limit:
                self._many.add(incident)
        source: list[int] = []
        entries: tuple[list[Any], list[Any]] = ([], [])
        for job, side, came, at in wanted:
            incident = int(self._jobs[job])
            if incident in self._many or incident in self._left:
                continue
            place, thing = int(came.place[at]), int(came.thing[at])
            begin = int(begins[side][at])
            values = came.values[begin:begin + int(came.many[at])].tolist()
            told = self._across[side].told(place, thing, values)
            if told is None:
                self._left.add(incident)
                continue
            source += [job] * len(values)
            entries[side].extend([place, thing, value, 0] for value in values)
            entries[1 - side].extend([told[0], thing, value, 0] for value in told[1])
        chosen: Any = np.array(source, np.int64)
        self._asks = tuple(
            np.concatenate([asks[chosen], np.array(more, np.int64).reshape(-1, 1, 4)], axis=1)
            for asks, more in zip(self._asks, entries, strict=True)
        )
        self._jobs = self._jobs[chosen]
        gone = self._np.isin(self._jobs, list(self._left | self._many))
        if gone.any():
            self._jobs, self._asks = self._jobs[~gone], (self._asks[0][~gone], self._asks[1][~gone])

    def _end(self, side: int, told: bytes) -> Ended:
        """What an attempt came to, in words."""
        known = self._ends[side].get(told)
        if known is None:
            kernel = self._kernels[side]
            numbers = self._np.frombuffer(told, self._np.int64).reshape(-1, 4).tolist()
            counted = tuple(_word(kernel.row_keys, row) for _, _, row, counts in numbers if counts)
            known = counted, tuple((fate, _word(kernel.results, result)) for fate, result, _, _ in numbers)
            self._ends[side][told] = known
        return known


def _of_two(test: Test, rows: frozenset[str]) -> bool:
    if isinstance(test, Quantified):
        return False
    there = {(one.index, one.entity) for one in values_of(test) if isinstance(one, Variable)}
    return len({index for index, _ in there}) == 2 and not any(entity in rows for _, entity in there)


def _word(words: Any, number: int) -> str | None:
    return words[number] if number >= 0 else None
