"""Parser callbacks for actions: one function for each alternative of the grammar."""

from __future__ import annotations

from typing import Any

from hocrdsl.source import Span
from hocrdsl.syntax import nodes as n
from hocrdsl.syntax.build_conditions import over, to_name, to_text


def always(children: list[Any]) -> None:
    """No `when`: the line ends."""


def when(children: list[Any]) -> Any:
    return children[0]


def _span(first: Any, last: Any, condition: Any) -> Span:
    return over(first, condition or last)


def units(children: list[Any]) -> tuple[n.Name, ...]:
    return tuple(map(to_name, children))


def record(children: list[Any]) -> n.Record:
    word, path, test = children
    return n.Record(path, test, span=_span(word, path, test))


def treat(children: list[Any]) -> n.Treat:
    word, path, result, test = children
    return n.Treat(path, to_name(result), test, span=_span(word, result, test))


def refer(children: list[Any]) -> n.Refer:
    word, path, result, test = children
    return n.Refer(path, to_name(result), test, span=_span(word, result, test))


def classify(children: list[Any]) -> n.Classify:
    word, path, value, test = children
    return n.Classify(path, value, None, test, span=_span(word, value, test))


def classify_by_table(children: list[Any]) -> n.Classify:
    word, path, table, test = children
    return n.Classify(path, None, to_text(table), test, span=_span(word, table, test))


def join(children: list[Any]) -> n.Join:
    word, path, into, test = children
    return n.Join(path, into, test, span=_span(word, into, test))


def prevail(children: list[Any]) -> n.Prevail:
    word, path, other, test = children
    return n.Prevail(path, other, test, span=_span(word, other, test))


def more_serious(children: list[Any]) -> n.MoreSerious:
    word, *criteria = children
    return n.MoreSerious(tuple(criteria), span=over(word, criteria[-1]))


def by_rank(children: list[Any]) -> n.Criterion:
    limb, word, name, _ = children
    return n.Criterion(word.value.split()[-1], to_name(name), None, span=over(limb, name))


def by_quality(children: list[Any]) -> n.Criterion:
    limb, name, than, _ = children
    return n.Criterion("rather", to_name(name), to_name(than), span=over(limb, than))


def absorb(children: list[Any]) -> n.Absorb:
    word, path, into, test = children
    return n.Absorb(path, into, test, span=_span(word, into, test))


def count_both(children: list[Any]) -> n.CountBoth:
    word, test = children
    return n.CountBoth(test, span=_span(word, word, test))


def count_one(children: list[Any]) -> n.CountOne:
    word, name, some, test = children
    return n.CountOne(to_name(name), some, test, span=_span(word, some[-1], test))


def release(children: list[Any]) -> n.Release:
    word, path, source, test = children
    return n.Release(path, source, test, span=_span(word, source, test))


def cancel(children: list[Any]) -> n.Cancel:
    word, path, code, test = children
    return n.Cancel(path, code, test, span=_span(word, code, test))


def permit(children: list[Any]) -> n.Permit:
    word, name, *codes, path, test = children
    return n.Permit(word.type == "ALLOW", to_name(name), tuple(codes), path, test, span=_span(word, path, test))


def then(children: list[Any]) -> n.Then:
    word, name, _, value, test = children
    return n.Then(to_name(name), value, (), test, span=_span(word, value, test))


def then_first(children: list[Any]) -> n.Then:
    word, name, _, _, paths = children
    return n.Then(to_name(name), None, paths, None, span=over(word, paths[-1]))


def first(children: list[Any]) -> n.Path:
    path: n.Path = children[1]
    return path


def firsts(children: list[Any]) -> tuple[n.Path, ...]:
    return tuple(children)
