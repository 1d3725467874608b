"""What is said about names, types and tables: one function for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hocrdsl.diagnostics import Diagnostic, Label, Severity, nearest
from hocrdsl.model.nodes import Entity, Fact
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax

Places = Mapping[str, Span | None]


def finding(
    code: str,
    title: str,
    span: Span | None,
    remark: str = "",
    *help_: str,
    others: Sequence[tuple[Span | None, str]] = (),
    severity: Severity = "error",
    label: str = "",
) -> Diagnostic:
    """A diagnostic at one place, with what else it concerns."""
    primary = Label(span, remark) if span is not None else None
    elsewhere = tuple(Label(at, words) for at, words in others if at is not None)
    return Diagnostic(code, title, primary, elsewhere, help_, severity=severity, label=label)


def meant(word: str, known: Iterable[str], places: Places | None = None) -> tuple[str, ...]:
    """`did you mean ...?` when something near enough is known."""
    found = nearest(word, known)
    if found is None:
        return ()
    span = (places or {}).get(found)
    where = f" ({span.source.name}:{span.line})" if span is not None else ""
    return (f"did you mean `{found}`?{where}",)


def words(key: str) -> str:
    """A key as the author would write it."""
    return key.replace("_", " ")


# --- names ------------------------------------------------------------------------------


def no_name(name: syntax.Name, known: Places, elsewhere: Sequence[str], entity: str = "") -> Diagnostic:
    """HR204"""
    title = f"{a(entity)} has nothing called `{name.text}`" if entity else f"nothing here is called `{name.text}`"
    help_ = meant(name.text, known, known)
    if not help_ and elsewhere:
        owners = " and ".join(f"the {owner}" for owner in elsewhere[:3])
        help_ = (f"`{name.text}` is known of {owners}: write whose it is, with `'s`",)
    return finding("HR204", title, name.span, "no fact or definition of this name", *help_)


def no_quality(name: syntax.Name, entity: str, known: Places) -> Diagnostic:
    """HR204"""
    title = f"{a(entity)} has no yes-or-no fact or definition called `{name.text}`"
    return finding("HR204", title, name.span, "", *meant(name.text, known, known))


def no_entity(name: syntax.Name, known: Iterable[str]) -> Diagnostic:
    """HR205"""
    return finding("HR205", f"no entity `{name.text}`", name.span, "", *meant(name.text, known))


def no_result(name: syntax.Name, known: Iterable[str]) -> Diagnostic:
    """HR206"""
    help_ = meant(name.text, known) or (f"declare it: `result {name.text}`",)
    return finding("HR206", f"no result `{name.text}`", name.span, "", *help_)


def no_label(span: Span, label: str, known: Iterable[str], of: str) -> Diagnostic:
    """HR207"""
    return finding("HR207", f"no provision `{label}`", span, "", *meant(label, known), label=of)


def whose(name: syntax.Name, holders: Sequence[str]) -> Diagnostic:
    """HR208"""
    help_ = "write " + " or ".join(f"`the {holder}'s {name.text}`" for holder in holders)
    return finding("HR208", f"whose `{name.text}`?", name.span, "more than one thing here has it", help_)


def two_readings(span: Span, word: str) -> Diagnostic:
    """HR208"""
    title = f"`{word}` is both a yes-or-no name of the thing and another thing"
    return finding("HR208", title, span, "", "rename one of them")


def other_than_which(name: syntax.Name, entity: str, count: int) -> Diagnostic:
    """HR208"""
    title = f"`{name.text}`: other than which {entity}?"
    remark = f"no {entity} is in view" if count == 0 else f"more than one {entity} is in view"
    return finding("HR208", title, name.span, remark)


def name_in_view(name: syntax.Name, other: bool) -> Diagnostic:
    """HR208"""
    help_ = () if other else (f"write `any other {name.text} where (...)`",)
    return finding("HR208", f"`{name.text}` is already the name of a thing in view", name.span, "", *help_)


def which_two(span: Span) -> Diagnostic:
    """HR208"""
    return finding("HR208", "`the two` needs exactly two things in view", span)


def name_twice(name: str, span: Span | None, there: Span | None) -> Diagnostic:
    """HR212"""
    title = f"`{name}` is declared twice"
    if there is None:
        return finding("HR212", f"`{name}` is a name of the language", span, "", "choose another name")
    return finding("HR212", title, span, "", others=[(there, "declared here first")])


# --- types ------------------------------------------------------------------------------


def other_type(span: Span | None, wanted: str, got: str) -> Diagnostic:
    """HR209"""
    return finding("HR209", f"{wanted} is wanted here, and this is {got}", span)


def has_no_facts(name: syntax.Name, got: str) -> Diagnostic:
    """HR209"""
    return finding("HR209", f"{got} has no `{name.text}`", name.span, "only things have facts")


def not_yes_or_no(span: Span, got: str) -> Diagnostic:
    """HR209"""
    return finding("HR209", "a test is wanted here", span, f"this is {got}", "say what it is: `... is ...`")


def does_not_compare(span: Span, words_: str, got: str) -> Diagnostic:
    """HR209"""
    return finding("HR209", f"{got} can't be compared with `{words_}`", span)


def not_a_list(span: Span, got: str) -> Diagnostic:
    """HR209"""
    return finding("HR209", f"`among` needs a list of things, and this is {got}", span)


def no_period(number: syntax.Number) -> Diagnostic:
    """HR209"""
    units = "hours, days, weeks, months or years"
    return finding("HR209", "this is no length of time", number.span, f"a whole number of {units}")


def always_there(span: Span, name: str) -> Diagnostic:
    """HR242"""
    title = f"there is always a `{name}`: the test can't fail"
    return finding("HR242", title, span, "", "declare the fact `optional`, or test whether it `is known`")


def no_option(span: Span, word: str, options: Sequence[str]) -> Diagnostic:
    """HR210"""
    known = [words(option) for option in options]
    help_ = meant(word, known) or (f"the options are {', '.join(known[:8])}",)
    return finding("HR210", f"`{word}` is not one of the options", span, "", *help_)


def not_in_column(span: Span, code: str, column: str, values: Sequence[str]) -> Diagnostic:
    """HR211"""
    title = f"no row has the {column} `{code}`"
    return finding("HR211", title, span, "", *meant(code, values))


def other_heading(heading: syntax.Cell, due: str, table: syntax.Text) -> Diagnostic:
    """HR251"""
    title = f'table "{table.text}" answers under another heading: `{heading.text}`'
    return finding("HR251", title, heading.span, f"it decides the {due}", f"head the column `=> {due}`",
                   others=[(table.span, "used here")])


def no_row(span: Span, code: str, entity: str, keys: Sequence[str]) -> Diagnostic:
    """HR211"""
    return finding("HR211", f"no {entity} `{code}`", span, "no row has this key", *meant(code, keys))


def several_rows(span: Span, code: str, entity: str, keys: Sequence[str]) -> Diagnostic:
    """HR238"""
    shown = ", ".join(keys[:3]) + (", ..." if len(keys) > 3 else "")
    title = f"`{code}` is the value of {len(keys)} rows, and names no one {entity}"
    return finding("HR238", title, span, "", f"write the row's key: {shown}")


def empty_group(span: Span) -> Diagnostic:
    """HR244"""
    return finding("HR244", "every limb of the group is omitted", span)


def two_levels(name: syntax.Name) -> Diagnostic:
    """HR245"""
    title = f"`{name.text}` can't be what it is a kind of: kinds have one level"
    return finding("HR245", title, name.span)


# --- facts ------------------------------------------------------------------------------


def presumed_judgement(name: syntax.Name) -> Diagnostic:
    """HR218"""
    help_ = "leave out `presume`, or let a presumed finding stand in its place"
    return finding("HR218", f"`{name.text}` is a judgement and is presumed", name.span, "", help_)


def uncited_presumption(name: syntax.Name) -> Diagnostic:
    """HR219"""
    help_ = "add the page: `presume no when unknown [Document, p. 1]`"
    return finding("HR219", f"the presumption of `{name.text}` has no page", name.span, "", help_)


def presumed_none(span: Span, fact: str) -> Diagnostic:
    """HR209"""
    return finding("HR209", f"`{fact}` is never none", span, "", "declare it `optional`")


def presumed_no_constant(span: Span, fact: str) -> Diagnostic:
    """HR209"""
    return finding("HR209", f"the presumed value of `{fact}` is not a fixed value", span)


def no_guidance(name: syntax.Name) -> Diagnostic:
    """HR230"""
    title = f"the judgement `{name.text}` has no guidance"
    return finding("HR230", title, name.span, "", 'add `guidance "..."` below it', severity="warning")


def never_read(fact: Fact, entity: str) -> Diagnostic:
    """HR229"""
    title = f"no provision reads the {entity}'s `{fact.name}`"
    return finding("HR229", title, fact.span, severity="warning")


def never_decides(span: Span, fact: Fact, entity: str) -> Diagnostic:
    """HR250"""
    title = f"`{fact.name}` never decides, and is read here"
    declared = (fact.span, f"the {entity}'s `{fact.name}` is declared so")
    help_ = "decide it without this fact; or, if it is to decide, take `never decides` off its declaration"
    return finding("HR250", title, span, "", help_, others=[declared])


def presumed_for_nothing(name: syntax.Name) -> Diagnostic:
    """HR250"""
    help_ = "leave out `presume`: nothing reads the fact, so nothing needs a value in its place"
    return finding("HR250", f"`{name.text}` never decides, and is presumed", name.span, "", help_)


def fact_needs_itself(fact: Fact) -> Diagnostic:
    """HR214"""
    return finding("HR214", f"whether there is a `{fact.name}` depends on itself", fact.span)


# --- tables -----------------------------------------------------------------------------


def no_table(title: syntax.Text, known: Iterable[str]) -> Diagnostic:
    """HR233"""
    return finding("HR233", f'no table "{title.text}"', title.span, "", *meant(title.text, known))


def no_rows(entity: Entity, known: Iterable[str]) -> Diagnostic:
    """HR233"""
    title = f'no table "{entity.rows_of}", whose rows are the {entity.listed_as}'
    return finding("HR233", title, entity.span, "", *meant(entity.rows_of or "", known))


def no_output(table: syntax.Table) -> Diagnostic:
    """HR246"""
    title = f'table "{table.title.text}" has no `=>` column'
    return finding("HR246", title, table.title.span, "", "mark the heading of its answer with `=>`")


def no_key_column(table: syntax.Table, entity: str) -> Diagnostic:
    """HR234"""
    title = f'table "{table.title.text}" has no column `{entity}`'
    return finding("HR234", title, table.title.span, "", f"head the column of the row's key `{entity}`")


def undeclared_column(heading: syntax.Cell, entity: Entity, facts: Sequence[Fact]) -> Diagnostic:
    """HR234"""
    places = {fact.name: fact.span for fact in facts}
    help_ = meant(heading.text, places, places) or (f"declare it: `has {heading.text}: code`",)
    return finding("HR234", f"{a(entity.name)} has no fact `{heading.text}`", heading.span, "", *help_)


def missing_column(fact: Fact, table: syntax.Table) -> Diagnostic:
    """HR234"""
    title = f'table "{table.title.text}" has no column `{fact.name}`'
    return finding("HR234", title, fact.span, "declared here", "add the column, or declare the fact `optional`")


def row_twice(cell: syntax.Cell, there: syntax.Cell) -> Diagnostic:
    """HR235"""
    return finding("HR235", f"two rows have the key `{cell.text}`", cell.span, others=[(there.span, "the first")])


def empty_cell(span: Span, column: str) -> Diagnostic:
    """HR237"""
    return finding("HR237", f"a row has no `{column}`", span, "", "declare the fact `optional`, or fill the cell")


def blank_cell(span: Span) -> Diagnostic:
    """HR237"""
    return finding("HR237", "a cell is blank", span, "", "write `any` if every value fits")


def bad_cell(span: Span, text: str, wanted: str) -> Diagnostic:
    """HR209"""
    return finding("HR209", f"`{text}` is not {wanted}", span)


def table_of_two(title: syntax.Text, first: str, second: str) -> Diagnostic:
    """HR247"""
    words_ = f"looked up for {a(words(first))} and for {a(words(second))}"
    return finding("HR247", f'table "{title.text}" is {words_}', title.span, "", "write two tables")


def unused_table(table: syntax.Table) -> Diagnostic:
    """HR239"""
    title = f'nothing uses table "{table.title.text}"'
    return finding("HR239", title, table.title.span, severity="warning")


def a(noun: str) -> str:
    """The noun with its article."""
    return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"
