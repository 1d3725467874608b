"""What is said about dates, wordings and amendments: one function for each finding."""

from __future__ import annotations

from collections.abc import Sequence

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model.problems import finding, meant
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax


def not_there(
    span: Span, name: str, known: Sequence[str], later: tuple[str, str] | None = None
) -> Diagnostic:
    """HR301"""
    help_ = (f'amendment "{later[0]}" inserts it, from {later[1]}',) if later else meant(name, known)
    return finding("HR301", f"nothing is called `{name}` that could be amended", span, "", *help_)


def no_such_row(span: Span, title: str, key: str, known: Sequence[str]) -> Diagnostic:
    """HR301"""
    return finding("HR301", f'table "{title}" has no row `{key}`', span, "", *meant(key, known))


def no_such_clause(span: Span, label: str, clause: str, count: int) -> Diagnostic:
    """HR301"""
    if count:
        help_ = f"substitute {label} as a whole"
        return finding("HR301", f"{label} has {count} clauses `{clause}`", span, "", help_)
    return finding("HR301", f"{label} has no clause `{clause}`", span, "", "to add one, write `insert`")


def no_such_fact(name: syntax.Name, entity: str, known: Sequence[str]) -> Diagnostic:
    """HR301"""
    return finding("HR301", f"{entity} has no fact `{name.text}`", name.span, "", *meant(name.text, known))


def several(span: Span, name: str, items: Sequence[syntax.Item]) -> Diagnostic:
    """HR311"""
    said = [f'table "{name}"' if isinstance(one, syntax.Table) else _kind(one, name) for one in items]
    distinct = list(dict.fromkeys(said))
    if len(distinct) > 1:
        help_ = "say which: " + ", or ".join(f"`{one}`" for one in distinct)
    else:
        help_ = "substitute it: the new text says which by its `for each`"
    return finding("HR311", f"{len(items)} things are called `{name}`", span, "", help_)


def _kind(item: syntax.Item, name: str) -> str:
    word = {syntax.Define: "define", syntax.Result: "result", syntax.Entity: "entity"}.get(type(item))
    return f"{word} {name}" if word else name


def several_rows(span: Span, title: str, key: str, count: int) -> Diagnostic:
    """HR311"""
    help_ = "write more of its cells, `row marrow | large`, or `row number 4`"
    return finding("HR311", f'table "{title}" has {count} rows `{key}`', span, "", help_)


def another_name(span: Span, label: str, item: syntax.Item) -> Diagnostic:
    """HR311"""
    title = f"`substitute {label}` brings something else"
    return finding("HR311", title, span, "", f"give the new text the name `{label}`, or omit that and insert the other")


def no_such_limb(span: Span, label: str, limb: str, count: int) -> Diagnostic:
    """HR301"""
    if count:
        help_ = f"substitute {label} as a whole"
        return finding("HR301", f"{label} has {count} limbs {limb}", span, "", help_)
    return finding("HR301", f"{label} has no limb {limb}", span)


def same_day(span: Span, label: str, first: syntax.Text) -> Diagnostic:
    """HR302"""
    title = f"two amendments change {label} on one day"
    help_ = "make both changes in one amendment, or give one of them another day"
    return finding("HR302", title, span, "", help_, others=[(first.span, "the other")])


def gap(label: str, until: str, since: str, span: Span, before: Span) -> Diagnostic:
    """HR303"""
    title = f"{label} has no wording between {until} and {since}"
    help_ = "close the gap, or say `in force again from ...` where there was none on purpose"
    return finding("HR303", title, span, "", help_, others=[(before, "the wording before")])


def again_without_break(label: str, span: Span, before: Span | None) -> Diagnostic:
    """HR310"""
    title = f"{label} is in force again, but " + ("never stopped" if before else "nothing was before")
    others = [(before, "the wording before")] if before else []
    return finding("HR310", title, span, "", "write `in force from`", others=others)


def overlap(label: str, since: str, until: str, span: Span, before: Span) -> Diagnostic:
    """HR304"""
    title = f"{label} has two wordings from {since} to {until}"
    return finding("HR304", title, span, "", others=[(before, "the other wording")])


def ends_before(span: Span, label: str) -> Diagnostic:
    """HR305"""
    return finding("HR305", f"{label} ends before it begins", span)


def row_ends_before(span: Span, title: str, key: str) -> Diagnostic:
    """HR305"""
    help_ = "`until` names the last day on which the row is in the table"
    return finding("HR305", f'row {key} of table "{title}" ends before it begins', span, "its last day", help_)


def undated(span: Span, what: str, clause: str = "in force from 1 April 2014 until 31 March 2015") -> Diagnostic:
    """HR306"""
    return finding("HR306", f"{what} has no date", span, "", f"add `{clause}`")


def other_rulebook(title: syntax.Text, own: str) -> Diagnostic:
    """HR307"""
    return finding("HR307", f'there is no rulebook "{title.text}" here', title.span, "", f'this one is "{own}"')


def there_already(span: Span, name: str, clause: str = "") -> Diagnostic:
    """HR308"""
    help_ = "use `substitute` in place of `insert`" if clause else f"use `substitute {name}`, or another label"
    return finding("HR308", f"`{name}` is there already", span, "", help_)


def not_in_force(span: Span, day: str, amendment: str = "") -> Diagnostic:
    """HR309"""
    remark = f'amendment "{amendment}" would begin then' if amendment else ""
    return finding("HR309", f"the rulebook is not in force on {day}", span, remark)


def uncited_amendment(title: syntax.Text) -> Diagnostic:
    """HR220"""
    return finding("HR220", f'amendment "{title.text}" has no citation', title.span, "", "add `cites [Document, p. 1]`")
