"""Faults put into what the emitter writes, and whether agreement with the reference interpreter notices them.

    python benchmarks/faults.py [--incidents N] [--sample N] [--quick]

Each fault replaces a function of the generator; the toy and the shipped rulebook are then compiled again. Noticed by:
an incident made from a seed on which the two decide differently (toy, then hocr), a golden case that fails or that
the two decide differently. Exit code 1 where fewer than 19 of 20 are noticed.
"""

from __future__ import annotations

import argparse
import ast
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from hocrdsl.backends.python import edition, fast, full, names, provisions, tables  # noqa: E402
from hocrdsl.backends.python import program as programs  # noqa: E402
from hocrdsl.backends.python.build import Plain, call, compare, const  # noqa: E402
from hocrdsl.backends.python.edition import namespace  # noqa: E402
from hocrdsl.backends.python.runtime import events, groups  # noqa: E402
from hocrdsl.harness.run import Selection  # noqa: E402
from hocrdsl.harness.session import run_rulebook, session  # noqa: E402
from hocrdsl.model import nodes  # noqa: E402
from hocrdsl.model.expressions import (  # noqa: E402
    Combined, Compare, FactOf, IsNone, Member, Quantified, Within,
)
from hocrdsl.plan import Plan  # noqa: E402
from hocrdsl.world.decide import decide  # noqa: E402
from tests.agreement.incidents import make  # noqa: E402
from tests.agreement.plans import BOOKS, META, plan, reference  # noqa: E402

