"""Trying the provisions of a stratum on some things, and what an action that holds answers in its stratum's terms."""

from __future__ import annotations

from typing import Any

from hocrdsl.backends.trace.conclude import Standing, conclusion, standing
from hocrdsl.backends.trace.trace import Trace
from hocrdsl.backends.trace.values import Reader
from hocrdsl.model.nodes import (
    Action, Cancels, ClassifyAs, Concludes, FateIs, JoinsTo, Permits, Releases, UnitIs,
)
from hocrdsl.plan.nodes import Plan, Step
from hocrdsl.world.read import NONE


class Attempts:
    """The provisions of one plan. `trace` None records nothing."""

    def __init__(self, plan: Plan, trace: Trace | None = None) -> None:
        self.plan = plan
        self.charter = plan.model.charter
        self.trace = trace

    def _standing(self, stratum: Any, env: list[Any], reader: Reader) -> Standing | None:
        return self._standing_of(self.plan.strata[stratum], env, reader)

    def _standing_of(self, steps: tuple[Step, ...], env: list[Any], reader: Reader) -> Standing | None:
        entries = None if self.trace is None else self.trace.entries

        def attempt(step: Step) -> Any:
            if not _fits(step, env, reader):
                return None
            return conclusion(step, env, reader, lambda action, on: self._answer(action, on, reader), entries)

        return self._note(standing(steps, attempt, reader))

    def _note(self, found: Standing | None) -> Standing | None:
        return found

    def _answer(self, action: Action, env: list[Any], reader: Reader) -> Any:
        """An action that holds, in the terms of its stratum."""
        match action:
            case ClassifyAs(value, table):
                if table is not None:
                    found = reader.look_up(reader.model.tables[table], env[0])
                else:
                    assert value is not None
                    found = reader.value(value, env)
                if found is None:
                    reader.ask()
                return None if found == NONE else found
            case FateIs(verb, result):
                return (verb, result)
            case JoinsTo():
                return ("join", None)
            case UnitIs():
                return action
            case Concludes(_, _, _, value, firsts):
                found = reader.first_known(firsts, env, 0) if firsts else None
                if not firsts:
                    assert value is not None
                    found = reader.value(value, env)
                if isinstance(found, dict):
                    return (found["_name"], found["_name"])
                return "unknown" if found is None else found
            case Cancels(_, code):
                return code
            case Releases():
                return ("release", None)
            case Permits(allowed, name, codes):
                return (allowed, name, codes)
        raise AssertionError(f"no answer here: {action}")


def _fits(step: Step, env: list[Any], reader: Reader) -> bool:
    """Whether the things are of the kinds that the provision speaks of."""
    entities = reader.model.entities
    return len(step.provision.entities) == len(env) and all(
        thing["_entity"] == wanted or entities[thing["_entity"]].kind_of == wanted
        for thing, wanted in zip(env, step.provision.entities, strict=True)
    )
