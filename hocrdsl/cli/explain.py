"""`explain NAME CASE [LABEL]`: why a case is decided as it is, and why not otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping

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
    from hocrdsl.cli.tried import about
    from hocrdsl.cli.trouble import Trouble
    from hocrdsl.diagnostics import nearest
    from hocrdsl.harness.open_numbers import by_unit, told
    from hocrdsl.plan.facts import label_info

    found = named(name, talk)
    one = case_called(found, case, known)
    # without a day the case speaks for its own edition, and with the reading that it names
    day = as_of or (None if edition else edition_named(one))
    rules = rules_of(found, edition, day, known, {**one.reading, **readings})
    labels = label_info(rules.plan())
    if label is not None and rules.plan().step(label) is None:
        near = nearest(label, labels)
        more = f"; did you mean {near}?" if near else ""
        raise Trouble(f"no provision {label} in edition {rules.plan().edition} of {found}{more}")
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
        talk.answer("\n".join(about(label, steps, labels[label][2])))
    talk.say(f"{one.name}, {found}")
    return 0
