"""Wording of HR4xx."""

from __future__ import annotations

from typing import Any

from hocrdsl.analysis.answers import DIFFER, Stage
from hocrdsl.analysis.completeness import Gap
from hocrdsl.analysis.conflicts import Clash
from hocrdsl.analysis.cycles import Rounds
from hocrdsl.analysis.tables import TableFinding
from hocrdsl.analysis.unreachable import Asleep
from hocrdsl.diagnostics import Diagnostic, Label
from hocrdsl.model.expressions import Combined, Test
from hocrdsl.model.nodes import Definition, Disagreement, Model, Provision, Result, UnitIs
from hocrdsl.model.wording import say, say_value, words
from hocrdsl.source import Span

Lines = tuple[str, ...]


def _head(provision: Provision) -> Span:
    return provision.origin.head


def _name(model: Model, result: str) -> str:
    found = model.results.get(result)
    return found.name if isinstance(found, Result) else words(result)


def answer_words(model: Model, answer: Any, turned: str = "") -> str:
    """An answer in the author's words."""
    match answer:
        case ("record", None):
            return "record"
        case ("treat", str(result)):
            return f"treat as {_name(model, result)}"
        case ("refer", str(result)) | (None, str(result)):
            return f"refer to {_name(model, result)}"
        case (0, None):
            return "the first prevails"
        case (1, None):
            return "the second prevails"
        case (None, None):
            return "count both"
        case UnitIs(text=text):
            return text
        case str() if answer == DIFFER:
            return "two different things"
        case (str(), *_):
            return "something else"
        case _:
            return words(answer) if isinstance(answer, str) else str(answer)


def no_fate(model: Model, gap: Gap, example: Lines) -> Diagnostic:
    """HR401"""
    charter = model.charter
    one = model.entities[charter.decided].name
    many = words(model.entities[charter.decided].listed_as)
    if gap.stage.stratum == "count":
        title, remark = f"some {many} have no provision that counts them", "the nearest; it doesn't count these"
        help_ = f"count the rest: `rule ...` with `count one {words(charter.counted)} for each ...` and no `where`"
    else:
        title, remark = f"some {many} are left without a fate", "the nearest; nothing says what else happens"
        if gap.near is not None:
            title = f"{gap.near.label} leaves some {many} without a fate"
        results = [result.name for result in model.results.values()]
        result = results[0] if results else "..."
        help_ = f"close it with `otherwise`, for instance\notherwise treat the {one} as {result}"
    near = gap.near or next((step.provision for step in gap.stage.steps), None)
    return Diagnostic("HR401", title, None if near is None else Label(_head(near), remark), help=(help_,),
                      example=example, citations=() if near is None else near.cites, label=near.label if near else "")


def two_answers(model: Model, clash: Clash, example: Lines) -> Diagnostic:
    """HR402"""
    one, other = model.provisions[clash.one], model.provisions[clash.other]
    said, against = (answer_words(model, answer) for answer in clash.answers)
    if (one.origin.head.source.name, one.origin.head.start) > (other.origin.head.source.name, other.origin.head.start):
        one, other, said, against = other, one, against, said
    things = " and ".join(f"{'other ' if place and one.pair else ''}{words(entity)}"
                          for place, entity in enumerate(one.entities))
    title = f"two provisions give different answers for the same {things}"
    return Diagnostic(
        "HR402", title, Label(_head(other), f"answers `{against}`"), (Label(_head(one), f"answers `{said}`"),),
        help=(_settle(model, one, other),
              "if the text itself contradicts, declare it: `disagreement ... between "
              f"{one.label} and {other.label}`"),
        example=example, citations=(*one.cites, *other.cites), label=other.label,
    )


def more_answers(model: Model, clash: Clash, told: int) -> Diagnostic:
    """HR402, for the conflicts that are told no more"""
    last = model.provisions[clash.other]
    return Diagnostic(
        "HR402", f"over {told} pairs of provisions give different answers for the same things; the rest is not told",
        Label(_head(last), "the next of them"), help=(f"settle those {told}, and check again",), label=last.label,
    )


def not_all_compared(stage: Stage, most: int) -> Diagnostic:
    """HR402, where so many can meet that not all were looked at"""
    return Diagnostic(
        "HR402", f"not every two provisions that {stage.stratum} were compared: over {most:,} pairs can meet with "
        "different answers", None, help=("let exceptions name what they displace; then fewer can meet",),
        severity="warning",
    )


def _settle(model: Model, one: Provision, other: Provision) -> str:
    if other.targets:
        targets = ", ".join((*other.targets, one.label))
        head = f"exception {other.label} to {targets} \"{other.title}\""
        return f"if {other.label} should win, let it name {one.label}\n{head}"
    number = 1
    while f"{one.label}.{number}" in model.provisions:
        number += 1
    return f"if {other.label} should win, write\nexception {one.label}.{number} to {one.label} \"{other.title}\""


def answers_twice(provision: Provision, example: Lines) -> Diagnostic:
    """HR403"""
    return Diagnostic(
        "HR403", f"{provision.label} gives two answers at once", Label(_head(provision), "its actions overlap"),
        help=("make the tests of its actions exclude each other",), example=example, citations=provision.cites,
        label=provision.label,
    )


