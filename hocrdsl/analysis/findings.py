"""All that `check` says about the provisions of one edition together: HR4xx."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from hocrdsl.analysis import cache, problems
from hocrdsl.analysis.answers import one_way
from hocrdsl.analysis.completeness import gap
from hocrdsl.analysis.conflicts import MOST_PAIRS, arises, clashes
from hocrdsl.analysis.cycles import Cycle, Rounds, rounds
from hocrdsl.analysis.examples import example
from hocrdsl.analysis.places import ROOT, put
from hocrdsl.analysis.regions import EMPTY, Region, Space
from hocrdsl.analysis.rows import NotOfRows, universe
from hocrdsl.analysis.stages import Stages
from hocrdsl.analysis.tables import table_findings
from hocrdsl.analysis.unreachable import asleep
from hocrdsl.analysis.values import Opaque
from hocrdsl.data import seldom_searched
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model.expressions import Constant, Variable
from hocrdsl.model.nodes import CaseBody, Definition, MoreSerious
from hocrdsl.model.wording import words
from hocrdsl.plan import Plan

# conflicts told one by one
MOST_TOLD = 300


def findings(plan: Plan, groups: bool = True, cache_folder: Path | None = None,
             space: Space | None = None) -> tuple[Diagnostic, ...]:
    """Every finding about a plan, in order of place. `groups`: search groups of three too (kept by digest).

    `space`: where several editions are looked at, one for all saves working out anew what they have in common. What
    is found is the same without it: where there is something to tell, it is worked out by itself.
    """
    with seldom_searched():
        shared = space is not None and (len(space) > len(Space()) or space.kept.universes)
        stages = Stages(plan, space)
        found = _found(stages)
        if shared and (found or groups):
            stages = Stages(plan)
            found = _found(stages) if found else found
        if groups:
            searched = group_findings(stages, cache_folder)
            if searched.total:
                found.append(problems.goes_round(plan.model, searched))
        return tuple(sorted(found, key=lambda one: one.sort_key))


def space_of(plans: Sequence[Plan]) -> Space:
    """One space for some editions, the latest last: their rows of tables get the same places in all of them."""
    universes = {}
    for entity in plans[-1].model.rows if plans else ():
        every = [plan.model.rows[entity] for plan in plans if entity in plan.model.rows]
        if len({rows.keys for rows in every}) > 1 and (known := universe(every)) is not None:
            universes[entity] = known
    return Space(universes)


def _found(stages: Stages) -> list[Diagnostic]:
    return [
        *_clashes(stages), *_gaps(stages), *_asleep(stages), *_disagreements(stages), *_tables(stages),
        *_undecided(stages), *_definitions(stages),
    ]


def group_findings(stages: Stages, cache_folder: Path | None = None) -> Rounds:
    """The search over groups up to three, kept by the digest of what it reads."""
    model = stages.plan.model
    key = cache.digest(
        "rounds", model.charter, model.rows, [table for title, table in model.tables.items() if len(table.rows) < 1000],
        model.entities, model.definitions,
        [(step.label, sorted(step.displaces), step.provision) for step in stages.plan.strata["choose"]],
        [(step.label, sorted(step.displaces), step.provision) for step in stages.plan.strata["classify"]],
    )

    def work() -> object:
        found = rounds(stages)
        return {"total": found.total, "shown": [[one.rows, one.labels] for one in found.shown]}

    kept = cache.kept(key, work, cache_folder)
    try:
        shown = tuple(Cycle(tuple(rows), tuple(labels)) for rows, labels in kept["shown"])
        if all(label in model.provisions for one in shown for label in one.labels) and len(shown) <= kept["total"]:
            return Rounds(shown, int(kept["total"]))
    except (KeyError, TypeError, ValueError):
        pass
    return rounds(stages)


def _example(stages: Stages, region: Region, entities: tuple[str, ...], classified: bool = True) -> tuple[str, ...]:
    return example(stages.plan.model, stages.space, region, entities, stages.plan.day, classified)


def _clashes(stages: Stages) -> Iterator[Diagnostic]:
    model = stages.plan.model
    seen: set[frozenset[str]] = set()
    for stage in stages:
        for clash in clashes(stages.plan, stage):
            pair = frozenset((clash.one, clash.other))
            if pair in seen:
                continue
            if len(seen) == MOST_TOLD:
                yield problems.more_answers(model, clash, MOST_TOLD)
                return
            seen.add(pair)
            lines = _example(stages, clash.region, stage.entities, stage.stratum != "classify")
            if clash.one == clash.other:
                yield problems.answers_twice(model.provisions[clash.one], lines)
            else:
                yield problems.two_answers(model, clash, lines)
        if not stage.searched:
            yield problems.not_all_compared(stage, MOST_PAIRS)


def _gaps(stages: Stages) -> Iterator[Diagnostic]:
    for stage in (stages.record, stages.count):
        found = gap(stage)
        if found is not None:
            yield problems.no_fate(stages.plan.model, found, _example(stages, found.region, stage.entities))


def _asleep(stages: Stages) -> Iterator[Diagnostic]:
    for stage in stages:
        if stage is not stages.choose_alike:
            for found in asleep(stage):
                yield problems.sleeps(found)


def _disagreements(stages: Stages) -> Iterator[Diagnostic]:
    for disagreement in stages.plan.model.disagreements:
        for stage in stages:
            if all(label in stage.answers for label in disagreement.between):
                if not arises(disagreement, stage) and stage is not stages.choose_alike:
                    yield problems.never_arises(disagreement)
                break


def _tables(stages: Stages) -> Iterator[Diagnostic]:
    for found in table_findings(stages):
        entities = tuple(one.entity for one in found.env)
        lines = () if found.kind in ("masked", "idle") else _example(stages, found.region, entities, False)
        if lines and entities[0] in stages.encoder.rows:
            axis = stages.space.axis(("row", (ROOT,), False), ())
            cells = stages.space.cells_of(found.region, axis)
            lines = (f"{words(entities[0])}: {axis.cells[(cells & -cells).bit_length() - 1]}",)
        yield problems.table_problem(found, lines)


def _undecided(stages: Stages) -> Iterator[Diagnostic]:
    """Criteria that decide nothing for some pair, with no `otherwise` and nobody else to answer."""
    stage, space = stages.choose, stages.space
    answered = space.any_of(stage.concludes.values())
    for step in stage.steps:
        provision = step.provision
        if provision.otherwise is not None or not any(isinstance(one, MoreSerious) for one in provision.actions):
            continue
        about = stage.encoder.test(provision.where, stage.env)
        tests = [stage.encoder.test(action.when, stage.env) for action in provision.actions]
        region = stage.feasible(space.minus(space.meet(about, space.any_of(tests)), answered))
        if region != EMPTY and one_way(provision, stage.encoder, stage.env):
            yield problems.undecided(stages.plan.model, provision, _example(stages, region, stage.entities))


def _definitions(stages: Stages) -> Iterator[Diagnostic]:
    """Lines of a definition that can both be true with different values."""
    seen: set[int] = set()
    for definition in stages.plan.model.definitions.values():
        if isinstance(definition.body, CaseBody) and id(definition.body) not in seen:
            seen.add(id(definition.body))
            key = ("lines", definition.entity, stages.space.kept.number_of(definition.body))
            work = partial(_all_lines, stages, definition, definition.body)
            yield from stages.encoder.reads.asked(key, work, nothing_only=True)[0]


def _all_lines(stages: Stages, definition: Definition, body: CaseBody) -> list[Diagnostic]:
    return list(_lines(stages, definition, body))


def _lines(stages: Stages, definition: Definition, body: CaseBody) -> Iterator[Diagnostic]:
    lines = [(value, test) for value, test in body.lines if test is not None]
    if definition.entity in stages.encoder.rows:
        rows = stages.encoder.rows[definition.entity]
        try:
            sets = [rows.test(test) for _, test in lines]
        except NotOfRows:
            return
        for place, (value, test) in enumerate(lines):
            for at in range(place):
                if sets[at] & sets[place] and lines[at][0] != value:
                    key = rows.keys[((sets[at] & sets[place]) & -(sets[at] & sets[place])).bit_length() - 1]
                    yield problems.lines_overlap(definition, lines[at][1].span, test.span, (key,))
        return
    env = (Variable(ROOT, definition.entity),)
    regions = [stages.encoder.test(test, env) for _, test in lines]
    for place, (value, test) in enumerate(lines):
        for at in range(place):
            if _same(stages, lines[at][0], value, env) or not stages.space.touches(regions[at], regions[place]):
                continue
            both = stages.space.meet(regions[at], regions[place])
            yield problems.lines_overlap(definition, lines[at][1].span, test.span,
                                         _example(stages, both, (definition.entity,)))


def _same(stages: Stages, one: object, other: object, env: tuple[Variable, ...]) -> bool:
    if isinstance(one, Constant) and isinstance(other, Constant):
        return one.value == other.value
    try:
        return one == other or stages.encoder.cases(put(one, env)) == stages.encoder.cases(put(other, env))  # type: ignore[arg-type]
    except Opaque:
        return one == other
