"""Which provisions can conclude on what: steps by row and by a fact, ways to meet, closures; the tables of a `Book`."""

from __future__ import annotations

import ast

from hocrdsl.backends.python.build import (
    Expr,
    call,
    const,
    define,
    function_of,
    give,
    in_full,
    joined,
    literal,
    locate,
    name,
    tuple_of,
)
from hocrdsl.backends.python.fast import fast_test, fast_value
from hocrdsl.backends.python.full import full_test
from hocrdsl.backends.python.names import Shared
from hocrdsl.backends.python.needs import (
    keys_needed, knowledge_needed, rows_needed, symmetric, tests_of, values_needed,
)
from hocrdsl.backends.python.shapes import Shape, alike_by, changes, of_event, parts, said, shape
from hocrdsl.model import nodes
from hocrdsl.model.expressions import ConcludedOf
from hocrdsl.plan.facts import ruling_labels
from hocrdsl.plan.nodes import Step

# a fact is looked at first where at least so many provisions call for a value of it
_ENOUGH = 3


def fits(shared: Shared, step: Step, entity: str, place: int = 0) -> bool:
    """Whether things of an entity are of the kind that the provision speaks of."""
    wanted = step.provision.entities[place]
    return entity == wanted or shared.model.entities[entity].kind_of == wanted


def step_name(shared: Shared, step: Step, full: bool) -> str:
    """The name of a step: (label, labels displaced, attempt)."""
    title = shared.provisions[step.label] + ("_in_full" if full else "")
    return shared.keep("STEP", (step.label, full), tuple_of([const(step.label), literal(step.displaces), name(title)]))


def steps_of(shared: Shared, steps: tuple[Step, ...], full: bool) -> Expr:
    """Steps as a tuple."""
    return tuple_of(name(step_name(shared, step, full)) for step in steps)


def table(shared: Shared, steps: tuple[Step, ...], full: bool) -> Expr:
    """Steps by row and by a fact, as `runtime.rows.Choices`; in full, or without rows, all of them always."""
    fact = None if full else _first_fact(shared, steps)
    lines = []
    for step in steps:
        rows = None if full else rows_needed(shared, step, 0)
        line = [name(step_name(shared, step, full)), _set(shared, rows)]
        if fact is not None:
            wanted = values_needed(shared, step).get(fact)
            line.append(const(None) if wanted is None else literal(tuple(sorted(wanted))))
            line.append(const(knowledge_needed(shared, step, fact)))
        lines.append(tuple_of(line))
    return call("Choices", tuple_of(lines), const(fact))


def unsorted(shared: Shared, steps: tuple[Step, ...]) -> Expr:
    """Steps of which all may conclude, whatever the row."""
    lines = [tuple_of([name(step_name(shared, step, False)), const(None)]) for step in steps]
    return call("Choices", tuple_of(lines), const(None))


def _first_fact(shared: Shared, steps: tuple[Step, ...]) -> str | None:
    if not all(step.provision.entities == (shared.model.charter.decided,) for step in steps):
        return None
    count: dict[str, int] = {}
    for step in steps:
        for fact in values_needed(shared, step):
            count[fact] = count.get(fact, 0) + 1
    best = max(sorted(count), key=lambda fact: count[fact], default=None)
    return best if best is not None and count[best] >= _ENOUGH else None


def strata(shared: Shared, full: bool) -> Expr:
    """The tables of every stratum but the conclusions."""
    plan = shared.plan
    decided, counted = shared.model.charter.decided, shared.model.charter.counted

    def unary(stratum: nodes.Stratum, entity: str) -> tuple[Step, ...]:
        return tuple(
            step for step in plan.strata[stratum] if len(step.provision.entities) == 1 and fits(shared, step, entity)
        )

    def binary(stratum: nodes.Stratum) -> tuple[Step, ...]:
        return tuple(
            step for step in plan.strata[stratum]
            if len(step.provision.entities) == 2 and fits(shared, step, decided, 0) and fits(shared, step, counted, 1)
        )

    keys = ("classify", "record", "count", "join", "choose", "cancel", "release", "permit")
    values = [
        table(shared, unary("classify", decided), full),
        table(shared, unary("record", decided), full),
        table(shared, unary("count", decided), full),
        steps_of(shared, binary("join"), full),
        call("Ways", tuple_of(_choosing(shared, step, full) for step in plan.strata["choose"])),
        tuple_of([table(shared, unary("cancel", counted), full), steps_of(shared, binary("cancel"), full)]),
        steps_of(shared, binary("release"), full),
        table(shared, unary("permit", counted), full),
    ]
    return ast.Dict([const(key) for key in keys], values)


