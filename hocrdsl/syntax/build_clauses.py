"""Parser callbacks for headings and clauses: what a line says, before the definition is put together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from hocrdsl.source import Citation, Span
from hocrdsl.syntax import nodes as n
from hocrdsl.syntax.build_conditions import over, to_date, to_name, to_number, to_text
from hocrdsl.syntax.tokens import Token

# the place in a document: a page, a part, or (else) what stands after the last comma
_PLACE = re.compile(r", *(?=(?:pp?|paras?|sections?|s|annex|chapter|page|pages|table|row|part)\b\.? ?)", re.I)


@dataclass(frozen=True, slots=True)
class Head:
    """The heading line: which form, and its parts."""

    kind: str
    parts: tuple[Any, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its kind (the grammar's name for it), the word that opens it, what it says."""

    kind: str
    word: str
    value: Any
    span: Span
    opening: Span


@dataclass(frozen=True, slots=True)
class Raw:
    """A definition as its heading and clauses."""

    head: Head
    clauses: tuple[Clause, ...]
    span: Span


def start(children: list[Any]) -> Raw:
    head, *clauses = children
    return Raw(head, tuple(clauses), over(head, clauses[-1] if clauses else head))


nested = start


def _head(kind: str, children: list[Any], *parts: Any) -> Head:
    return Head(kind, parts, over(children[0], [c for c in children if c is not None][-1]))


def _label(token: Token) -> str:
    return token.value


def rulebook_head(children: list[Any]) -> Head:
    return _head("rulebook", children, to_text(children[1]))


def result_head(children: list[Any]) -> Head:
    return _head("result", children, to_name(children[1]))


def kind_of(children: list[Any]) -> tuple[str, Any, Span]:
    return ("kind_of", to_name(children[1]), over(*children))


def rows_of(children: list[Any]) -> tuple[str, Any, Span]:
    return ("rows_of", to_text(children[1]), over(*children))


def listed_as(children: list[Any]) -> tuple[str, Any, Span]:
    return ("listed_as", to_name(children[1]), over(*children))


def entity_head(children: list[Any]) -> Head:
    word, name, *options = children
    span = Span(word.source, word.start_pos, options[-1][2].end if options else name.end_pos)
    return Head("entity", (to_name(name), tuple(options)), span)


def define_head(children: list[Any]) -> Head:
    return _head("define", children, to_name(children[1]))


def rule_head(children: list[Any]) -> Head:
    word, label, title = children
    return _head("rule", children, word.type == "CLASS_RULE", _label(label), title.value, ())


def exception_head(children: list[Any]) -> Head:
    _, label, *targets, title = children
    return _head("exception", children, False, _label(label), title.value, tuple(map(_label, targets)))


def reading_head(children: list[Any]) -> Head:
    _, name, label, title = children
    return _head("reading", children, False, _label(label), title.value if title else "", (), name.value)


def earlier_head(children: list[Any]) -> Head:
    _, label, title = children
    return _head("earlier", children, False, _label(label), title.value, ())


def disagreement_head(children: list[Any]) -> Head:
    _, label, title, one, other = children
    return _head("disagreement", children, _label(label), title.value, (_label(one), _label(other)))


def table_head(children: list[Any]) -> Head:
    return _head("table", children, to_text(children[1]))


def untranslatable_head(children: list[Any]) -> Head:
    return _head("untranslatable", children, _label(children[1]), children[2].value)


def amendment_head(children: list[Any]) -> Head:
    return _head("amendment", children, to_text(children[1]), to_text(children[2]))


# --- clauses of every definition ----------------------------------------------------------------


def _clause(kind: str, children: list[Any], value: Any, last: Any = None) -> Clause:
    word: Token = children[0]
    end = last if last is not None else [c for c in children if c is not None][-1]
    return Clause(kind, " ".join(word.value.split()), value, over(word, end), word.span)


def to_citation(token: Token) -> Citation:
    """`[Document title, place]`; a title may hold commas, so a place is known by its first word."""
    body = " ".join(token.value[1:-1].split())
    match = _PLACE.search(body)
    document, place = (body[: match.start()], body[match.end() :]) if match else _at_last_comma(body)
    return Citation(document.strip(), place.strip(), token.span)


