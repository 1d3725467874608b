"""From the consolidated text of one edition to the checked rulebook.

Names are declared before anything is bound, so that the order of the text carries no
meaning; every error of the run is kept, and a model is given only when there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hocrdsl.data import replace
from hocrdsl.diagnostics import Checked
from hocrdsl.model import problems, problems_of_rules
from hocrdsl.model.checks import Steps, check_definitions, check_provision, check_vocabulary
from hocrdsl.model.definitions import bind_definitions, declare_definitions
from hocrdsl.model.header import bind_header, name_roles, only_header
from hocrdsl.model.nodes import Disagreement, Model, Provision
from hocrdsl.model.precedence import settle
from hocrdsl.model.provisions import bind_disagreement, bind_provision, declare_conclusions
from hocrdsl.model.rulings import bind_rulings
from hocrdsl.model.tables import bind_rows, declare_tables
from hocrdsl.model.vocabulary import bind_facts, declare
from hocrdsl.model.world import World, name_members
from hocrdsl.syntax import nodes as syntax


def check(text: syntax.RulebookText) -> Checked[Model]:
    """The checked rulebook of one edition, or what is wrong with it."""
    world = World()
    header = only_header(world, text)
    _declare(world, text.items, header)
    bind_facts(world, text.items)
    charter = bind_header(world, header) if header is not None else None
    definitions = bind_definitions(world)
    check_definitions(world, definitions)
    written = _labelled(world, text.items)
    provisions = settle(world, written, _bound(world, written.values()))
    readings = _readings(world, text.items, written, provisions)
    steps: Steps = {}
    for provision in (*provisions.values(), *readings.values()):
        check_provision(world, provision, definitions, steps)
    disagreements = _disagreements(world, text.items, written, provisions)
    untranslatable = tuple(item for item in text.items if isinstance(item, syntax.Untranslatable))
    if not _failed(world):
        # what is in error may be all that reads a fact
        check_vocabulary(world)
    diagnostics = tuple(sorted(world.diagnostics, key=lambda d: d.sort_key))
    tables = {title: table for title, table in world.tables.items() if table is not None}
    if charter is None or _failed(world):
        return Checked(None, diagnostics)
    model = Model(
        charter,
        world.results,
        world.entities,
        world.rows,
        tables,
        definitions,
        provisions,
        readings,
        disagreements,
        untranslatable,
        world.elsewhere,
    )
    return Checked(model, diagnostics)


def _failed(world: World) -> bool:
    return any(diagnostic.severity == "error" for diagnostic in world.diagnostics)


def _declare(world: World, items: Sequence[syntax.Item], header: syntax.Header | None) -> None:
    declare(world, items)
    declare_tables(world, items)
    bind_rows(world)
    declare_definitions(world, items)
    declare_conclusions(world, items)
    if header is not None:
        name_roles(world, header)
        bind_rulings(world, items)
    name_members(world)


def _labelled(world: World, items: Sequence[syntax.Item]) -> dict[str, syntax.Provision]:
    """Rules and exceptions by label; one label for two things is reported."""
    places: dict[str, syntax.Item] = {}
    written: dict[str, syntax.Provision] = {}
    for item in items:
        if isinstance(item, syntax.Provision) and item.role in ("rule", "exception"):
            written.setdefault(item.label, item)
        elif not isinstance(item, syntax.Disagreement | syntax.Untranslatable):
            continue
        there = places.setdefault(item.label, item)
        if there is not item:
            world.report(problems_of_rules.label_twice(item, there))
    return written


def _bound(world: World, written: Iterable[syntax.Provision]) -> dict[str, Provision]:
    bound = {}
    for item in written:
        provision = bind_provision(world, item)
        if provision is not None:
            bound[item.label] = provision
    return bound


def _readings(
    world: World,
    items: Sequence[syntax.Item],
    written: dict[str, syntax.Provision],
    provisions: dict[str, Provision],
) -> dict[tuple[str, str], Provision]:
    """Readings bound, each with the rank and the targets of what it reads."""
    readings: dict[tuple[str, str], Provision] = {}
    for item in items:
        if not isinstance(item, syntax.Provision) or item.role != "reading":
            continue
        if item.label not in written:
            world.report(problems.no_label(item.head, item.label, list(written), item.label))
        bound, base = bind_provision(world, item), provisions.get(item.label)
        at = (item.label, item.reading)
        if at in readings:
            world.report(problems_of_rules.label_twice(item, readings[at].origin))
        if bound is not None and base is not None:
            readings[at] = replace(bound, of_class=base.of_class, targets=base.targets)
            if (bound.stratum, bound.entities) != (base.stratum, base.entities):
                world.report(problems_of_rules.reads_another_kind(bound, base))
    return readings


def _disagreements(
    world: World,
    items: Sequence[syntax.Item],
    written: dict[str, syntax.Provision],
    provisions: dict[str, Provision],
) -> tuple[Disagreement, ...]:
    found = [
        bind_disagreement(world, item, provisions, written)
        for item in items
        if isinstance(item, syntax.Disagreement)
    ]
    return tuple(disagreement for disagreement in found if disagreement is not None)
