"""Heading and clauses to a node of the tree; what a definition lacks is reported here."""

from __future__ import annotations

from typing import Any

from hocrdsl.data import replace
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.source import Citation
from hocrdsl.syntax import nodes as n
from hocrdsl.syntax import problems
from hocrdsl.syntax.assemble_facts import OF_A_FACT, facts_of, has, with_line
from hocrdsl.syntax.build_clauses import Clause, Raw
from hocrdsl.syntax.clauses import check_order, named
from hocrdsl.syntax.dated_rows import dated


class _Clauses:
    """Clauses of one definition by kind."""

    def __init__(self, clauses: list[Clause]) -> None:
        self.all = clauses

    def one(self, kind: str) -> Any:
        return next((c.value for c in self.all if c.kind == kind), None)

    def many(self, kind: str) -> tuple[Any, ...]:
        return tuple(c.value for c in self.all if c.kind == kind)

    @property
    def cites(self) -> tuple[Citation, ...]:
        return self.one("cites") or ()

    @property
    def text(self) -> str:
        return self.one("text") or ""


def assemble(raw: Raw) -> tuple[n.Item | None, list[Diagnostic]]:
    """The definition, or None where its clauses don't make one."""
    listed = named(raw)
    found = check_order(raw, listed)
    clauses = _Clauses(listed)
    if found:
        return None, found
    match raw.head.kind:
        case "rulebook":
            return _header(raw, clauses), _once_made(clauses, "the head of a rulebook")
        case "result":
            return n.Result(
                raw.head.parts[0], clauses.cites, clauses.text, clauses.one("in force"), raw.head.parts[1],
                clauses.one("settled by"), clauses.one("classified by"), span=raw.span,
            ), []
        case "entity":
            return _entity(raw, clauses)
        case "facts":
            return _group(raw, clauses)
        case "define":
            return _define(raw, clauses)
        case "disagreement":
            return _disagreement(raw, clauses), []
        case "table":
            return _table(raw, clauses)
        case "untranslatable":
            label, title = raw.head.parts
            in_force = clauses.one("in force")
            return n.Untranslatable(label, title, clauses.cites, clauses.text, in_force, span=raw.span), []
        case "amendment":
            return _amendment(raw, clauses)
        case _:
            return _provision(raw, clauses)


def _header(raw: Raw, clauses: _Clauses) -> n.Header:
    counts = clauses.one("counts") or (None, None)
    documents = tuple(
        Citation(str(citation), "", citation.span) for citation in clauses.cites
    )  # a rulebook cites whole documents, whatever commas their titles hold
    return n.Header(
        title=raw.head.parts[0],
        language=clauses.one("language"),
        cites=documents,
        in_force=clauses.one("in force"),
        known_on=clauses.one("known on"),
        published=clauses.one("published on") or (),
        decides_by=clauses.one("decides by"),
        decides_each=clauses.one("decides each"),
        counts=counts[0],
        counts_by=counts[1],
        local_time=clauses.one("local time"),
        class_rules_prevail=bool(clauses.one("class rules prevail")),
        class_rules_cites=clauses.one("cites for class rules") or (),
        disagreements_go_to=clauses.one("where provisions disagree"),
        unclassified_go_to=clauses.one("where nothing classifies"),
        span=raw.span,
    )


def _entity(raw: Raw, clauses: _Clauses) -> tuple[n.Entity | None, list[Diagnostic]]:
    name, options = raw.head.parts
    given = {kind: value for kind, value, _ in options}
    facts, in_force, found = facts_of(clauses.all, "an entity")
    entity = n.Entity(
        name, given.get("kind_of"), given.get("rows_of"), given.get("listed_as"), facts, clauses.text, in_force,
        span=raw.span,
    )  # fmt: skip
    return (None if found else entity), found


def _group(raw: Raw, clauses: _Clauses) -> tuple[n.FactsOf | None, list[Diagnostic]]:
    entity, title = raw.head.parts
    facts, in_force, found = facts_of(clauses.all, "`facts of`")
    if in_force is not None:
        found.insert(0, problems.not_here(in_force.span, "in force", "`facts of` before its first fact"))
    return (None if found else n.FactsOf(entity, title, facts, clauses.text, span=raw.span)), found


