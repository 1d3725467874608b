"""Cases of many editions, run an edition at a time: to make ready an edition takes longer than to run all its cases,
so two processes take the next edition whenever they are ready for it."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hocrdsl.harness.case import Case, Expectation
from hocrdsl.harness.handed import packed, unpacked
from hocrdsl.harness.run import Outcome, RulesFor, Selection, chosen_runs, outcome, together
from hocrdsl.side_by_side import shared_out

# from this number of editions, each reading apart, a second process is worth its start
SEVERAL = 8

# an edition's first day, and readings
_Key = tuple[str, tuple[tuple[str, str], ...]]
# which case, which of its runs, what is expected, and by which party
_Run = tuple[int, int, Expectation, str]
_Done = list[tuple[int, int, Outcome]]


def editions_of(cases: Sequence[Case], selection: Selection) -> dict[_Key, list[_Run]]:
    """The runs chosen, by edition and readings, the oldest edition first."""
    found: dict[_Key, list[_Run]] = {}
    for place, case in enumerate(cases):
        for number, (expectation, reading, party) in enumerate(chosen_runs(case, selection)):
            key = expectation.day, tuple(sorted(reading.items()))
            found.setdefault(key, []).append((place, number, expectation, party))
    return dict(sorted(found.items()))


def run_by_edition(cases: Sequence[Case], editions: Mapping[_Key, Sequence[_Run]], rules_for: RulesFor,
                   vocabulary: Mapping[str, Any], selection: Selection) -> tuple[Outcome, ...]:
    """What `run` gives, by two processes where the system can fork one."""
    def work(key: _Key) -> _Done:
        rules = rules_for(key[0], dict(key[1]))
        return [(place, number, outcome(cases[place], expectation, rules, vocabulary, party, selection))
                for place, number, expectation, party in editions[key]]

    def taken(data: bytes) -> _Done:
        places, part = pickle.loads(data)
        # the text of a case is held here already
        return [(place, number, replace(one, span=cases[place].span))
                for (place, number), one in zip(places, unpacked(part)[0], strict=True)]

    by_case: dict[int, dict[int, Outcome]] = {}
    for done in shared_out(list(editions), work, _handed, taken):
        for place, number, one in done:
            by_case.setdefault(place, {})[number] = one
    return tuple(
        one for place, found in sorted(by_case.items())
        for one in together(cases[place], [found[number] for number in sorted(found)])
    )


def _handed(done: _Done) -> bytes:
    part = packed((tuple(one for _, _, one in done), [], []))
    return pickle.dumps(([(place, number) for place, number, _ in done], part), pickle.HIGHEST_PROTOCOL)
