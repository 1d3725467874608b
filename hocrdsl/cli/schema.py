"""`schema NAME incident|case|decision`: JSON Schema, for editors and for checks that run elsewhere; or, of an incident,
the columns of a record set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hocrdsl.cli.options import edition as edition_or_day
from hocrdsl.cli.options import formats, rulebook
from hocrdsl.cli.talk import Talk

if TYPE_CHECKING:
    from hocrdsl.plan import Plan


@click.command("schema")
@rulebook
@click.argument("what", type=click.Choice(["incident", "case", "decision"]), metavar="incident|case|decision")
@edition_or_day
@click.option("--arrow", is_flag=True, help="The columns of a record set: one row an incident.")
@formats("text", "json")
@click.option("-o", "--output", metavar="FILE", help="With --arrow: write a set without rows, as Arrow or .parquet.")
@click.pass_context
def command(ctx: click.Context, name: str, what: Any, edition: str | None, as_of: str | None, arrow: bool, form: str,
            output: str | None) -> int:
    """Write the JSON Schema of an incident, a case or a decision of an edition (the latest held, unless said); with
    --arrow the columns in which many incidents are told, with the words of every edition."""
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.harness.schema import schema
    from hocrdsl.harness.schema_words import words_of

    talk = ctx.ensure_object(Talk)
    if arrow and what != "incident":
        raise click.UsageError("--arrow is for `incident`: only incidents are told in columns", ctx)
    if not arrow and (output or form != "text"):
        raise click.UsageError("--format and -o go with --arrow; what is written without it is JSON", ctx)
    found = named(name, talk)
    plan = rules_of(found, edition, as_of).plan()
    if arrow:
        _columns(talk, plan, form, output)
        talk.say(f"columns of incidents, {found}")
        return 0
    talk.answer(json.dumps(schema(plan.vocabulary, what, words_of(plan.model)), indent=1))
    talk.say(f"{what} of edition {plan.edition}, {found}")
    return 0


def _columns(talk: Talk, plan: Plan, form: str, output: str | None) -> None:
    from hocrdsl.records.needs import arrow

    arrow()
    from hocrdsl.cli.files import write_bytes_whole
    from hocrdsl.harness.schema_words import words_of
    from hocrdsl.records.layout import layout_of
    from hocrdsl.records.schema import empty_file, listing

    layout = layout_of(plan.vocabulary)
    if output:
        write_bytes_whole(Path(output), empty_file(layout, output.lower().endswith(".parquet")))
        talk.say(f"{output}: a record set without rows")
        return
    columns = listing(layout, {at: said.fact for at, said in words_of(plan.model).items()})
    if form == "json":
        talk.answer(json.dumps({"schema": "hocrdsl.columns/1", "columns": columns}, indent=1))
        return
    widest = max(len(one["path"]) for one in columns)
    for one in columns:
        none = "" if one["none"] == "never" else f"; none: {one['none']}"
        talk.answer(f"{one['path']:<{widest}}  {one['type']:<26}  null: {one['null']}{none}")
