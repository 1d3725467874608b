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
    from hocrdsl.cli.golden import case_called, incident_of
    from hocrdsl.cli.trouble import Trouble

    found = named(name, talk)
    rules = rules_of(found, edition, as_of, known, readings)
    one = case_called(rules, case)
    if one.reading and not readings:
        rules = rules_of(found, edition, as_of, known, one.reading)
    if label is not None and rules.plan().step(label) is None:
        raise Trouble(f"no provision {label} in edition {rules.plan().edition} of {found}")
    why = rules.explain(*incident_of(one))
    steps = [step for step in why.as_dict()["trace"] if label in (None, step["label"])]
    if form == "json":
        talk.answer(json.dumps(why.as_dict() if label is None else steps, indent=1))
    elif label is None:
        talk.answer("\n".join(why.sentences))
    else:
        talk.answer("\n".join(_about(label, steps)))
    talk.say(f"{one.name}, {found}")
    return 0


def _about(label: str, steps: list[dict[str, Any]]) -> Iterator[str]:
    """What became of one provision, thing by thing."""
    if not steps:
        yield f"{label} was not tried: nothing came as far as the step that it belongs to."
    for step in steps:
        about = " and ".join(step["about"])
        if step["where"] is not True and step["where"] is not None or step["where"] is None and not step["concludes"]:
            yield f"{label} on {about}: {_held(step['where'])} what it is about (`where`)."
        elif step["displaced_by"]:
            yield f"{label} on {about}: {step['concludes']}, displaced by {', '.join(step['displaced_by'])}."
        elif step["concludes"]:
            yield f"{label} on {about}: {step['concludes']}" + (" (otherwise)." if step["otherwise"] else ".")
        else:
            yield f"{label} on {about}: concludes nothing; its test is {_truth(step['when'])}."
        for limb, truth in step["limbs"].items():
            yield f"  ({limb}) {_truth(truth)}"
        for fact, value in step["read"].items():
            yield f"  {fact} = {str(value).replace('_', ' ')}"


def _held(truth: bool | None) -> str:
    return "not" if truth is False else "perhaps"


def _truth(truth: bool | None) -> str:
    return "unknown" if truth is None else str(truth).lower()
