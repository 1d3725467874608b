"""What each provision answers, and where: regions by answer, and what is left once others displace it.

Follows the reference interpreter's `conclusion`, `_pair` and `standing` step for step (backends/trace/conclude.py).
Answers: `record` and the like (verb, result); `classify` the row; `choose` (who prevails: 0, 1 or None; result);
`count` the action; the rest what is concluded. DIFFER marks two answers of one provision at one point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hocrdsl.analysis.encode import Encoder
from hocrdsl.analysis.places import Env, plain, put
from hocrdsl.analysis.regions import ALL, EMPTY, Region, Space
from hocrdsl.analysis.rows import Parts
from hocrdsl.analysis.values import Opaque
from hocrdsl.data import Data, field
from hocrdsl.model.expressions import Value, Variable
from hocrdsl.model.nodes import (
    Action,
    Cancels,
    ClassifyAs,
    Concludes,
    Criterion,
    FateIs,
    JoinsTo,
    MoreSerious,
    PairAnswer,
    Permits,
    Provision,
    Releases,
    Stratum,
    UnitIs,
)
from hocrdsl.plan import Step

Answers = dict[Any, Region]
DIFFER = "two answers"


class Stage(Data, frozen=False):
    """The provisions of one stratum that can meet on the same things, with all that is known of their answers.

    `same_row`: of pairs, whether both are of one row (then criteria over rows decide nothing).
    """

    stratum: Stratum
    encoder: Encoder
    env: tuple[Variable, ...]
    steps: tuple[Step, ...]
    answers: dict[str, Answers] = field(default_factory=dict)
    concludes: dict[str, Region] = field(default_factory=dict)
    # by label, what displaces it
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # what things of this stratum must be, worked out only when something is found
    limits: Callable[[], tuple[Region, ...]] = tuple
    # whether these are cheaper than what displaces two provisions
    limits_first: bool = False
    # whether every two that can meet with different answers were looked at
    searched: bool = True

    @property
    def space(self) -> Space:
        """The space of the regions."""
        return self.encoder.space

    @property
    def entities(self) -> tuple[str, ...]:
        """What the things are."""
        return tuple(one.entity for one in self.env)

    def stands(self, label: str) -> Answers:
        """The answers of a provision where nothing displaces it. Of one with many exceptions these are large: where a
        part will do, `standing` is cheaper."""
        gone = self.space.any_of(self.concludes[one] for one in self.above[label])
        left = {answer: self.space.minus(region, gone) for answer, region in self.answers[label].items()}
        return {answer: region for answer, region in left.items() if region != EMPTY}

    def standing(self, region: Region, *labels: str) -> Region:
        """The part of a region where nothing displaces any of some provisions."""
        for label in labels:
            for one in self.above[label]:
                if region == EMPTY:
                    return EMPTY
                region = self.space.minus(region, self.concludes[one])
        return region

    def ordered(self, one: str, other: str) -> bool:
        """Whether one of two displaces the other where both conclude, so that both never stand."""
        return one in self.above[other] or other in self.above[one]

    def feasible(self, region: Region) -> Region:
        """The part of a region that the stratum's own limits leave."""
        return region if region == EMPTY else self.space.all_of((region, *self.limits()))


def stage(stratum: Stratum, steps: Iterable[Step], encoder: Encoder, env: tuple[Variable, ...],
          same_row: bool = False) -> Stage:
    """The answers of some provisions of a stratum about the same things."""
    found = Stage(stratum, encoder, env, tuple(steps))
    for step in found.steps:
        answers = provision_answers(stratum, step.provision, encoder, env, same_row)
        found.answers[step.label] = answers
        found.concludes[step.label] = encoder.space.any_of(answers.values())
    above: dict[str, list[str]] = {step.label: [] for step in found.steps}
    for step in found.steps:
        for label in step.displaces & above.keys():
            above[label].append(step.label)
    found.above = {label: tuple(labels) for label, labels in above.items()}
    return found


def provision_answers(stratum: Stratum, provision: Provision, encoder: Encoder, env: tuple[Variable, ...],
                      same_row: bool = False) -> Answers:
    """What a provision answers; taken over from another edition where all that it reads is the same there."""
    pair = stratum == "choose"
    said = encoder.space.kept.provision_number(provision)
    key = ("answers", pair, said, env, same_row, encoder.which, encoder.same_row)
    work = pair_answers if pair else one_way
    return encoder.reads.asked(key, lambda: work(provision, encoder, env, same_row))[0]


def one_way(provision: Provision, encoder: Encoder, env: Env, same_row: bool = False) -> Answers:
    """What a provision answers on the things of `env`, by region."""
    space = encoder.space
    where = encoder.test(provision.where, env)
    left, dead, found = where, EMPTY, Answers()
    if where == EMPTY:
        return found
    for action in provision.actions:
        holds = space.meet(where, encoder.test(action.when, env))
        if holds == EMPTY:
            continue
        if isinstance(action, MoreSerious) and same_row:
            dead = space.join(dead, holds)
            continue
        for answer, region in action_answers(action, encoder, env).items():
            here = space.meet(holds, region)
            if here == EMPTY:
                continue
            for other in [one for one in found if one not in (answer, DIFFER)]:
                both = space.meet(found[other], here)
                if both != EMPTY:
                    found[other] = space.minus(found[other], both)
                    _add(space, found, DIFFER, both)
            _add(space, found, answer, space.meet(here, left))
            left = space.minus(left, here)
    if provision.otherwise is not None:
        for answer, region in action_answers(provision.otherwise, encoder, env).items():
            _add(space, found, answer, space.meet(left, region))
    if dead != EMPTY:
        found = {answer: space.minus(region, dead) for answer, region in found.items()}
    return {answer: region for answer, region in found.items() if region != EMPTY}


