"""Tree to canonical text: one line of text for each line that the parser read."""

from __future__ import annotations

from typing import Any, assert_never

from hocrdsl.source import Citation
from hocrdsl.syntax import nodes as n
from hocrdsl.syntax.groups import apart
from hocrdsl.syntax.write_actions import FIRST, action, units
from hocrdsl.syntax.write_conditions import (
    Line,
    citations,
    condition,
    date,
    inline,
    name,
    number,
    numbered,
    path,
    quoted,
    value,
)


def write(item: n.Item) -> str:
    """The canonical text of one definition, with its last line end."""
    return "".join(" " * indent + text + "\n" if text else "\n" for indent, text in lines_of(item))


def lines_of(item: n.Item) -> list[Line]:
    """Indent and text of each line; an empty text is a blank line between nested definitions."""
    match item:
        case n.Header():
            return _header(item)
        case n.Result():
            return _result(item)
        case n.Entity():
            return _entity(item)
        case n.FactsOf():
            return _group(item)
        case n.Define():
            return _define(item)
        case n.Provision():
            return _provision(item)
        case n.Disagreement():
            return _disagreement(item)
        case n.Table():
            return _table(item)
        case n.Untranslatable():
            head = (0, f"untranslatable {item.label} {quoted(item.title)}")
            return [head, *_cites(item.cites), *_text(item.text), *_in_force(item.in_force)]
        case n.Amendment():
            return _amendment(item)
        case _:
            assert_never(item)


def _result(item: n.Result) -> list[Line]:
    rulings = (("settled by", item.settled_by), ("classified by", item.classified_by))
    return [
        (0, f"{_earlier(item.earlier)}result {name(item.name)}"), *_cites(item.cites), *_text(item.text),
        *_in_force(item.in_force), *[(2, f"{word} {path(one)}") for word, one in rulings if one is not None],
    ]


# --- clauses of every definition ----------------------------------------------------------------


def _cites(cited: tuple[Citation, ...]) -> list[Line]:
    return [(2, f"cites {citations(cited)}")] if cited else []


def _text(text: str) -> list[Line]:
    return [(2, "text"), *((4, f"> {line}".rstrip()) for line in text.split("\n"))] if text else []


def _standing(node: n.Standing | None) -> list[Line]:
    if node is None:
        return []
    since = f" from {date(node.since)}" if node.since else ""
    before = f", {node.before} before" if node.before else ""
    return [(2, f"standing {node.word}{since}{before}")]


def _in_force(node: n.InForce | None) -> list[Line]:
    if node is None:
        return []
    again = "again " if node.again else ""
    return [(2, f"in force {again}from {_day(node.since, node.since_made)}"
             + (f" until {_day(node.until, node.until_made)}" if node.until else ""))]


def _day(day: n.Date, made: n.Date | None) -> str:
    return date(day) + (f" as made on {date(made)}" if made else "")


def _for_each(node: n.ForEach | None) -> list[Line]:
    if node is None:
        return []
    return [(2, f"for each {name(node.first)}" + (f" and {name(node.second)}" if node.second else ""))]


def _line(*texts: str | None) -> list[Line]:
    return [(2, text) for text in texts if text is not None]


# --- definitions --------------------------------------------------------------------------------


def _header(node: n.Header) -> list[Line]:
    counts_by = f" by {path(node.counts_by)}" if node.counts_by else ""
    disagree, nothing = node.disagreements_go_to, node.unclassified_go_to
    return [
        (0, f"rulebook {quoted(node.title.text)}"),
        *_line(f"language {number(node.language)}" if node.language else None),
        *_cites(node.cites),
        *_in_force(node.in_force),
        *_line(
            f"known on {date(node.known_on)}" if node.known_on else None,
            f"published on {', '.join(map(date, node.published))}" if node.published else None,
            f"decides by {path(node.decides_by)}" if node.decides_by else None,
            f"decides each {name(node.decides_each)}" if node.decides_each else None,
            f"counts {name(node.counts)}{counts_by}" if node.counts else None,
            f"local time {node.local_time}" if node.local_time else None,
            "class rules prevail over general rules" if node.class_rules_prevail else None,
        ),
        *_cites(node.class_rules_cites),
        *_line(
            f"where provisions disagree, {name(disagree)}" if disagree else None,
            f"where nothing classifies, {name(nothing)}" if nothing else None,
        ),
    ]


def _entity(node: n.Entity) -> list[Line]:
    head = f"entity {name(node.name)}"
    if node.kind_of:
        head += f", a kind of {name(node.kind_of)}"
    if node.rows_of:
        head += f", rows of table {quoted(node.rows_of.text)}"
    if node.listed_as:
        head += f", listed as {name(node.listed_as)}"
    own, *groups = apart(node)
    lines = [(0, head), *_text(node.text), *_in_force(node.in_force)]
    for fact in own.facts:
        lines += _has(fact)
    for group in groups:
        # without a fact in force there is nothing to read
        lines += [(0, ""), *lines_of(group)] if group.facts else []
    return lines