def _define(raw: Raw, clauses: _Clauses) -> tuple[n.Define | None, list[Diagnostic]]:
    bodies = [c for c in clauses.all if c.kind in ("body", "otherwise it is")]
    first = bodies[0]
    for other in bodies[1:]:
        if not (isinstance(first.value, n.ItIs) and isinstance(other.value, n.ItIs)):
            return None, [problems.twice(other.opening, other.word, first.opening)]
    body: n.Body = first.value
    if isinstance(first.value, n.ItIs):
        lines = tuple(c.value for c in bodies)
        body = n.Cases(lines, span=first.span.to(bodies[-1].span))
    return n.Define(
        raw.head.parts[0], clauses.cites, clauses.text, clauses.one("standing"), clauses.one("in force"),
        clauses.one("for each"), body, raw.head.parts[1], span=raw.span,
    ), []  # fmt: skip


def _provision(raw: Raw, clauses: _Clauses) -> tuple[n.Provision, list[Diagnostic]]:
    of_class, label, title, targets, *reading = raw.head.parts
    actions = clauses.many("action")
    counted = next((a.counted for a in actions if isinstance(a, n.CountOne)), None)
    role: Any = raw.head.kind
    return n.Provision(
        role=role, of_class=of_class, label=label, title=title, targets=targets,
        reading=reading[0] if reading else "", rank=reading[1] if len(reading) > 1 else "",
        cites=clauses.cites, text=clauses.text, standing=clauses.one("standing"),
        in_force=clauses.one("in force"), for_each=clauses.one("for each"), where=clauses.one("where"),
        actions=actions, fails=tuple(_fail(c, counted) for c in clauses.all if c.kind == "failing which"),
        otherwise=clauses.one("otherwise"), span=raw.span, head=raw.head.span,
    ), []  # fmt: skip


def _fail(clause: Clause, counted: n.Name | None) -> n.CountOne:
    if isinstance(clause.value, n.Name):
        return n.CountOne(clause.value, (), None, span=clause.span)
    return n.CountOne(counted or n.Name("", span=clause.opening), clause.value, None, span=clause.span)


def _disagreement(raw: Raw, clauses: _Clauses) -> n.Disagreement:
    label, title, between = raw.head.parts
    return n.Disagreement(
        label, title, between, clauses.cites, clauses.text, clauses.one("standing"), clauses.one("action"),
        clauses.one("in force"), span=raw.span,
    )  # fmt: skip


def _table(raw: Raw, clauses: _Clauses) -> tuple[n.Table | None, list[Diagnostic]]:
    rows = clauses.many("row")
    headings, first_output, found = table_headings(rows[0]) if rows else ((), 0, [])
    if rows:
        found += check_rows(rows[0], rows[1:])
    dates, wrong = ((), []) if found else dated(headings, rows[1:])
    found += wrong
    if rows and clauses.one("rows in"):
        found.append(problems.not_here(rows[0].span, "|", "a table with `rows in`"))
    table = n.Table(
        title=raw.head.parts[0], cites=clauses.cites, text=clauses.text, standing=clauses.one("standing"),
        file=clauses.one("rows in"), first_row=bool(clauses.one("the first row that fits")),
        partial=bool(clauses.one("not every combination has a row")),
        headings=headings, first_output=first_output, rows=dates, in_force=clauses.one("in force"),
        earlier=raw.head.parts[1], span=raw.span,
    )  # fmt: skip
    return (None if found else table), found


def table_headings(row: n.Row) -> tuple[tuple[n.Cell, ...], int, list[Diagnostic]]:
    """Headings without the arrow, the place of the first output, and headings that stand twice."""
    cells: list[n.Cell] = []
    first_output, found = len(row.cells), []
    for number, cell in enumerate(row.cells):
        text = cell.text
        if text.startswith("=>"):
            first_output = min(first_output, number)
            text = text[2:].strip()
        text = " ".join(text.split())
        earlier = next((c for c in cells if c.text == text), None)
        if earlier:
            found.append(problems.heading_twice(cell.span, text, earlier.span))
        cells.append(n.Cell(text, span=cell.span))
    return tuple(cells), first_output, found