def _add(space: Space, found: Answers, answer: Any, region: Region) -> None:
    if region != EMPTY:
        found[answer] = space.join(found.get(answer, EMPTY), region)


def pair_answers(provision: Provision, encoder: Encoder, env: Env, same_row: bool = False) -> Answers:
    """A provision about a pair, tried both ways round."""
    space = encoder.space
    one, other = env
    ahead = one_way(provision, encoder, (one, other), same_row)
    turned = one_way(provision, encoder, (other, one), same_row)
    back = {_turn(answer): region for answer, region in turned.items()}
    some, more = space.any_of(ahead.values()), space.any_of(back.values())
    found: Answers = {}
    for answer, region in ahead.items():
        _add(space, found, answer, space.minus(region, more))
    for answer, region in back.items():
        _add(space, found, answer, space.minus(region, some))
    for answer, region in ahead.items():
        for against, beyond in back.items():
            both = space.meet(region, beyond)
            if both == EMPTY:
                continue
            if answer == against or against == DIFFER:
                _add(space, found, against, both)
            elif answer == DIFFER:
                _add(space, found, answer, both)
            elif answer[0] is None or against[0] is None:
                _add(space, found, DIFFER, both)
    return found


def _turn(answer: Any) -> Any:
    if answer == DIFFER or answer[0] is None:
        return answer
    return (1 - answer[0], answer[1])


# --- one action -----------------------------------------------------------------------


def action_answers(action: Action, encoder: Encoder, env: Env) -> Answers:
    """The answers of an action that holds, by region; empty where it answers nothing."""
    match action:
        case FateIs(verb, result):
            return {(verb, result): ALL}
        case PairAnswer(winner, result):
            return {(winner, result): ALL}
        case JoinsTo() | Releases():
            return {("so", None): ALL}
        case UnitIs():
            return {action: ALL}
        case Cancels(_, code):
            return {code: ALL}
        case Permits(allowed, name, codes):
            return {(allowed, name, codes): ALL}
        case ClassifyAs(value, table):
            if table is not None:
                found = encoder.look_up(encoder.model.tables[table], env)
            else:
                assert value is not None
                found = _value_answers(value, encoder, env)
            return {answer: region for answer, region in found.items() if answer is not None}
        case Concludes(value=value, firsts=firsts):
            if value is None:
                return {("first of", *[plain(put(one, env)) for one in firsts]): ALL}
            return _value_answers(value, encoder, env)
        case MoreSerious(criteria):
            return _more_serious(criteria, encoder, env)


def _value_answers(value: Value, encoder: Encoder, env: Env) -> Answers:
    placed = put(value, env)
    try:
        return dict(encoder.cases(placed))
    except Opaque:
        return {("value of", plain(placed)): ALL}


def _more_serious(criteria: tuple[Criterion, ...], encoder: Encoder, env: Env) -> Answers:
    """Which of two rows comes first. Rows of the same values decide nothing, as absent ones.

    Worked out on groups of rows that agree in every criterion: a few hundred where there are 1,500 rows.
    """
    first, second = (encoder.classified(thing) for thing in env)
    rows = encoder.rows[encoder.model.charter.row_entity]
    columns = [[rows.cases(one.first)] + ([] if one.second is None else [rows.cases(one.second)]) for one in criteria]
    groups: dict[tuple[Any, ...], int] = {(): rows.full}
    for parts in (part for column in columns for part in column):
        groups = _refine(groups, parts)
    space = encoder.space
    edges: list[tuple[int, int, int]] = []
    turned = first.level > second.level
    for values, members in groups.items():
        wins = loses = 0
        for others, rest in groups.items():
            verdict = _before(criteria, values, others)
            wins |= rest if verdict == 0 else 0
            loses |= rest if verdict == 1 else 0
        edges.append((members, wins, loses))
    top, low = (second, first) if turned else (first, second)
    found: Answers = {}
    for winner in (0, 1):
        part = [(members, space.where(low, wins if (winner == 0) != turned else loses))
                for members, wins, loses in edges]
        region = space.split(top, part)
        if region != EMPTY:
            found[winner, None] = region
    return found


def _refine(groups: dict[tuple[Any, ...], int], parts: Parts) -> dict[tuple[Any, ...], int]:
    return {
        (*values, value): members & rows
        for values, members in groups.items() for value, rows in parts.items() if members & rows
    }


def _before(criteria: tuple[Criterion, ...], values: tuple[Any, ...], others: tuple[Any, ...]) -> int | None:
    """0 where the first comes first, 1 where the second does, by the first criterion that decides."""
    place = 0
    for criterion in criteria:
        one, other = values[place], others[place]
        if criterion.kind == "rather":
            more, rest = values[place + 1], others[place + 1]
            place += 2
            ahead, behind = one is True and rest is True, other is True and more is True
            if ahead != behind:
                return 0 if ahead else 1
            continue
        place += 1
        if one is None or other is None or one == other:
            continue
        lower = 0 if one < other else 1
        return lower if criterion.kind == "lower" else 1 - lower
    return None