def _choosing(shared: Shared, step: Step, full: bool) -> Expr:
    title = shared.provisions[step.label] + ("_in_full" if full else "")
    rows = [None if full else rows_needed(shared, step, place) for place in (0, 1)]
    # one way round is enough where both come to the same; traced, both are
    once = not full and symmetric(step)
    sets = [_set(shared, one) for one in rows]
    return tuple_of([const(step.label), literal(step.displaces), name(title), *sets, const(once)])


def _set(shared: Shared, rows: frozenset[str] | None) -> Expr:
    return const(None) if rows is None else name(shared.row_set(rows))


def conclusions(shared: Shared, full: bool) -> Expr:
    """(entity, name, labels, table) for each name that is concluded, in the order of the plan."""
    charter = shared.model.charter
    names: dict[tuple[str, str], list[Step]] = {}
    for step in shared.plan.strata["conclude"]:
        action = step.provision.actions[0]
        assert isinstance(action, nodes.Concludes)
        names.setdefault((step.provision.entities[0], action.key), []).append(step)
    return tuple_of(
        tuple_of([
            const(entity), const(key), literal(tuple(step.label for step in steps)),
            table(shared, tuple(steps), full) if entity in (charter.counted, charter.decided) or full
            else unsorted(shared, tuple(steps)),
        ])
        for (entity, key), steps in names.items()
    )


def meeting(shared: Shared) -> tuple[Expr, list[ast.stmt]]:
    """For each choosing provision the rows of the first and the second thing and the keys that both share."""
    ways, functions = [], []
    for step in shared.plan.strata["choose"]:
        keys = keys_needed(step)
        if keys:
            title = shared.name(("meets", step.label), f"{shared.provisions[step.label]}_meets")
            values = tuple_of(fast_value(shared, key, ("x",)) for key in keys)
            functions.append(locate(
                define(title, ("run", "x"), [give(call("meets", values))], f"What two things of {step.label} share."),
                step.provision.span,
            ))
        rows = [_set(shared, rows_needed(shared, step, place)) for place in (0, 1)]
        ways.append(tuple_of([*rows, name(title) if keys else const(None)]))
    return tuple_of(ways), functions


def closures(shared: Shared) -> Expr:
    """By definition: (entity, test in full, shape, its argument, whether deciding changes it, the words of its
    tests)."""
    found = {}
    for key, one in shared.model.definitions.items():
        if not isinstance(one.body, nodes.ClosureBody):
            continue
        how = shape(shared, one.body.test)
        found[key] = tuple_of([
            const(one.entity), name(shared.definitions[key] + "_in_full"), const(how.kind), _argument(shared, how),
            const(changes(shared, one.body.test)), literal(said(shared, one.body.test)),
        ])
    return ast.Dict([literal(key) for key in found], list(found.values()))


def _argument(shared: Shared, how: Shape) -> Expr:
    """For lists (fact, guard or None); else a function of a thing: None where it is alone, or (plain values,
    groups)."""
    guard = joined(ast.And(), [fast_test(shared, test, ("x",)) for test in how.guards]) if how.guards else None
    if how.kind == "lists":
        return tuple_of([const(how.fact), const(None) if guard is None else function_of(guard, "run", "x")])
    if how.kind == "pairs" and not (how.plain or how.groups or guard):
        return const(None)
    plain, groups = [
        tuple_of(fast_value(shared, value, ("x",)) for value in values) for values in (how.plain, how.groups)
    ]
    key: Expr = tuple_of([plain, groups])
    return function_of(key if guard is None else ast.IfExp(guard, key, const(None)), "run", "x")