def _group(node: n.FactsOf) -> list[Line]:
    head = f"facts of {name(node.entity)} {quoted(node.title.text)}"
    return [(0, head), *_text(node.text), *(line for one in node.facts for line in _has(one))]


def _has(node: n.Has) -> list[Line]:
    text = f"has {name(node.name)}: {_type(node.type)}"
    text += ", optional" if node.type.optional else ""
    text += ", required" if node.required else ""
    text += "; judgement" if node.judgement else ""
    text += "; never decides" if node.never_decides else ""
    if node.presume is not None:
        cited = f" {citations(node.presume_cites)}" if node.presume_cites else ""
        text += f"; presume {value(node.presume)} when unknown{cited}"
    lines = condition(f"{text}; only where", node.only_where, 2) if node.only_where else [(2, text)]
    lines += _line(
        f"guidance {quoted(node.guidance)}" if node.guidance else None,
        *(f"value {name(one.value)} {quoted(one.text)}" for one in node.meanings),
        f"example {quoted(node.example)}" if node.example else None,
        f"decided by {node.decided_by}" if node.decided_by else None,
    )
    return lines + _in_force(node.in_force)


def _type(node: n.TypeRef) -> str:
    if node.kind == "one of":
        return f"one of {', '.join(map(name, node.options))}"
    if node.name is not None:
        return ("list of " if node.kind == "list of" else "") + name(node.name)
    return node.kind


def _define(node: n.Define) -> list[Line]:
    return [
        (0, _defined(node)), *_cites(node.cites), *_text(node.text), *_standing(node.standing),
        *_in_force(node.in_force), *_for_each(node.for_each), *_body(node.body),
    ]  # fmt: skip


def _earlier(earlier: bool) -> str:
    return "earlier wording of " if earlier else ""


def _defined(node: n.Define) -> str:
    said = name(node.name)
    if not node.earlier:
        return f"define {said}"
    # a name that begins like another heading is told from it
    first = said.split(" ", 1)[0]
    return f"{_earlier(True)}{'define ' if first in ('define', 'table', 'result', 'rule', 'class') else ''}{said}"


def _tally(node: n.Tally) -> str:
    what = "the number of" if node.fact is None else f"the {node.kind} {name(node.fact)} of"
    among = f" among {path(node.among)}" if node.among else ""
    where = f" where ({inline(node.condition)})" if node.condition else ""
    return f"it is {what} {name(node.name)}{among}{where}"


def _body(node: n.Body) -> list[Line]:
    match node:
        case n.SoWhen():
            return condition("it is so when", node.when, 2)
        case n.Cases():
            lines: list[Line] = []
            for one in node.lines:
                said = value(one.value)
                lines += condition(f"it is {said} when", one.when, 2) if one.when else _line(f"otherwise it is {said}")
            return lines
        case n.ByTable():
            return _line(f"it is by table {quoted(node.table.text)}")
        case n.FirstKnown():
            return [(2, f"it is {FIRST} is known"), *numbered([path(one) for one in node.paths], 2)]
        case n.ItIsPath():
            return _line(f"it is {path(node.path)}")
        case n.Tally():
            return _line(_tally(node))
        case n.BelongTogether():
            return condition("the two belong together when", node.when, 2)
        case _:
            assert_never(node)


def _provision(node: n.Provision) -> list[Line]:
    lines = [
        (0, _head(node)), *_cites(node.cites), *_text(node.text), *_standing(node.standing),
        *_in_force(node.in_force), *_for_each(node.for_each),
    ]  # fmt: skip
    if node.where:
        lines += condition("where", node.where, 2)
    for one in node.actions:
        lines += action(one)
    for fail in node.fails:
        lines += _line(
            f"failing which for each {units(fail.units)}" if fail.units else f"failing which one {name(fail.counted)}"
        )
    if node.otherwise:
        first, *rest = action(node.otherwise)
        lines += [(2, f"otherwise {first[1]}"), *rest]
    return lines


def _head(node: n.Provision) -> str:
    match node.role:
        case "rule":
            return f"{'class ' if node.of_class else ''}rule {node.label} {quoted(node.title)}"
        case "exception":
            return f"exception {node.label} to {', '.join(node.targets)} {quoted(node.title)}"
        case "reading":
            return f"reading {quoted(node.reading)} of {node.label}" + (f" {quoted(node.title)}" if node.title else "")
        case "earlier":
            rank = f"{node.rank} " if node.rank else ""
            to = f" to {', '.join(node.targets)}" if node.targets else ""
            return f"{_earlier(True)}{rank}{node.label}{to} {quoted(node.title)}"
        case _:
            assert_never(node.role)


