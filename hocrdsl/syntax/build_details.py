"""Parser callbacks for the clauses of rulebook, entity, define, table and amendment."""

from __future__ import annotations

from typing import Any, Literal

from hocrdsl.source import Span
from hocrdsl.syntax import nodes as n
from hocrdsl.syntax.build_clauses import Clause, to_citation
from hocrdsl.syntax.build_clauses import clause as _clause
from hocrdsl.syntax.build_conditions import over, to_date, to_name, to_number, to_text
from hocrdsl.syntax.tokens import Token

# --- rulebook -----------------------------------------------------------------------------------


def language(children: list[Any]) -> Clause:
    return _clause("language", children, to_number(children[1]))


def known_on(children: list[Any]) -> Clause:
    return _clause("known on", children, to_date(children[1]))


def published_on(children: list[Any]) -> Clause:
    return _clause("published on", children, tuple(map(to_date, children[1:])))


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


# --- results ------------------------------------------------------------------------------------


def settled_by(children: list[Any]) -> Clause:
    return _clause("settled by", children, children[1])


def classified_by(children: list[Any]) -> Clause:
    return _clause("classified by", children, children[1])


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


def never_decides(children: list[Any]) -> Clause:
    return _clause("never decides", children, True)


def presume(children: list[Any]) -> Clause:
    word, value, *citations = children
    return _clause("presume", children, (value, tuple(map(to_citation, citations))))


def has(children: list[Any]) -> Clause:
    return _clause("has", children, children[1:])


def guidance(children: list[Any]) -> Clause:
    return _clause("guidance", children, children[1].value)


def meaning(children: list[Any]) -> Clause:
    node = n.Meaning(to_name(children[1]), children[2].value, span=over(children[0], children[2]))
    return _clause("value", children, node)


def example(children: list[Any]) -> Clause:
    return _clause("example", children, children[1].value)


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


def it_is_number(children: list[Any]) -> Clause:
    word, name, among, condition, end = children
    return _body(children, n.Tally("number", None, to_name(name), among, condition, span=over(word, end or name)))


def it_is_extreme(children: list[Any]) -> Clause:
    word, fact, name, among, condition, end = children
    kind: Literal["earliest", "latest"] = "earliest" if word.type == "IT_IS_EARLIEST" else "latest"
    return _body(children, n.Tally(kind, to_name(fact), to_name(name), among, condition, span=over(word, end or name)))


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
    """What is omitted, replaced or followed: a label, a name, or the title of a table; its type says which kind."""
    last: Token = children[-1]
    value = last.value if last.type != "NAME" else to_name(last).text
    kind = children[0].value if len(children) > 1 else ""
    return Token(kind, value, last.source, children[0].start_pos, last.end_pos)


def _said(target: Token) -> tuple[str, str]:
    """The name of a target and the word for its kind."""
    return target.value, target.type


def omit(children: list[Any]) -> Clause:
    word, what = children
    return _clause("operation", children, n.Omit(what.value, "", "", "", what.type, span=over(word, what)))


def omit_limb(children: list[Any]) -> Clause:
    word, limbs, what = children[0], children[1], children[-1]
    node = n.Omit(what.value, limbs.value[1:-1], "", "", what.type, span=over(word, what))
    return _clause("operation", children, node)


def omit_row(children: list[Any]) -> Clause:
    word, table, key = children
    if key is None:
        return _clause("operation", children, n.Omit(table.value, "", "", "", "table", span=over(word, table)))
    return _clause("operation", children, n.Omit("", "", table.value, key.value, span=over(word, key)))


def substitute(children: list[Any]) -> Clause:
    return _clause("substitute", children, (_said(children[1]), children[2]))


def substitute_limb(children: list[Any]) -> Clause:
    word, what, limbs, condition = children
    node = n.SubstituteLimb(what.value, limbs.value[1:-1], condition, what.type, span=over(word, condition))
    return _clause("operation", children, node)


def insert_limb(children: list[Any]) -> Clause:
    word, what, limbs, condition = children
    node = n.InsertLimb(what.value, limbs.value[1:-1], condition, what.type, span=over(word, condition))
    return _clause("operation", children, node)


def in_clause(children: list[Any]) -> Clause:
    _, what, verb, inner = children
    return _clause("in clause", children, (_said(what), verb.value, inner), inner)


_WORDS = {"WHERE": "where", "OTHERWISE": "otherwise", "HAS": "has"}


def omit_clause(children: list[Any]) -> Clause:
    word, what, _, clause, *names = children
    name = to_name(names[0]) if names else None
    node = n.InClause(
        "omit", what.value, _WORDS.get(clause.type, "failing which"), None, name, what.type,
        span=over(word, names[0] if names else clause),
    )  # fmt: skip
    return _clause("operation", children, node)


def insert(children: list[Any]) -> Clause:
    return _clause("insert", children, (_said(children[1]), tuple(children[2:])))


def insert_rows(children: list[Any]) -> Clause:
    word, table, key, *rows = children
    node = n.InsertRows(table.value, key.value, tuple(map(to_row, rows)), span=over(word, rows[-1]))
    return _clause("operation", children, node)


def substitute_row(children: list[Any]) -> Clause:
    word, table, key, new = children
    node = n.SubstituteRow(table.value, key.value, to_row(new), span=over(word, new))
    return _clause("operation", children, node)