def _at_last_comma(body: str) -> tuple[str, str]:
    document, comma, place = body.rpartition(",")
    return (document, place) if comma else (body, "")


def cites(children: list[Any]) -> Clause:
    return _clause("cites", children, tuple(map(to_citation, children[1:])))


def text(children: list[Any]) -> Clause:
    return _clause("text", children, "\n".join(token.value for token in children[1:]))


def standing_word(children: list[Any]) -> Token:
    word: Token = children[0]
    return word


def standing(children: list[Any]) -> Clause:
    _, word, since, before = children
    last = before or since or word
    said: Any = " ".join(word.value.split())
    earlier: Any = " ".join(before.value.split()) if before else None
    node = n.Standing(said, to_date(since) if since else None, earlier, span=over(children[0], last))
    return _clause("standing", children, node)


def in_force(children: list[Any]) -> Clause:
    _, since, until = children
    node = n.InForce(to_date(since), to_date(until) if until else None, span=over(children[0], until or since))
    return _clause("in force", children, node)


def for_each(children: list[Any]) -> Clause:
    word, one, other = children
    node = n.ForEach(to_name(one), to_name(other) if other else None, span=over(word, other or one))
    return _clause("for each", children, node)


def where(children: list[Any]) -> Clause:
    return _clause("where", children, children[1])


def action_clause(children: list[Any]) -> Clause:
    action = children[0]
    word = " ".join(action.span.text.split()[:1])
    span = action.span
    return Clause("action", word, action, span, Span(span.source, span.start, span.start + len(word)))


def fails(children: list[Any]) -> Clause:
    return _clause("failing which", children, children[1], children[1][-1])


def fails_one(children: list[Any]) -> Clause:
    return _clause("failing which", children, to_name(children[1]))


def otherwise(children: list[Any]) -> Clause:
    return _clause("otherwise", children, children[1])


# --- rulebook -----------------------------------------------------------------------------------


def language(children: list[Any]) -> Clause:
    return _clause("language", children, to_number(children[1]))


def known_on(children: list[Any]) -> Clause:
    return _clause("known on", children, to_date(children[1]))


def decides_by(children: list[Any]) -> Clause:
    return _clause("decides by", children, children[1])


def decides_each(children: list[Any]) -> Clause:
    return _clause("decides each", children, to_name(children[1]))


def counts(children: list[Any]) -> Clause:
    return _clause("counts", children, (to_name(children[1]), children[2]))


def local_time(children: list[Any]) -> Clause:
    return _clause("local time", children, children[1].value)


def class_rules_prevail(children: list[Any]) -> Clause:
    return _clause("class rules prevail", children, True)


def disagreements_go_to(children: list[Any]) -> Clause:
    return _clause("where provisions disagree", children, to_name(children[1]))


def unclassified_go_to(children: list[Any]) -> Clause:
    return _clause("where nothing classifies", children, to_name(children[1]))


# --- entity and define --------------------------------------------------------------------------


def simple_type(children: list[Any]) -> n.TypeRef:
    word = children[0]
    kind: Any = " ".join(word.value.split())
    return n.TypeRef(kind, span=word.span)


def one_of_type(children: list[Any]) -> n.TypeRef:
    word, *options = children
    return n.TypeRef("one of", tuple(map(to_name, options)), span=over(word, options[-1]))


def list_type(children: list[Any]) -> n.TypeRef:
    return n.TypeRef("list of", (), to_name(children[1]), span=over(*children))


def entity_type(children: list[Any]) -> n.TypeRef:
    return n.TypeRef("entity", (), to_name(children[0]), span=children[0].span)


def judgement(children: list[Any]) -> Clause:
    return _clause("judgement", children, True)


def presume(children: list[Any]) -> Clause:
    word, value, *citations = children
    return _clause("presume", children, (value, tuple(map(to_citation, citations))))


def has(children: list[Any]) -> Clause:
    return _clause("has", children, children[1:])


def guidance(children: list[Any]) -> Clause:
    return _clause("guidance", children, children[1].value)


def decided_by(children: list[Any]) -> Clause:
    return _clause("decided by", children, " ".join(children[1].value.split()))