def applies(shared: Shared) -> Expr:
    """By entity and fact: where the fact applies, in full."""
    keys, values = [], []
    for entity in shared.model.entities.values():
        for fact in entity.facts.values():
            if fact.only_where is not None:
                keys.append(literal((entity.key, fact.key)))
                values.append(in_full(full_test(shared, fact.only_where, ("x",)), "run", "x"))
    return ast.Dict(list(keys), list(values))


def kinds(shared: Shared) -> Expr:
    """By entity: it and the kinds under it."""
    return literal({
        entity.key: tuple(
            one.key for one in shared.model.entities.values() if one.key == entity.key or one.kind_of == entity.key
        )
        for entity in shared.model.entities.values() if entity.rows_of is None
    })


def book(shared: Shared) -> tuple[Expr, list[ast.stmt]]:
    """The `Book` of a plan, and the functions that it needs beside those of provisions and definitions."""
    charter = shared.model.charter
    ways, functions = meeting(shared)
    members: dict[str, Expr] = {
        "vocabulary": name("VOCABULARY"),
        "zone": const(charter.local_time),
        "classified": const(charter.classified),
        "apart": name(shared.column(charter.row_entity, charter.kept_apart_by)),
        "steps": strata(shared, False),
        "full_steps": strata(shared, True),
        "conclusions": conclusions(shared, False),
        "full_conclusions": conclusions(shared, True),
        "disagreements": _disagreements(shared),
        "disagreements_go_to": const(charter.disagreements_go_to),
        "unclassified_go_to": const(charter.unclassified_go_to),
        "closures": closures(shared),
        "applies": applies(shared),
        "kinds": kinds(shared),
        "meeting": ways,
        # whether what is counted rests on conclusions
        "heeded": const(any(
            _heeds(shared, step)
            for stratum, steps in shared.plan.strata.items() if stratum not in ("conclude", "cancel", "permit")
            for step in steps
        )),
        "of_event": literal(frozenset(
            step.label for step in shared.plan.strata["conclude"] if of_event(shared, step)
        )),
        # what hangs on nothing that is concluded
        "heedless": literal(frozenset(
            step.label for step in shared.plan.strata["conclude"] if not _heeds(shared, step)
        )),
        "alike": literal(_alike(shared)),
        "rulings": literal(_rulings(shared)),
        "ruled_by": literal(ruling_labels(shared.plan)),
    }
    return ast.Call(name("Book"), [], [ast.keyword(key, value) for key, value in members.items()]), functions


def _heeds(shared: Shared, step: Step) -> bool:
    """Whether a provision reads what is concluded."""
    otherwise = [] if step.provision.otherwise is None else [step.provision.otherwise]
    return any(
        isinstance(node, ConcludedOf) for node in parts(shared, *tests_of(step), *step.provision.actions, *otherwise)
    )


def _alike(shared: Shared) -> tuple[str, ...] | None:
    """What is alike in choosing is ruled alike, too."""
    found = alike_by(shared, shared.plan.strata["choose"])
    return None if found is None else tuple(sorted({*found, *ruling_labels(shared.plan)}))


def _rulings(shared: Shared) -> dict[str, tuple[tuple[str, str] | None, tuple[str, str] | None]]:
    """By result the facts by which a referral to it is settled, with their words."""
    labels = ruling_labels(shared.plan)

    def named(fact: str | None) -> tuple[str, str] | None:
        return None if fact is None else (fact, labels[fact])

    return {
        one.key: (named(one.settled_by), named(one.classified_by))
        for one in shared.model.results.values() if one.settled_by or one.classified_by
    }


def _disagreements(shared: Shared) -> Expr:
    found = sorted(shared.plan.disagreements.items(), key=lambda one: sorted(one[0]))
    return ast.Dict([literal(pair) for pair, _ in found], [literal((one.result, one.label)) for _, one in found])