def sleeps(found: Asleep) -> Diagnostic:
    """HR404, HR406, HR407"""
    provision, label = found.provision, found.provision.label
    head = _head(provision)
    match found.kind:
        case "never concludes":
            return Diagnostic("HR404", f"{label} never applies", Label(head, "no case satisfies it"), label=label,
                              help=("correct its `where` or `when`, or take it out",))
        case "always displaced":
            return Diagnostic("HR404", f"{label} never decides: others displace it wherever it applies",
                              Label(head, "always displaced"), label=label,
                              help=("narrow what displaces it, or take it out",))
        case "excepts nothing":
            return Diagnostic("HR406", f"{label} never meets {found.other}, to which it is an exception",
                              Label(head, f"{found.other} concludes on none of the same things"), label=label,
                              help=(f"leave {found.other} out of what it is to, or correct its conditions",),
                              severity="warning")
        case _:
            return _limb(found)


def _limb(found: Asleep) -> Diagnostic:
    assert found.test is not None
    provision = found.provision
    span = _span(found.test) or _head(provision)
    can = "be true" if found.kind == "never true" else "be false"
    severity: Any = "error" if found.kind == "never true" else "warning"
    said = say(found.test)
    shown = f"`{said}`" if len(said) < 70 else "a condition"
    return Diagnostic(
        "HR407", f"{shown} can't {can} in {provision.label}", Label(span, "decides nothing where it is asked"),
        help=("correct it, or leave it out",), label=provision.label, severity=severity,
    )


def _span(test: Test) -> Span | None:
    if test.span is not None:
        return test.span
    return next((span for limb in test.limbs if (span := _span(limb))), None) if isinstance(test, Combined) else None


def never_arises(disagreement: Disagreement) -> Diagnostic:
    """HR405"""
    one, other = disagreement.between
    return Diagnostic(
        "HR405", f"{disagreement.label} can never arise: {one} and {other} never answer differently for one thing",
        Label(disagreement.span, "declared here"), help=("take it out, or correct the labels",),
        citations=disagreement.cites, label=disagreement.label,
    )


def table_problem(found: TableFinding, example: Lines) -> Diagnostic:
    """HR408, HR409, HR410, HR414"""
    table = found.table
    place = Label((found.row or table).span)
    if found.kind == "gap":
        return Diagnostic(
            "HR408", f"table \"{table.title}\" has no row for some combinations",
            Label(table.span, "looked up with this too"), example=example, citations=table.cites, label=table.title,
            help=("add the row, or say `not every combination has a row`",),
        )
    assert found.row is not None
    number = f"{table.title} row {found.row.number}"
    if found.kind == "overlap":
        assert found.other is not None
        return Diagnostic(
            "HR409", f"two rows of table \"{table.title}\" fit the same thing with different answers",
            place, (Label(found.other.span, "fits too"),), example=example, citations=table.cites, label=number,
            help=("make them exclude each other, or say `the first row that fits`",),
        )
    if found.kind == "idle":
        assert found.value is not None
        return Diagnostic(
            "HR414", f"with `{say_value(found.value)}` this row of table \"{table.title}\" fits nothing",
            Label(found.value.span or found.row.span), label=number, citations=table.cites,
            help=("correct it, or leave it out",),
        )
    others = () if found.other is None else (Label(found.other.span, "fits first"),)
    return Diagnostic("HR410", f"a row of table \"{table.title}\" never has effect", place, others, label=number,
                      help=("take it out, or put it before what covers it",), severity="warning")


def undecided(model: Model, provision: Provision, example: Lines) -> Diagnostic:
    """HR411"""
    one = model.entities[model.charter.decided].name
    return Diagnostic(
        "HR411", f"{provision.label} leaves some pairs undecided, so that both stand",
        Label(_head(provision), "none of its criteria decides, and nothing says what then"), example=example,
        help=(f"close it with `otherwise`, for instance\notherwise refer the {one} to "
              f"{_name(model, model.charter.disagreements_go_to)}",),
        citations=provision.cites, label=provision.label, severity="warning",
    )


def goes_round(model: Model, found: Rounds) -> Diagnostic:
    """HR412"""
    many = words(model.entities[model.charter.decided].listed_as)
    first = model.provisions[found.shown[0].labels[0]]
    lines = tuple(f"{' > '.join((*cycle.rows, cycle.rows[0]))}  by {', '.join(cycle.labels)}" for cycle in found.shown)
    kinds = "kind" if found.total == 1 else "kinds"
    return Diagnostic(
        "HR412", f"three {many} can prevail over one another in a circle ({found.total} {kinds} of circle)",
        Label(_head(first), "has a part in it"), example=lines,
        help=(f"no error: such {many} go to {_name(model, model.charter.disagreements_go_to)}",
              f"searched: groups up to 3 {many}"),
        severity="warning", label=first.label,
    )


def lines_overlap(definition: Definition, one: Span | None, other: Span | None, example: Lines) -> Diagnostic:
    """HR413"""
    others = () if one is None else (Label(one, "true of the same thing"),)
    return Diagnostic(
        "HR413", f"two lines of `{definition.name}` give different values for the same thing",
        Label(other or definition.span, "overlaps an earlier line"), others, example=example,
        help=("make the lines exclude each other",), citations=definition.cites, label=definition.name,
    )