WANTED = 19
COMPLETIONS = 12
Apply = Callable[[ExitStack], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """`apply` enters the patches that put it in."""

    what: str
    apply: Apply


def put(stack: ExitStack, module: Any, function: str, made: Callable[[Any], Any]) -> None:
    """Replace a function of a module by what is made from it."""
    stack.enter_context(mock.patch.object(module, function, made(getattr(module, function))))


def instead(change: Callable[[Any], Any], forms: str = "fast full") -> Apply:
    """Write another test in the place of some; rows that hang on a table are written by the fast form."""

    def apply(stack: ExitStack) -> None:
        def made(sound: Any) -> Any:
            def written(shared: Any, test: Any, env: Any) -> Any:
                return sound(shared, change(test), env)

            return written

        for form, module in (("fast", fast), ("full", full)):
            if form in forms:
                put(stack, module, "_test", made)

    return apply


def tests(of: type, /, **parts: Any) -> Callable[[Any], Any]:
    """Change parts of tests of a kind, from value to value."""

    def change(test: Any) -> Any:
        if not isinstance(test, of):
            return test
        found = {part: values.get(getattr(test, part), getattr(test, part)) for part, values in parts.items()}
        return replace(test, **found)

    return change


def steps(change: Callable[[Any], Any]) -> Apply:
    """Write other provisions than the plan has."""

    def apply(stack: ExitStack) -> None:
        def made(sound: Any) -> Any:
            def written(one: Plan, *rest: Any, **more: Any) -> Any:
                strata = {stratum: tuple(change(step) for step in many) for stratum, many in one.strata.items()}
                return sound(replace(one, strata=strata), *rest, **more)

            return written

        # the plan that decides is not touched: only what is written from it
        put(stack, programs, "program", made)
        put(stack, sys.modules["hocrdsl.backends.python.edition"], "program", made)

    return apply


def of_provision(**parts: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Change parts of every provision."""

    def change(step: Any) -> Any:
        found = {part: how(getattr(step.provision, part)) for part, how in parts.items()}
        return replace(step, provision=replace(step.provision, **found))

    return change


def fewer_lines(actions: Any) -> Any:
    """Counting without the first `failing which`."""
    return tuple(replace(one, fallbacks=one.fallbacks[1:]) if isinstance(one, nodes.UnitIs) else one for one in actions)


def other_winner(actions: Any) -> Any:
    """Who prevails gives way."""
    return tuple(
        replace(one, winner=1 - one.winner) if isinstance(one, nodes.PairAnswer) and one.winner is not None else one
        for one in actions
    )


def last_known(stack: ExitStack) -> None:
    """The values of `the first that is known`, last first."""
    put(stack, provisions, "_concluded", lambda sound: lambda shared, value, firsts, env, quick: sound(
        shared, value, firsts[::-1], env, quick))
    put(stack, fast, "_first", lambda sound: lambda shared, values, env: sound(shared, values[::-1], env))
    turned = {nodes.FirstBody: lambda body: nodes.FirstBody(body.values[::-1])}
    put(stack, full, "full_body", lambda sound: lambda shared, body, thing: sound(
        shared, turned.get(type(body), lambda same: same)(body), thing))
    stack.enter_context(mock.patch.object(provisions, "full_body", full.full_body))


def none_as_unknown(stack: ExitStack) -> None:
    """`there is no X`, in full: unknown where it is none."""

    def made(sound: Any) -> Any:
        def written(shared: Any, test: Any, env: Any) -> Any:
            if not isinstance(test, IsNone):
                return sound(shared, test, env)
            value = full.full_value(shared, test.value, env)
            return ast.IfExp(compare(value, ast.Eq(), const("none")), const(None), call("is_none", value))

        return written

    put(stack, full, "_leaf", made)


def only_where_fast(stack: ExitStack) -> None:
    """A fact is read though it does not apply: over known facts."""

    def made(sound: Any) -> Any:
        def written(shared: Any, value: Any, env: Any) -> Any:
            declared = shared.model.entities[value.entity].facts.get(value.fact)
            if declared is not None and declared.only_where is not None and shared.is_decided(value.of):
                return ast.Subscript(fast.fast_value(shared, value.of, env), const(value.fact), ast.Load())
            return sound(shared, value, env)

        return written

    put(stack, fast, "_fact", made)


def known_always(stack: ExitStack) -> None:
    """`is known` over known facts: always."""
    put(stack, fast, "_known", lambda sound: lambda shared, value, env: const(True) if isinstance(
        value, FactOf) else sound(shared, value, env))


def not_transitive(stack: ExitStack) -> None:
    """Groups: whoever is in one with somebody already stays there."""

    def join(self: Any, left: int, right: int) -> None:
        if self.root[max(left, right)] == max(left, right):
            self.root[max(left, right)] = min(left, right)

    def find(self: Any, place: int) -> int:
        return place if self.root[place] == place else int(self.root[place])

    stack.enter_context(mock.patch.object(groups.Closure, "join", join))
    stack.enter_context(mock.patch.object(groups.Closure, "find", find))


def without_presumptions(stack: ExitStack) -> None:
    """The vocabulary that is written presumes nothing."""

    def made(sound: Any) -> Any:
        def written(one: Plan, *rest: Any, **more: Any) -> Any:
            found = sound(one, *rest, **more)
            vocabulary = dict(one.vocabulary)
            vocabulary["entities"] = {key: (*parts[:3], {}) for key, parts in vocabulary["entities"].items()}
            return replace(found, data={**found.data, "VOCABULARY": Plain(vocabulary)})

        return written

    put(stack, programs, "program", made)
    put(stack, sys.modules["hocrdsl.backends.python.edition"], "program", made)


def member_turned(stack: ExitStack) -> None:
    """In a list as not in it."""
    for module, turn in ((fast, lambda found: ast.UnaryOp(ast.Not(), found)), (full, lambda one: call("negated", one))):
        put(stack, module, "_leaf", lambda sound, turn=turn: lambda shared, test, env: turn(
            sound(shared, test, env)) if isinstance(test, Member) else sound(shared, test, env))


def row_left_out(stack: ExitStack) -> None:
    """The first row of every table is not written."""
    put(stack, names.Shared, "table", lambda sound: lambda self, table: sound(
        self, replace(table, rows=table.rows[1:])))


def by_class(step: Any) -> Any:
    """Exceptions displace; class rules no longer do."""
    return replace(step, displaces=step.displaces & frozenset(step.provision.targets))


LESS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}

FAULTS = (
    Fault("all of as any of", instead(tests(Combined, kind={"all": "any"}))),
    Fault("none of as any of", instead(tests(Combined, kind={"none": "any"}))),
    Fault("< as <=", instead(tests(Compare, operator=LESS))),
    Fault("otherwise dropped", steps(of_provision(otherwise=lambda one: None))),
    Fault("winner swapped", steps(of_provision(actions=other_winner))),
    Fault("displacement ignored", steps(lambda step: replace(step, displaces=frozenset()))),
    Fault("a failing which skipped", steps(of_provision(actions=fewer_lines))),
    Fault("none treated as unknown, in full", none_as_unknown),
    Fault("only where forgotten", only_where_fast),
    Fault("only where forgotten, in full", lambda stack: put(
        stack, tables, "applies", lambda sound: lambda shared: ast.Dict([], []))),
    Fault("months as 30 days", instead(lambda test: replace(test, unit="day", number=30 * test.number) if isinstance(
        test, Within) and test.unit == "month" else test)),
    Fault("groups not transitive", not_transitive),
    Fault("presumptions ignored", without_presumptions),
    Fault("class over general ignored", steps(by_class)),
    Fault("known always true", known_always),
    Fault("disagreement not looked up", lambda stack: put(
        stack, tables, "_disagreements", lambda sound: lambda shared: ast.Dict([], []))),
    Fault("any as every", instead(tests(Quantified, kind={"any": "every"}))),
    Fault("member turned round", member_turned),
    Fault("the last known for the first", last_known),
    Fault("first row of a table left out", row_left_out),
)
assert len(FAULTS) == 20


# --- who notices --------------------------------------------------------------------------


@cache
def expected(book: str, seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """An incident, and what the reference interpreter decides."""
    one = plan(book)
    labels = sorted(one.model.provisions)
    made = make(one, random.Random(seed), (0.97, 1.0, 0.75)[seed % 3], labels[seed % len(labels)])
    return made, decide(made, one.vocabulary, lambda date: reference(book), META, None, COMPLETIONS)


def by_incidents(book: str, seeds: range) -> str:
    """The first incident on which what is compiled decides differently."""
    compiled = edition(plan(book))
    vocabulary = namespace(programs.program(plan(book)))["VOCABULARY"]
    for seed in seeds:
        made, wanted = expected(book, seed)
        events.FEW = (0, 6)[seed % 2]
        try:
            if decide(made, vocabulary, lambda date: compiled, META, None, COMPLETIONS) != wanted:
                return f"{book}, incident {seed + 1}"
        except Exception as error:
            return f"{book}, incident {seed + 1} ({type(error).__name__})"
        finally:
            events.FEW = 6
    return ""


@cache
def golden(book: str) -> dict[str, Any]:
    """What the reference interpreter decides on every golden case."""
    keep = Selection(keep_decisions=True)
    at = session(BOOKS[book], book, backend="reference")
    return {f"{one.id} {place}": one.decision for place, one in enumerate(run_rulebook(at, keep).outcomes)}


def by_cases(book: str) -> str:
    """The first golden case that fails, or is decided differently."""
    try:
        outcomes = run_rulebook(session(BOOKS[book], book), Selection(keep_decisions=True)).outcomes
    except Exception as error:
        return f"{book}, cases ({type(error).__name__})"
    for place, one in enumerate(outcomes):
        if one.status == "failed" or one.decision != golden(book)[f"{one.id} {place}"]:
            return f"{book}, case `{one.case}` ({place + 1})"
    return ""


@contextmanager
def seeded(fault: Fault) -> Iterator[None]:
    """The fault is in while this lasts."""
    with ExitStack() as stack:
        fault.apply(stack)
        yield


def noticed(fault: Fault, incidents: int, quick: bool = False) -> list[str]:
    """What notices a fault: toy incidents, toy cases, hocr cases, then (if nothing did) hocr incidents."""
    with seeded(fault):
        found = [by_incidents("toy", range(incidents))]
        if quick and found[0]:
            return found
        found.append(by_cases("toy"))
        if not quick or not any(found):
            found.append(by_cases("hocr"))
        if not any(found):
            found.append(by_incidents("hocr", range(incidents // 4)))
    return found


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--incidents", type=int, default=400)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="stop at the first that notices")
    told = parser.parse_args()
    assert not by_incidents("toy", range(40)) and not by_cases("toy"), "without a fault the two differ"
    chosen = random.Random(1).sample(FAULTS, told.sample) if told.sample else FAULTS
    missed = 0
    for fault in chosen:
        begun = time.perf_counter()
        found = [one for one in noticed(fault, told.incidents, told.quick) if one]
        missed += not found
        said = "; ".join(found) or "NOT NOTICED"
        print(f"{fault.what:34} {said}  [{time.perf_counter() - begun:.1f} s]", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} faults noticed")
    return 1 if missed > len(FAULTS) - WANTED else 0


if __name__ == "__main__":
    raise SystemExit(main())