def _disagreement(node: n.Disagreement) -> list[Line]:
    one, other = node.between
    head = f"disagreement {node.label} {quoted(node.title)} between {one} and {other}"
    return [
        (0, head), *_cites(node.cites), *_text(node.text), *_standing(node.standing), *_in_force(node.in_force),
        *action(node.action),
    ]  # fmt: skip


def _table(node: n.Table) -> list[Line]:
    lines = [
        (0, f"{_earlier(node.earlier)}table {quoted(node.title.text)}"), *_cites(node.cites), *_text(node.text),
        *_standing(node.standing), *_in_force(node.in_force),
    ]  # fmt: skip
    lines += _line(
        "the first row that fits" if node.first_row else None,
        "not every combination has a row" if node.partial else None,
    )
    if node.file:
        return lines + _line(f"rows in {quoted(node.file.text)}")
    headings = [cell.text for cell in node.headings]
    if node.first_output < len(headings):
        headings[node.first_output] = f"=> {headings[node.first_output]}"
    rows = [[cell.text for cell in row.cells] for row in node.rows]
    return lines + _rows([headings, *rows] if headings else rows)


def _rows(rows: list[list[str]]) -> list[Line]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)] if rows else []
    return [
        (2, "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |")
        for row in rows
    ]


# --- amendments ---------------------------------------------------------------------------------


def _amendment(node: n.Amendment) -> list[Line]:
    lines = [
        (0, f"amendment {quoted(node.title.text)} to rulebook {quoted(node.rulebook.text)}"),
        *_cites(node.cites), *_text(node.text),
    ]  # fmt: skip
    if node.proposed:
        lines += _line("proposed")
    elif node.made_on:
        lines += _line(f"made on {date(node.made_on)}")
    lines += _in_force(node.in_force)
    for operation in node.operations:
        lines += _operation(operation)
    return lines


def _operation(node: n.Operation) -> list[Line]:
    match node:
        case n.Omit():
            if node.table:
                return _line(f"omit table {quoted(node.table)} row {node.row}")
            return _line(f"omit limb ({node.limb}) of {_target(node)}" if node.limb else f"omit {_target(node)}")
        case n.Substitute():
            return [(2, f"substitute {_target(node)}"), *_nested((node.item,)), (2, "end substitute")]
        case n.SubstituteLimb():
            return condition(f"in {_target(node)} substitute limb ({node.limb})", node.condition, 2)
        case n.InsertLimb():
            return condition(f"in {_target(node)} insert after limb ({node.after})", node.condition, 2)
        case n.InClause():
            (_, first), *rest = _one_clause(node)
            return [(2, f"in {_target(node)} {node.verb} {first}"), *rest]
        case n.Insert():
            return [(2, f"insert after {_target(node)}"), *_nested(node.items), (2, "end insert")]
        case n.InsertRows():
            rows = _rows([[cell.text for cell in row.cells] for row in node.rows])
            head = f"in table {quoted(node.table)} insert rows after row {node.after_row}"
            return [(2, head), *((4, text) for _, text in rows), (2, "end insert")]
        case n.SubstituteRow():
            row = _rows([[cell.text for cell in node.new.cells]])[0][1]
            return [(2, f"in table {quoted(node.table)} substitute row {node.row}"), (4, row)]
        case _:
            assert_never(node)


def _one_clause(node: n.InClause) -> list[Line]:
    """The lines of a clause that an amendment changes alone; of one that it omits, its word."""
    value: Any = node.value
    if node.verb == "omit":
        return [(2, f"has {name(node.name)}" if node.name else "failing which one" if node.clause == "failing which"
                 else node.clause)]
    match node.clause:
        case "has":
            return _has(value)
        case "cites":
            return _cites(value)
        case "text":
            return _text(value)
        case "standing":
            return _standing(value)
        case "for each":
            return _for_each(value)
        case "where":
            return condition("where", value, 2)
        case "action":
            return action(value)
        case "otherwise":
            (_, first), *rest = action(value)
            return [(2, f"otherwise {first}"), *rest]
        case "failing which":
            one = f"one {name(value)}" if isinstance(value, n.Name) else f"for each {units(value)}"
            return _line(f"failing which {one}")
        case _:
            return _body(n.Cases((value,), span=node.span) if isinstance(value, n.ItIs) else value)


def _nested(items: tuple[n.Item, ...]) -> list[Line]:
    lines: list[Line] = []
    for item in items:
        lines += [(0, "")] if lines else []
        lines += [(indent + 2, text) for indent, text in lines_of(item)]
    return lines


def _target(node: n.Omit | n.Substitute | n.SubstituteLimb | n.InsertLimb | n.InClause | n.Insert) -> str:
    """What an operation is on, after the word for its kind where one is said."""
    label = node.after if isinstance(node, n.Insert) else node.label
    if node.kind == "table":
        return f"table {quoted(label)}"
    return f"{node.kind} {label}" if node.kind else label
