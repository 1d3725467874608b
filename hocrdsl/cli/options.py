"""Options and arguments that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def day(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A day such as 2026-04-01; for `--known` also `proposed`."""
    if value is None or value == "proposed" and param.name == "known":
        return value
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        other = " or `proposed`" if param.name == "known" else ""
        raise click.BadParameter(f"`{value}` is not a day such as 2026-04-01{other}") from None


def _readings(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in value:
        label, _, name = one.partition("=")
        if not label or not name:
            raise click.BadParameter(f"`{one}` is not LABEL=NAME")
        found[label] = name
    return found


def _one_of_two(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and ctx.params.get("as_of") is not None:
        raise click.UsageError("give --edition or --as-of, not both", ctx)
    return value


def rulebook(function: F) -> F:
    """The rulebook, first."""
    return click.argument("name", metavar="NAME")(function)


def law(function: F) -> F:
    """Which rules: edition or day, as known when, under which readings."""
    return edition(known_and_readings(function))


def known_and_readings(function: F) -> F:
    """`--known` and `--reading`."""
    function = click.option("--reading", "readings", multiple=True, metavar="LABEL=NAME", callback=_readings,
                            help="The reading of a disputed provision; may be repeated.")(function)
    return click.option("--known", metavar="DAY", callback=day,
                        help="The rules as known on a day, or `proposed` to take in proposed amendments.")(function)


def edition(function: F) -> F:
    """`--edition` or `--as-of`."""
    function = click.option("--edition", metavar="EDITION", callback=_one_of_two,
                            help="The rules of an edition, such as 2026-04.")(function)
    return click.option("--as-of", metavar="DAY", callback=day, is_eager=True,
                        help="The rules in force on a day.")(function)


def formats(*names: str) -> Callable[[F], F]:
    """`--format`, the first name being the default."""
    return click.option("--format", "form", type=click.Choice(names), default=names[0], show_default=True,
                        help="How the answer is written.")
