"""`explain NAME CASE [LABEL]`: why a case is decided as it is, and why not otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from hocrdsl.cli.options import formats, law, rulebook
from hocrdsl.cli.talk import Talk


@click.command("explain")
@rulebook
@click.argument("case")
@click.argument("label", required=False)
@law
@formats("text", "json")
@click.pass_obj
def command(talk: Talk, name: str, case: str, label: str | None, edition: str | None, as_of: str | None,
            known: str | None, readings: Mapping[str, str], form: str) -> int:
    """Say why a golden case is decided as it is; with LABEL, what that provision made of it and why."""
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.golden import case_called, edition_named
    from hocrdsl.cli.trouble import Trouble
    from hocrdsl.harness.open_numbers import by_unit, told

    found = named(name, talk)
    one = case_called(found, case, known)
    # without a day the case speaks for its own edition, and with the reading that it names
    day = as_of or (None if edition else edition_named(one))
    rules = rules_of(found, edition, day, known, {**one.reading, **readings})
    if label is not None and rules.plan().step(label) is None:
        raise Trouble(f"no provision {label} in edition {rules.plan().edition} of {found}")
    why = rules.explain(one.incident.canonical, one.given or None)
    given, vocabulary = one.given or None, rules.plan().vocabulary
    grows = by_unit(why.decision, one.incident, lambda other: rules.decide(other, given), vocabulary)
    steps = [step for step in why.as_dict()["trace"] if label in (None, step["label"])]
    if form == "json":
        whole = {**why.as_dict(), **({"open": grows} if grows else {})}
        talk.answer(json.dumps(whole if label is None else steps, indent=1))
    elif label is None:
        talk.answer("\n".join([*why.sentences, *told(grows, vocabulary)]))
    else:
        talk.answer("\n".join(_about(label, steps)))
    talk.say(f"{one.name}, {found}")
    return 0


def _about(label: str, steps: list[dict[str, Any]]) -> Iterator[str]:
    """What became of one provision, thing by thing."""
    if not steps:
        yield f"{label} was not tried: nothing came as far as the stage that it belongs to."
    for step in steps:
        yield f"{label} on {' and '.join(step['about'])}: {_became(step)}."
        for limb, truth in step["limbs"].items():
            yield f"  ({limb}) {_truth(truth)}"
        for fact, value in step["read"].items():
            yield f"  {fact} = {str(value).replace('_', ' ')}"


def _became(step: dict[str, Any]) -> str:
    if step["concludes"]:
        displaced = f"; displaced by {', '.join(step['displaced_by'])}" if step["displaced_by"] else ""
        return f"{step['concludes']}{' (otherwise)' if step['otherwise'] else ''}{displaced}"
    if step["where"] is not True and not step["limbs"]:
        return f"says nothing; its `where` is {_truth(step['where'])}"
    return f"says nothing; its test is {_truth(step['when'])}"


def _truth(truth: bool | None) -> str:
    return "unknown" if truth is None else str(truth).lower()
