"""`mutate NAME`: are the cases strong enough to notice a change of one limb, row, date or presumption?"""

from __future__ import annotations

import os
from time import perf_counter

import click

from hocrdsl.cli.options import edition as edition_or_day
from hocrdsl.cli.options import rulebook
from hocrdsl.cli.talk import Talk


@click.command("mutate")
@rulebook
@edition_or_day
@click.option("--sample", "number", type=click.IntRange(1), help="Try only so many changes, chosen by the seed.")
@click.option("--seed", type=int, default=1, show_default=True, help="Which sample.")
@click.option("--min", "least", type=click.FloatRange(0, 100), metavar="PCT",
              help="Exit code 1 if fewer of the changes, in per cent, are noticed.")
@click.pass_obj
def command(talk: Talk, name: str, edition: str | None, as_of: str | None, number: int | None, seed: int,
            least: float | None) -> int:
    """Change the rules one limb, row, date or presumption at a time, and see whether a case notices. What nothing
    notices is a boundary that no case tests."""
    from hocrdsl.analysis.mutate import mutants, sample
    from hocrdsl.analysis.survivors import survivors
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.golden import cases_of
    from hocrdsl.cli.trials import GoldenTrial, ready
    from hocrdsl.cli.trouble import NOTHING, Trouble

    began = perf_counter()
    found = named(name, talk)
    plan = rules_of(found, edition, as_of).plan()
    chosen = [
        GoldenTrial(f"{case.name}@{one.edition}", case, one)
        for case in cases_of(found) if not case.reading and case.known_wrong is None
        for one in case.expectations if plan.day <= one.day <= (plan.until or "9999")
    ]
    if not chosen:
        raise Trouble(f"no case speaks for edition {plan.edition} of {found}", NOTHING)
    every = list(mutants(plan.model))
    talk.say(f"{len(every)} changes can be made in edition {plan.edition}")
    strength = survivors(plan, sample(every, number, seed), chosen, ready, os.cpu_count() or 1)
    for one in strength.survivors:
        place = f"{one.span.source.name}:{one.span.line}: " if one.span is not None else ""
        talk.answer(f"{place}{one.label}: {one.description} (no case notices)")
    share = 100 * strength.share
    talk.answer(f"{len(strength.verdicts)} changes, {len(strength.verdicts) - len(strength.survivors)} noticed "
                f"({share:.0f}%), {strength.same} without meaning left out, {strength.cases} cases, "
                f"{found}, {perf_counter() - began:.1f} s")
    return int(least is not None and share < least)
