"""Which mutants no case notices: every case that could notice is decided under the mutant.

A case can notice a change only where the changed thing was tried: a provision that was never tried on a case is,
unchanged as all before it are, not tried under the mutant either; where only its `where` was tried, and failed,
what follows was not; a definition, table or fact is read by provisions only; a row that no fact and no answer names
is never looked at. So each mutant is tried on the cases that tried what reads it, those first that cite it, until
one notices.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Protocol

from hocrdsl.analysis.encode import Encoder
from hocrdsl.analysis.mutate import Mutant, same_meaning
from hocrdsl.analysis.regions import Space
from hocrdsl.data import Data
from hocrdsl.model import nodes
from hocrdsl.model.expressions import ConcludedOf, DefinedOf, FactOf
from hocrdsl.model.nodes import Model
from hocrdsl.model.walk import values_of, values_of_body, values_of_provision
from hocrdsl.plan import Plan, lower


class Tried(Data):
    """What a case tried: `labels`; of these `reached`, whose `where` did not fail; `rows`: keys of rows named."""

    labels: frozenset[str]
    reached: frozenset[str]
    rows: frozenset[str]


class Trial(Protocol):
    """A case in the edition of the plan."""

    @property
    def name(self) -> str:
        """What the case is called."""
        ...

    def holds(self, runnable: Any) -> bool:
        """Whether rules, made ready, decide as expected."""
        ...

    def tried(self, plan: Plan) -> Tried:
        """What the case tries, over every completion."""
        ...

    def cited(self) -> frozenset[str]:
        """Labels that are expected to be cited."""
        ...


# a plan made ready to decide so many cases
Ready = Callable[[Plan, int], Any]


class Verdict(Data):
    """`noticed_by`: the first case that notices, or nothing. `tried`: how many cases were decided."""

    mutant: Mutant
    noticed_by: str
    tried: int


class Strength(Data):
    """How strong the cases are. `same`: mutants left out since no incident tells them apart."""

    verdicts: tuple[Verdict, ...]
    same: int
    cases: int

    @property
    def survivors(self) -> tuple[Mutant, ...]:
        """Mutants that no case notices."""
        return tuple(one.mutant for one in self.verdicts if not one.noticed_by)

    @property
    def share(self) -> float:
        """Share noticed, 0 to 1."""
        return 1.0 if not self.verdicts else 1 - len(self.survivors) / len(self.verdicts)


_FEW = 8
_AT_WORK: dict[str, Any] = {}


def survivors(plan: Plan, mutants: Iterable[Mutant], cases: Sequence[Trial], ready: Ready,
              workers: int = 2) -> Strength:
    """Every mutant against the cases that could notice it. Cases that fail without any change are left out."""
    # what nothing classifies counts as well
    encoder = Encoder(plan.model, Space(), "left")
    wanted, same = [], 0
    for mutant in mutants:
        if same_meaning(plan.model, mutant, encoder):
            same += 1
        else:
            wanted.append(mutant)
    runnable = ready(plan, len(cases))
    sound = [case for case in cases if case.holds(runnable)]
    tried = [case.tried(plan) for case in sound]
    _AT_WORK.update(plan=plan, ready=ready, cases=sound, tried=tried, mutants=wanted, readers=_readers(plan.model))
    if workers > 1 and len(wanted) > workers:
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
            verdicts = list(pool.map(_verdict, range(len(wanted)), chunksize=4))
    else:
        verdicts = [_verdict(place) for place in range(len(wanted))]
    _AT_WORK.clear()
    return Strength(tuple(verdicts), same, len(sound))


def _verdict(place: int) -> Verdict:
    plan, mutant = _AT_WORK["plan"], _AT_WORK["mutants"][place]
    labels = _concerned(plan.model, mutant, _AT_WORK["readers"])
    able = [case for case, tried in zip(_AT_WORK["cases"], _AT_WORK["tried"], strict=True)
            if _able(plan.model, mutant, labels, tried)]
    able.sort(key=lambda case: labels is None or not case.cited() & labels)
    if not able:
        return Verdict(mutant, "", 0)
    changed = lowered(plan, mutant.apply(plan.model))
    # most mutants are noticed at once; only for those that are not is it worth while to make more ready
    begun = 0
    for number in (min(_FEW, len(able)), len(able)):
        if begun == number:
            continue
        try:
            runnable = _AT_WORK["ready"](changed, number - begun)
        except Exception:
            return Verdict(mutant, able[0].name, 1)
        for at, case in enumerate(able[begun:number], begun + 1):
            if not _holds(case, runnable):
                return Verdict(mutant, case.name, at)
        begun = number
    return Verdict(mutant, "", len(able))


def _able(model: Model, mutant: Mutant, labels: frozenset[str] | None, tried: Tried) -> bool:
    """Whether the case could notice."""
    if mutant.what == "row" and mutant.key[1] not in tried.rows:
        return False
    if mutant.what == "provision" and mutant.new is not None:
        old = model.provisions[mutant.key[0]]
        if (old.where, old.targets) == (mutant.new.where, mutant.new.targets):
            return mutant.key[0] in tried.reached
    if mutant.what == "provision" and mutant.new is None:
        return mutant.key[0] in tried.reached
    return labels is None or bool(tried.labels & labels)


def _holds(case: Trial, runnable: Any) -> bool:
    try:
        return case.holds(runnable)
    except Exception:
        # a mutant may do what no rulebook that passes `check` can; that is noticed
        return False


def lowered(plan: Plan, model: Model) -> Plan:
    """The plan of a changed model, all else alike."""
    return lower(model, edition=plan.edition, day=plan.day, until=plan.until, known=plan.known, readings={},
                 digest=plan.digest)


# --- who reads what -------------------------------------------------------------------

Name = tuple[str, str]


def _readers(model: Model) -> Callable[[str], frozenset[str]]:
    """From the name of a fact, definition or table to the labels of the provisions that can come to read it."""
    direct: dict[str, set[str]] = {}
    of_definition: dict[str, set[str]] = {}
    for (_, key), definition in model.definitions.items():
        names = of_definition.setdefault(key, set())
        names |= {name for value in values_of_body(definition.body) if (name := _name(value))}
        if isinstance(definition.body, nodes.TableBody):
            names |= _table_names(model, definition.body.table)
    for entity in model.entities.values():
        for fact in entity.facts.values():
            if fact.only_where is not None:

                of_definition.setdefault(fact.key, set()).update(
                    name for value in values_of(fact.only_where) if (name := _name(value)))
    for label, provision in model.provisions.items():
        names = {name for value in values_of_provision(provision) if (name := _name(value))}
        for action in (*provision.actions, *((provision.otherwise,) if provision.otherwise else ())):
            if isinstance(action, nodes.ClassifyAs) and action.table is not None:
                names |= _table_names(model, action.table)
            if isinstance(action, nodes.MoreSerious):
                for criterion in action.criteria:
                    names |= {_name(criterion.first), _name(criterion.second)} - {""}
        waiting = list(names)
        while waiting:
            for name in of_definition.get(waiting.pop(), set()) - names:
                names.add(name)
                waiting.append(name)
        for name in names:
            direct.setdefault(name, set()).add(label)
    return lambda name: frozenset(direct.get(name, ()))


def _table_names(model: Model, title: str) -> set[str]:
    return {f'table "{title}"', *(name for value in model.tables[title].inputs if (name := _name(value)))}


def _name(value: object) -> str:
    match value:
        case FactOf(fact=name) | DefinedOf(definition=name) | ConcludedOf(name=name):
            return name
        case _:
            return ""


def _concerned(model: Model, mutant: Mutant, readers: Callable[[str], frozenset[str]]) -> frozenset[str] | None:
    """The provisions that the change can reach; None: all."""
    match mutant.what:
        case "provision":
            return frozenset((mutant.key[0],))
        case "definition" | "fact":
            return readers(mutant.key[1])
        case "table":
            return readers(f'table "{mutant.key[0]}"')
        case "row":
            # the column by which the counted are kept apart is read by counting itself
            return None if mutant.key[2] == model.charter.kept_apart_by else readers(mutant.key[2])



