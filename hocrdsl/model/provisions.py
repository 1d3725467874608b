"""Provisions bound: one stratum, the right things, every condition and action."""

from __future__ import annotations

from collections.abc import Iterable

from hocrdsl.data import replace
from hocrdsl.model import problems, problems_of_rules
from hocrdsl.model.actions import bind_action, stratum_of, things_for
from hocrdsl.model.conditions import optional
from hocrdsl.model.expressions import Always, Test
from hocrdsl.model.nodes import Action, Disagreement, Provision, Stratum
from hocrdsl.model.scope import Scope, bare, key, one, two
from hocrdsl.model.walk import conditions_of, tests_within
from hocrdsl.model.world import Concluding, World
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax


def declare_conclusions(world: World, items: Iterable[syntax.Item]) -> None:
    """Every name that a `then the N is ...` gives to a thing."""
    for item in items:
        if not isinstance(item, syntax.Provision) or item.for_each is None:
            continue
        entity = world.entity_called(item.for_each.first.text)
        closing = () if item.otherwise is None else (item.otherwise,)
        for action in (*item.actions, *closing):
            if isinstance(action, syntax.Then) and entity is None:
                world.lost.add(bare(action.name.text))
            elif isinstance(action, syntax.Then) and entity is not None:
                at = (entity.key, key(action.name.text))
                world.conclusions.setdefault(at, []).append(Concluding(action, item.for_each))


def bind_provision(world: World, item: syntax.Provision) -> Provision | None:
    """One provision bound; None where something in it is wrong (and reported)."""
    before = len(world.diagnostics)
    bound = _provision(world, item)
    if bound is not None and any(
        isinstance(inner, Always) for test in conditions_of(bound) for inner in tests_within(test)
    ):
        # a test that could not be bound: nothing more can be said of the provision
        bound = None
    name = item.label + (f' reading "{item.reading}"' if item.role == "reading" else "")
    world.diagnostics[before:] = [
        replace(found, label=found.label or name) for found in world.diagnostics[before:]
    ]
    return bound


def _provision(world: World, item: syntax.Provision) -> Provision | None:
    if not item.cites:
        world.report(problems_of_rules.uncited(item.head, item.label))
    if item.for_each is None:
        world.report(problems_of_rules.no_for_each(item.head, item.label))
        return None
    found = _scope(world, item.for_each)
    if found is None:
        return None
    scope, entities, pair = found
    stratum = _stratum(world, item, pair)
    if stratum is not None and not _right_things(world, item, stratum, entities):
        stratum = None
    where = optional(world, scope, item.where)
    if stratum is None:
        for action in item.actions:
            if not isinstance(action, syntax.MoreSerious):
                optional(world, scope, action.when)
        return None
    actions = [bind_action(world, scope, action, item.fails) for action in item.actions]
    closing = bind_action(world, scope, item.otherwise, ()) if item.otherwise is not None else None
    known = tuple(action for action in actions if action is not None)
    if len(known) != len(actions) or (closing is None and item.otherwise is not None):
        return None
    return _whole(item, stratum, entities, pair, where, known, closing)


def _whole(
    item: syntax.Provision,
    stratum: Stratum,
    entities: tuple[str, ...],
    pair: bool,
    where: Test | None,
    actions: tuple[Action, ...],
    closing: Action | None,
) -> Provision:
    in_force = item.in_force
    return Provision(
        item.label,
        item.title,
        item.reading if item.role == "reading" else "",
        item.of_class,
        item.targets,
        stratum,
        entities,
        pair,
        where,
        actions,
        closing,
        item.cites,
        item.text,
        item.standing.word if item.standing else "confirmed",
        in_force.since.iso if in_force else None,
        in_force.until.iso if in_force and in_force.until else None,
        origin=item,
        span=item.head,
    )


def _scope(world: World, for_each: syntax.ForEach) -> tuple[Scope, tuple[str, ...], bool] | None:
    first = world.entity(for_each.first)
    if for_each.second is None:
        return None if first is None else (one(for_each.first.text, first.key), (first.key,), False)
    other = for_each.second.text.startswith("other ")
    plain = syntax.Name(for_each.second.text.removeprefix("other "), span=for_each.second.span)
    second = world.entity(plain)
    if first is None or second is None:
        return None
    if other != (first.key == second.key):
        world.report(problems_of_rules.two_of_one_kind(for_each, for_each.first.text))
        return None
    scope = two((for_each.first.text, first.key), (for_each.second.text, second.key))
    return scope, (first.key, second.key), other


def _stratum(world: World, item: syntax.Provision, pair: bool) -> Stratum | None:
    closing = () if item.otherwise is None else (item.otherwise,)
    found: dict[Stratum, Span] = {}
    for action in (*item.actions, *closing):
        found.setdefault(stratum_of(action, pair), action.span)
    if len(found) > 1:
        (_, first), (_, second), *_ = found.items()
        world.report(problems_of_rules.mixed_actions(second, first))
    if item.fails and "count" not in found:
        world.report(problems_of_rules.fails_without_count(item.fails[0].span))
    return next(iter(found)) if len(found) == 1 else None


def _right_things(
    world: World, item: syntax.Provision, stratum: Stratum, entities: tuple[str, ...]
) -> bool:
    if not world.decided or not world.counted:
        return False
    wanted = things_for(world, stratum)
    if entities in wanted or (not wanted and len(entities) == 1):
        return True
    assert item.for_each is not None
    names = [" and ".join(_called(world, entities)) for entities in wanted]
    world.report(problems_of_rules.wrong_things(item.for_each.span, item.actions[0].span, names))
    return False


def _called(world: World, entities: tuple[str, ...]) -> list[str]:
    first = world.entities[entities[0]].name
    if len(entities) == 1:
        return [first]
    same = entities[0] == entities[1]
    return [first, f"other {first}" if same else world.entities[entities[1]].name]


def bind_disagreement(
    world: World, item: syntax.Disagreement, provisions: dict[str, Provision], labels: Iterable[str]
) -> Disagreement | None:
    """A disagreement bound: both labels are there, and somebody is named."""
    known = list(labels)
    missing = [label for label in item.between if label not in known]
    for label in missing:
        world.report(problems.no_label(item.span, label, known, item.label))
    if not item.cites:
        world.report(problems_of_rules.uncited(item.span, item.label))
    if not isinstance(item.action, syntax.Refer):
        world.report(problems_of_rules.disagreement_refers(item.action.span))
        return None
    result = world.result(item.action.result)
    strata = {provisions[label].stratum for label in item.between if label in provisions}
    if len(strata) > 1:
        world.report(problems_of_rules.disagreement_of_two_steps(item.span, item.label))
    if missing or result is None:
        return None
    standing = item.standing.word if item.standing else "confirmed"
    return Disagreement(item.label, item.title, item.between, result, item.cites, item.text, standing, span=item.span)
