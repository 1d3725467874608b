"""What is said about the head, definitions, provisions and exceptions: one function for each finding."""

from __future__ import annotations

from collections.abc import Sequence

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model.nodes import Definition, Provision
from hocrdsl.model.problems import a, finding
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax

# --- the head ---------------------------------------------------------------------------


def no_header(span: Span | None) -> Diagnostic:
    """HR201"""
    help_ = 'open `rulebook.rules` with `rulebook "TITLE"` and its clauses'
    return finding("HR201", "the rulebook has no head", span, "", help_)


def second_header(span: Span, first: Span) -> Diagnostic:
    """HR202"""
    return finding("HR202", "a second head", span, others=[(first, "the first")])


def header_lacks(span: Span, clause: str) -> Diagnostic:
    """HR203"""
    return finding("HR203", f"the head lacks a clause: `{clause}`", span)


def decides_by_shape(span: Span) -> Diagnostic:
    """HR232"""
    title = "`decides by` names a date of the thing that brings what is decided"
    return finding("HR232", title, span, "", "write `decides by the ENTITY's DATE`")


def counts_by_shape(span: Span) -> Diagnostic:
    """HR232"""
    title = "`counts ... by` names the fact that classifying sets, and a column of its table"
    return finding("HR232", title, span, "", "write `counts ENTITY by the FACT's COLUMN`")


def not_rows(name: syntax.Name) -> Diagnostic:
    """HR232"""
    return finding("HR232", f"`{name.text}` is not a row of a table", name.span)


def no_event_fact(name: syntax.Name, event: str) -> Diagnostic:
    """HR232"""
    title = f"{a(name.text)} must have one fact that is {a(event)}: what brought it"
    return finding("HR232", title, name.span, "", f"add `has {event}: {event}, required`")


def other_language(number: syntax.Number, known: Sequence[str]) -> Diagnostic:
    """HR232"""
    return finding("HR232", f"language {number.text} is not known here", number.span, "", f"known: {', '.join(known)}")


def no_zone(span: Span, zone: str) -> Diagnostic:
    """HR232"""
    return finding("HR232", f"no time zone `{zone}`", span, "", "write it as in `Europe/London`")


# --- definitions ------------------------------------------------------------------------


def in_a_circle(names: Sequence[syntax.Name]) -> Diagnostic:
    """HR214"""
    ring = " -> ".join(f"`{name.text}`" for name in (*names, names[0]))
    others = [(name.span, "by way of this") for name in names[1:]]
    return finding("HR214", f"a definition needs itself: {ring}", names[0].span, others=others)


def defined_for_two(name: syntax.Name) -> Diagnostic:
    """HR222"""
    title = "only `the two belong together when` is defined for two things"
    return finding("HR222", title, name.span)


def two_of_one_kind(for_each: syntax.ForEach, first: str) -> Diagnostic:
    """HR222"""
    help_ = f"write `for each {first} and other {first}`"
    return finding("HR222", "the two things are not rightly named", for_each.span, "", help_)


def unlike_reasons(definition: Definition) -> Diagnostic:
    """HR224"""
    title = f"`{definition.name}` glues things together for unlike reasons"
    remark = "closed to groups, either reason alone links strangers in a chain"
    return finding("HR224", title, definition.span, remark, severity="warning")


def uncited(span: Span, what: str, why: str = "") -> Diagnostic:
    """HR220"""
    help_ = "add `cites [Document, p. 1]`"
    return finding("HR220", f"{what} has no citation", span, why, help_)


# --- provisions -------------------------------------------------------------------------


def label_twice(item: syntax.Item, there: syntax.Item) -> Diagnostic:
    """HR213"""
    label = getattr(item, "label", "")
    return finding("HR213", f"two things have the label `{label}`", item.span, others=[(there.span, "the first")])


def mixed_actions(span: Span, first: Span) -> Diagnostic:
    """HR221"""
    title = "one provision does two kinds of thing"
    return finding("HR221", title, span, "", "write two provisions", others=[(first, "the first kind")])


