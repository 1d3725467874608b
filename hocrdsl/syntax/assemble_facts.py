"""Facts with the lines below them: in an entity, in `facts of`, in an amendment."""

from __future__ import annotations

from hocrdsl.data import replace
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.syntax import nodes as n
from hocrdsl.syntax import problems
from hocrdsl.syntax.build_clauses import Clause
from hocrdsl.syntax.build_conditions import to_name
from hocrdsl.syntax.spelling import bare
from hocrdsl.syntax.tokens import Token

# the lines that may stand below a fact, by the field that they fill; `in force` is one elsewhere too
OF_A_FACT = {"guidance": "guidance", "decided by": "decided_by", "example": "example", "value": "meanings"}
_OPTION_ORDER = ("judgement", "never decides", "presume")


def facts_of(clauses: list[Clause], where: str) -> tuple[tuple[n.Has, ...], n.InForce | None, list[Diagnostic]]:
    """The facts, and the days that stand before the first of them. `where`: what has these clauses, in words."""
    found: list[Diagnostic] = []
    facts: list[n.Has] = []
    told: set[str] = set()
    in_force: n.InForce | None = None
    for clause in clauses:
        if clause.kind == "has":
            fact, wrong = has(clause)
            facts.append(fact)
            found += wrong
            told = set()
        elif clause.kind == "in force" and not facts and in_force is None:
            in_force = clause.value
        elif clause.kind in OF_A_FACT or clause.kind == "in force":
            if not facts:
                found.append(problems.not_here(clause.opening, clause.word, f"{where} before its first fact"))
                continue
            facts[-1], wrong = with_line(facts[-1], clause, told)
            found += wrong
    return tuple(facts), in_force, found


def with_line(fact: n.Has, clause: Clause, told: set[str]) -> tuple[n.Has, list[Diagnostic]]:
    """A fact with what a line of its own below it says; `told`: the kinds of line that it has, which it adds to."""
    if clause.kind == "value":
        return _with_meaning(fact, clause.value)
    if clause.kind in told:
        return fact, [problems.twice(clause.opening, clause.word, fact.span)]
    told.add(clause.kind)
    return replace(fact, **{OF_A_FACT.get(clause.kind, "in_force"): clause.value}), []


def _with_meaning(fact: n.Has, meaning: n.Meaning) -> tuple[n.Has, list[Diagnostic]]:
    """The fact with what one of its values means; values stand in the order of the options."""
    options = [bare(name) for name in values(fact.type)]
    at = bare(meaning.value.text)
    if not options:
        return fact, [problems.no_values(meaning.span, fact.name.text)]
    if at not in options:
        return fact, [problems.no_such_value(meaning.value.span, meaning.value.text, list(values(fact.type)))]
    there = next((one for one in fact.meanings if bare(one.value.text) == at), None)
    if there is not None:
        return fact, [problems.twice(meaning.span, f"value {meaning.value.text}", there.span)]
    every = sorted((*fact.meanings, meaning), key=lambda one: options.index(bare(one.value.text)))
    return replace(fact, meanings=tuple(every)), []


def values(type_: n.TypeRef) -> tuple[str, ...]:
    """What may be stated, where that can be listed: the options, yes and no; none, where it may be none."""
    named = ("yes", "no") if type_.kind == "yes or no" else tuple(option.text for option in type_.options)
    return (*named, "none") if named and type_.optional else named


def has(clause: Clause) -> tuple[n.Has, list[Diagnostic]]:
    """The line `has ...` itself."""
    name, kind, *rest = clause.value
    words = {t.type for t in rest if isinstance(t, Token)}
    options = [c for c in rest if isinstance(c, Clause)]
    condition = rest[-1] if rest and not isinstance(rest[-1], Token | Clause) else None
    found: list[Diagnostic] = []
    for before, after in zip(options, options[1:], strict=False):
        if before.kind == after.kind:
            found.append(problems.twice(after.opening, after.word, before.opening))
        elif _OPTION_ORDER.index(after.kind) < _OPTION_ORDER.index(before.kind):
            found.append(problems.out_of_order(after.opening, after.word, before.word, before.opening))
    presume = next((o.value for o in options if o.kind == "presume"), (None, ()))
    fact = n.Has(
        name=to_name(name),
        type=replace(kind, optional="OPTIONAL" in words),
        required="REQUIRED" in words,
        judgement=any(o.kind == "judgement" for o in options),
        never_decides=any(o.kind == "never decides" for o in options),
        presume=presume[0],
        presume_cites=presume[1],
        only_where=condition,
        guidance="",
        decided_by="",
        span=clause.span,
    )
    return fact, found
