"""Parser callbacks for headings and clauses: what a line says, before the definition is put together."""

from __future__ import annotations

import re
from typing import Any

from hocrdsl.data import Data
from hocrdsl.source import Citation, Span
from hocrdsl.syntax import nodes as n
from hocrdsl.syntax.build_conditions import over, to_date, to_name, to_text
from hocrdsl.syntax.tokens import Token

# the place in a document: a page, a part, or (else) what stands after the last comma
_PLACE = re.compile(r", *(?=(?:pp?|paras?|sections?|s|annex|chapter|page|pages|table|row|part)\b\.? ?)", re.I)


class Head(Data):
    """The heading line: which form, and its parts."""

    kind: str
    parts: tuple[Any, ...]
    span: Span


class Clause(Data):
    """One clause: its kind (the grammar's name for it), the word that opens it, what it says."""

    kind: str
    word: str
    value: Any
    span: Span
    opening: Span


class Raw(Data):
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
    return _head("result", children, to_name(children[1]), False)


def earlier_result_head(children: list[Any]) -> Head:
    return _head("result", children, to_name(children[2]), True)


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


def facts_head(children: list[Any]) -> Head:
    return _head("facts", children, to_name(children[1]), to_text(children[2]))


def define_head(children: list[Any]) -> Head:
    return _head("define", children, to_name(children[1]), False)


def earlier_define_head(children: list[Any]) -> Head:
    return _head("define", children, to_name(children[2]), True)


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
    _, rank, label, *targets, title = children
    said = " ".join(rank.value.split()) if rank is not None else ""
    named = tuple(_label(target) for target in targets if target is not None)
    return _head("earlier", children, False, _label(label), title.value, named, "", said)


def disagreement_head(children: list[Any]) -> Head:
    _, label, title, one, other = children
    return _head("disagreement", children, _label(label), title.value, (_label(one), _label(other)))


def table_head(children: list[Any]) -> Head:
    return _head("table", children, to_text(children[1]), False)


def earlier_table_head(children: list[Any]) -> Head:
    return _head("table", children, to_text(children[2]), True)


def untranslatable_head(children: list[Any]) -> Head:
    return _head("untranslatable", children, _label(children[1]), children[2].value)


def amendment_head(children: list[Any]) -> Head:
    return _head("amendment", children, to_text(children[1]), to_text(children[2]))


# --- clauses of every definition ----------------------------------------------------------------


def clause(kind: str, children: list[Any], value: Any, last: Any = None) -> Clause:
    """A clause whose first child is its word, up to its last child."""
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
    return clause("cites", children, tuple(map(to_citation, children[1:])))


def text(children: list[Any]) -> Clause:
    return clause("text", children, "\n".join(token.value for token in children[1:]))


def standing_word(children: list[Any]) -> Token:
    word: Token = children[0]
    return word


def standing(children: list[Any]) -> Clause:
    _, word, since, before = children
    last = before or since or word
    said: Any = " ".join(word.value.split())
    earlier: Any = " ".join(before.value.split()) if before else None
    node = n.Standing(said, to_date(since) if since else None, earlier, span=over(children[0], last))
    return clause("standing", children, node)


def in_force(children: list[Any]) -> Clause:
    word, since, _, since_made, until, _, until_made = children
    made, ended, end_made = (to_date(one) if one else None for one in (since_made, until, until_made))
    last = until_made or until or since_made or since
    again = word.type == "IN_FORCE_AGAIN_FROM"
    node = n.InForce(to_date(since), ended, made, end_made, again, span=over(word, last))
    return clause("in force", children, node)


def for_each(children: list[Any]) -> Clause:
    word, one, other = children
    node = n.ForEach(to_name(one), to_name(other) if other else None, span=over(word, other or one))
    return clause("for each", children, node)


def where(children: list[Any]) -> Clause:
    return clause("where", children, children[1])


def action_clause(children: list[Any]) -> Clause:
    action = children[0]
    word = " ".join(action.span.text.split()[:1])
    span = action.span
    return Clause("action", word, action, span, Span(span.source, span.start, span.start + len(word)))


def fails(children: list[Any]) -> Clause:
    return clause("failing which", children, children[1], children[1][-1])


def fails_one(children: list[Any]) -> Clause:
    return clause("failing which", children, to_name(children[1]))


def otherwise(children: list[Any]) -> Clause:
    return clause("otherwise", children, children[1])