def no_for_each(span: Span, label: str) -> Diagnostic:
    """HR222"""
    return finding("HR222", f"{label} does not say what it is for", span, "", "add `for each NAME`")


def wrong_things(span: Span, action: Span, wanted: Sequence[str]) -> Diagnostic:
    """HR222"""
    help_ = "write " + " or ".join(f"`for each {names}`" for names in wanted)
    return finding("HR222", "the action is not for these things", span, "", help_, others=[(action, "this action")])


def not_the_thing(span: Span, name: str) -> Diagnostic:
    """HR243"""
    return finding("HR243", f"the action must name `the {name}`", span)


def same_thing_twice(span: Span) -> Diagnostic:
    """HR243"""
    return finding("HR243", "a thing can't prevail over itself", span)


def counts_another(name: syntax.Name, counted: str) -> Diagnostic:
    """HR243"""
    return finding("HR243", f"the rulebook counts {counted}, not `{name.text}`", name.span)


def fails_without_count(span: Span) -> Diagnostic:
    """HR243"""
    return finding("HR243", "`failing which` stands after `count one` only", span)


def left_open(provision: Provision) -> Diagnostic:
    """HR227"""
    title = f"{provision.label} leaves open what happens when its test fails"
    help_ = "close it with `otherwise ...`, or make it an exception to what then applies"
    return finding("HR227", title, provision.span, "", help_, label=name(provision))


def shares_nothing(provision: Provision) -> Diagnostic:
    """HR223"""
    title = f"{provision.label} does not say what the two share"
    help_ = "add `where the two have the same ...`"
    return finding("HR223", title, provision.span, "it reaches every pair", help_, label=name(provision))


def drops_nothing(span: Span, provision: Provision) -> Diagnostic:
    """HR225"""
    title = "this `failing which` drops no part that can be none"
    return finding("HR225", title, span, label=name(provision))


def unit_may_be_none(span: Span, provision: Provision, counted: str) -> Diagnostic:
    """HR226"""
    title = "this part of the unit may be none, and nothing follows then"
    return finding("HR226", title, span, "", f"add `failing which one {counted}`", label=name(provision))


def reads_later(span: Span, provision: Provision) -> Diagnostic:
    """HR228"""
    title = "this is not known yet when the provision is decided"
    return finding("HR228", title, span, "", label=name(provision))


def disagreement_refers(span: Span) -> Diagnostic:
    """HR248"""
    return finding("HR248", "a disagreement refers to somebody", span, "", "write `refer the NAME to RESULT`")


def disagreement_of_two_steps(span: Span, label: str) -> Diagnostic:
    """HR248"""
    title = f"{label} stands between provisions that do different things"
    return finding("HR248", title, span, label=label)


def reads_another_kind(reading: Provision, base: Provision) -> Diagnostic:
    """HR216"""
    title = f"a reading of {base.label} must do the same, for the same things"
    return finding("HR216", title, reading.span, others=[(base.span, "what it reads")], label=name(reading))


# --- exceptions -------------------------------------------------------------------------


def exceptions_in_a_circle(ring: Sequence[syntax.Provision]) -> Diagnostic:
    """HR215"""
    labels = " -> ".join(provision.label for provision in (*ring, ring[0]))
    others = [(provision.head, "by way of this") for provision in ring[1:]]
    return finding("HR215", f"exceptions in a circle: {labels}", ring[0].head, others=others)


def excepts_another_kind(provision: Provision, target: Provision, why: str) -> Diagnostic:
    """HR216"""
    title = f"{provision.label} can't be an exception to {target.label}: {why}"
    return finding("HR216", title, provision.span, others=[(target.span, "excepted")], label=name(provision))


def applies_always(provision: Provision) -> Diagnostic:
    """HR217"""
    targets = " and ".join(provision.targets)
    title = f"{provision.label} applies always, so that {targets} never does"
    help_ = "say what it is about: `where ...`"
    return finding("HR217", title, provision.span, "", help_, label=name(provision))


def name(provision: Provision) -> str:
    """The label, with the reading's name."""
    return f'{provision.label} reading "{provision.reading}"' if provision.reading else provision.label