def _body(children: list[Any], body: Any) -> Clause:
    return _clause("body", children, body, body)


def so_when(children: list[Any]) -> Clause:
    return _body(children, n.SoWhen(children[1], span=over(*children)))


def it_is_when(children: list[Any]) -> Clause:
    return _body(children, n.ItIs(children[1], children[2], span=over(children[0], children[2])))


def it_is_path(children: list[Any]) -> Clause:
    return _body(children, n.ItIsPath(children[1], span=over(*children)))


def it_is_by_table(children: list[Any]) -> Clause:
    return _body(children, n.ByTable(to_text(children[1]), span=over(*children)))


def it_is_first(children: list[Any]) -> Clause:
    return _body(children, n.FirstKnown(children[1], span=over(children[0], children[1][-1])))


def otherwise_it_is(children: list[Any]) -> Clause:
    node = n.ItIs(children[1], None, span=over(*children))
    return _clause("otherwise it is", children, node)


def belong_together(children: list[Any]) -> Clause:
    return _body(children, n.BelongTogether(children[1], span=over(*children)))


# --- table ---------------------------------------------------------------------------------------


def first_row(children: list[Any]) -> Clause:
    return _clause("the first row that fits", children, True)


def partial(children: list[Any]) -> Clause:
    return _clause("not every combination has a row", children, True)


def rows_in(children: list[Any]) -> Clause:
    return _clause("rows in", children, to_text(children[1]))


def to_row(token: Token) -> n.Row:
    """`| a | b |`: cells stripped, each with its place."""
    cells, at = [], token.start_pos
    raw = token.value
    parts = raw[1:].removesuffix("|").split("|") if len(raw) > 1 else []
    at += 1
    for part in parts:
        body = part.strip()
        first = at + len(part) - len(part.lstrip()) if body else at
        cells.append(n.Cell(body, span=Span(token.source, first, first + len(body))))
        at += len(part) + 1
    return n.Row(tuple(cells), span=token.span)


def row(children: list[Any]) -> Clause:
    token = children[0]
    return Clause("row", "|", to_row(token), token.span, token.span)


# --- amendment ------------------------------------------------------------------------------------


def made_on(children: list[Any]) -> Clause:
    return _clause("made on", children, to_date(children[1]))


def proposed(children: list[Any]) -> Clause:
    return _clause("proposed", children, True)


def target(children: list[Any]) -> Token:
    """What is omitted, replaced or followed: a label, a name, or the title of a table."""
    last: Token = children[-1]
    value = last.value if last.type != "NAME" else to_name(last).text
    return Token("TARGET", value, last.source, children[0].start_pos, last.end_pos)


def omit(children: list[Any]) -> Clause:
    word, what = children
    return _clause("operation", children, n.Omit(what.value, "", "", "", span=over(word, what)))


def omit_limb(children: list[Any]) -> Clause:
    word, limbs, label = children
    return _clause("operation", children, n.Omit(label.value, limbs.value[1:-1], "", "", span=over(word, label)))


def omit_row(children: list[Any]) -> Clause:
    word, table, _, key = children if len(children) == 4 else (children[0], children[1], None, children[2])
    return _clause("operation", children, n.Omit("", "", table.value, key.value, span=over(word, key)))


def substitute(children: list[Any]) -> Clause:
    return _clause("substitute", children, (children[1].value, children[2]))


def substitute_limb(children: list[Any]) -> Clause:
    word, label, limbs, condition = children
    node = n.SubstituteLimb(label.value, limbs.value[1:-1], condition, span=over(word, condition))
    return _clause("operation", children, node)


def insert(children: list[Any]) -> Clause:
    return _clause("insert", children, (children[1].value, tuple(children[2:])))


def insert_rows(children: list[Any]) -> Clause:
    word, table, key, *rows = children
    node = n.InsertRows(table.value, key.value, tuple(map(to_row, rows)), span=over(word, rows[-1]))
    return _clause("operation", children, node)


def substitute_row(children: list[Any]) -> Clause:
    word, table, key, new = children
    node = n.SubstituteRow(table.value, key.value, to_row(new), span=over(word, new))
    return _clause("operation", children, node)
