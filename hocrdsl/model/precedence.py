"""Which provision gives way to which: exceptions, then class before general, then nothing."""

from __future__ import annotations

from collections.abc import Mapping

from hocrdsl.data import replace
from hocrdsl.model import problems, problems_of_rules
from hocrdsl.model.nodes import Model, Provision
from hocrdsl.model.world import World
from hocrdsl.syntax import nodes as syntax

# where the principle `class rules prevail over general rules` holds
_BY_RANK = frozenset({"classify", "choose", "count"})


def displaces(model: Model) -> dict[str, frozenset[str]]:
    """For each label, the labels that it displaces where it concludes."""
    above = {label: _reached(model.provisions, label) for label in model.provisions}
    return {
        label: frozenset(provision.targets) | _by_rank(model, provision, above)
        for label, provision in model.provisions.items()
    }


def _by_rank(model: Model, provision: Provision, above: dict[str, frozenset[str]]) -> frozenset[str]:
    if not (model.charter.class_rules_prevail and provision.of_class and provision.stratum in _BY_RANK):
        return frozenset()
    return frozenset(
        other.label
        for other in model.provisions.values()
        if not other.of_class
        and (other.stratum, other.entities) == (provision.stratum, provision.entities)
        and other.label not in above[provision.label]
        and provision.label not in above[other.label]
    )


def _reached(provisions: Mapping[str, Provision], label: str) -> frozenset[str]:
    """Everything that the label excepts, step by step."""
    reached: set[str] = set()
    waiting = list(provisions[label].targets)
    while waiting:
        target = waiting.pop()
        if target not in reached and target in provisions:
            reached.add(target)
            waiting.extend(provisions[target].targets)
    return frozenset(reached)


# --- checks -----------------------------------------------------------------------------


def settle(world: World, written: dict[str, syntax.Provision], bound: dict[str, Provision]) -> dict[str, Provision]:
    """Targets checked, and every exception given the rank of what it excepts."""
    _targets_exist(world, written)
    circle = _circle(written)
    if circle:
        world.report(problems_of_rules.exceptions_in_a_circle([written[label] for label in circle]))
        return bound
    for provision in bound.values():
        _comparable(world, provision, bound)
    return {label: replace(p, of_class=_of_class(written, label)) for label, p in bound.items()}


def _targets_exist(world: World, written: dict[str, syntax.Provision]) -> None:
    for provision in written.values():
        for target in provision.targets:
            if target not in written:
                known = [label for label in written if label != provision.label]
                world.report(problems.no_label(provision.head, target, known, provision.label))


def _circle(written: dict[str, syntax.Provision]) -> list[str]:
    """Labels that except one another in a ring."""
    done: set[str] = set()
    for start in written:
        path: list[str] = []
        if found := _ring(written, start, path, done):
            return found
    return []


def _ring(written: dict[str, syntax.Provision], label: str, path: list[str], done: set[str]) -> list[str]:
    if label in path:
        return path[path.index(label) :]
    if label in done or label not in written:
        return []
    path.append(label)
    for target in written[label].targets:
        if found := _ring(written, target, path, done):
            return found
    path.pop()
    done.add(label)
    return []


def _comparable(world: World, provision: Provision, bound: dict[str, Provision]) -> None:
    """An exception decides the same question about the same things as what it excepts."""
    for target in (bound[label] for label in provision.targets if label in bound):
        if target.stratum != provision.stratum:
            world.report(problems_of_rules.excepts_another_kind(provision, target, "they do different things"))
        elif target.entities != provision.entities:
            world.report(problems_of_rules.excepts_another_kind(provision, target, "they are about different things"))


def _of_class(written: dict[str, syntax.Provision], label: str) -> bool:
    provision = written[label]
    return provision.of_class or any(_of_class(written, t) for t in provision.targets if t in written)