def check_rows(headings: n.Row, rows: tuple[n.Row, ...]) -> list[Diagnostic]:
    """Rows with more or fewer cells than there are headings."""
    wanted = len(headings.cells)
    if len(rows) > 1 and all(len(row.cells) != wanted for row in rows):
        # one mistake in the headings, not one in every row
        rows = rows[:1]
    return [problems.cells(row.span, len(row.cells), wanted, headings.span) for row in rows if len(row.cells) != wanted]


def _amendment(raw: Raw, clauses: _Clauses) -> tuple[n.Amendment | None, list[Diagnostic]]:
    found: list[Diagnostic] = []
    operations: list[n.Operation] = []
    told: set[str] = set()
    for clause in clauses.all:
        if clause.kind in OF_A_FACT:
            last = operations[-1] if operations else None
            fact = last.value if isinstance(last, n.InClause) else None
            if not isinstance(last, n.InClause) or not isinstance(fact, n.Has):
                found.append(problems.not_here(clause.opening, clause.word, "an amendment, but after a fact in it"))
                continue
            fact, wrong = with_line(fact, clause, told)
            found += wrong
            operations[-1] = replace(last, value=fact)
            continue
        told = set()
        made, wrong = _operations(clause)
        operations += made
        found += wrong
    title, rulebook = raw.head.parts
    amendment = n.Amendment(
        title, rulebook, clauses.cites, clauses.text, bool(clauses.one("proposed")), clauses.one("made on"),
        clauses.one("in force"), tuple(operations), span=raw.span,
    )  # fmt: skip
    found += _once_made(clauses, "an amendment, which has a line for it")
    return (None if found else amendment), found


def _operations(clause: Clause) -> tuple[list[n.Operation], list[Diagnostic]]:
    """What one clause of an amendment does; none where it is another clause."""
    if clause.kind == "operation":
        return [clause.value], []
    if clause.kind == "substitute":
        (name, kind), inner = clause.value
        item, wrong = _nested(inner)
        span = clause.opening.to(inner.span)
        return ([n.Substitute(name, item, kind, span=span)] if item is not None else []), wrong
    if clause.kind == "insert":
        (name, kind), pieces = clause.value
        found: list[Diagnostic] = []
        items = []
        for inner in pieces:
            item, wrong = _nested(inner)
            found += wrong
            if item is not None:
                items.append(item)
        return [n.Insert(name, tuple(items), kind, span=clause.opening.to(pieces[-1].span))], found
    return _in_clause(clause) if clause.kind == "in clause" else ([], [])


def _nested(raw: Raw) -> tuple[n.Item | None, list[Diagnostic]]:
    """A definition in an amendment; facts are brought one by one there, so that each has its day."""
    if raw.head.kind == "facts":
        return None, [problems.group_in_amendment(raw.head.span, raw.head.parts[0].text)]
    return assemble(raw)


# the clauses that can be changed alone
_ALONE = ("has", "cites", "text", "standing", "for each", "where", "action", "failing which", "otherwise", "body",
          "otherwise it is")  # fmt: skip


def _in_clause(clause: Clause) -> tuple[list[n.Operation], list[Diagnostic]]:
    (name, kind), verb, inner = clause.value
    if inner.kind not in _ALONE:
        return [], [problems.not_here(inner.opening, inner.word, "an amendment of one clause")]
    value, found = has(inner) if inner.kind == "has" else (inner.value, [])
    made = n.InClause(verb, name, inner.kind, value, None, kind, span=clause.opening.to(inner.span))
    return [made], found


def _once_made(clauses: _Clauses, where: str) -> list[Diagnostic]:
    """`as made on` says of one text when its days were set; of what is made as a whole another line says that."""
    in_force = clauses.one("in force")
    made = in_force and (in_force.since_made or in_force.until_made)
    return [problems.not_here(made.span, "as made on", where)] if made else []
