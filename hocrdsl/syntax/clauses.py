"""Which clauses a definition has, in which order; checks that they stand so."""

from __future__ import annotations

from hocrdsl.data import Data
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.source import Span
from hocrdsl.syntax import problems
from hocrdsl.syntax.build_clauses import Clause, Raw


class Place(Data):
    """Where a kind of clause stands. Kinds of the same rank may be mixed."""

    rank: int
    repeats: bool = False
    required: bool = False


def _order(*kinds: str) -> dict[str, Place]:
    """`*` after a kind: it may repeat; `!`: it is required; `=` before it: same rank as the one above."""
    places: dict[str, Place] = {}
    rank = 0
    for kind in kinds:
        rank += not kind.startswith("=")
        places[kind.strip("=!*")] = Place(rank, "*" in kind, "!" in kind)
    return places


_UNDER_A_FACT = ("=guidance*", "=value*", "=example*", "=decided by*")
_PROVISION = _order(
    "cites!", "text", "standing", "in force", "for each!", "where", "action!*", "failing which*", "otherwise"
)
ORDERS: dict[str, dict[str, Place]] = {
    "rulebook": _order(
        "language", "cites", "in force", "known on", "published on", "decides by", "decides each", "counts",
        "local time", "class rules prevail", "cites for class rules", "where provisions disagree",
        "where nothing classifies",
    ),
    "result": _order("cites!", "text", "in force", "settled by", "classified by"),
    "entity": _order("text", "has*", *_UNDER_A_FACT, "=in force*"),
    "facts": _order("text", "has!*", *_UNDER_A_FACT, "=in force*"),
    "define": _order("cites", "text", "standing", "in force", "for each!", "body!*", "otherwise it is"),
    "rule": _PROVISION,
    "exception": _PROVISION,
    "reading": _PROVISION,
    "earlier": _PROVISION,
    "disagreement": _order("cites!", "text", "standing", "in force", "action!"),
    "table": _order(
        "cites", "text", "standing", "in force", "the first row that fits", "=not every combination has a row",
        "rows in", "=row*",
    ),
    "untranslatable": _order("cites!", "text!", "in force"),
    "amendment": _order(
        "cites!", "text", "made on", "=proposed", "in force", "operation*", "=substitute*", "=insert*", "=in clause*",
        *_UNDER_A_FACT,
    ),
}  # fmt: skip

_NAMES = {"entity": "an entity", "facts": "`facts of`", "earlier": "an earlier wording", "exception": "an exception",
          "untranslatable": "an untranslatable passage", "amendment": "an amendment"}  # fmt: skip
_EXAMPLES = {
    "cites": "cites [Document title, p. 7]",
    "for each": "for each allegation",
    "text": "text\n  > The passage that can't be carried.",
    "body": "it is so when ...",
    "has": "has name of the fact: yes or no",
}


def named(raw: Raw) -> list[Clause]:
    """The clauses, with the second `cites` of a rulebook told from the first."""
    if raw.head.kind != "rulebook":
        return list(raw.clauses)
    clauses: list[Clause] = []
    for clause in raw.clauses:
        if clause.kind == "cites" and clauses and clauses[-1].kind == "class rules prevail":
            clause = Clause("cites for class rules", clause.word, clause.value, clause.span, clause.opening)
        clauses.append(clause)
    return clauses


def check_order(raw: Raw, clauses: list[Clause]) -> list[Diagnostic]:
    """Clauses that are strange, twice, out of order or missing."""
    order = ORDERS[raw.head.kind]
    found: list[Diagnostic] = []
    seen: dict[str, Clause] = {}
    highest: Clause | None = None
    strange: Diagnostic | None = None
    for clause in clauses:
        place = order.get(clause.kind)
        if place is None:
            kind = _NAMES.get(raw.head.kind, f"a {raw.head.kind}")
            strange = strange or problems.not_here(clause.opening, clause.word, kind)
            continue
        if clause.kind in seen and not place.repeats:
            found.append(problems.twice(clause.opening, clause.word, seen[clause.kind].opening))
        elif highest is not None and place.rank < order[highest.kind].rank:
            found.append(problems.out_of_order(clause.opening, clause.word, highest.word, highest.opening))
        else:
            highest = clause
        seen.setdefault(clause.kind, clause)
    if strange is not None:
        # most often a heading was lost: said once, and what seems to be missing is not told
        return [*found, strange]
    return found + _missing(raw, order, seen)


def _missing(raw: Raw, order: dict[str, Place], seen: dict[str, Clause]) -> list[Diagnostic]:
    found = []
    for kind, place in order.items():
        if not place.required or kind in seen:
            continue
        if kind == "action":
            # `otherwise` alone follows nothing
            found.append(problems.no_action(_heading(raw)))
        else:
            word = "it is" if kind == "body" else kind
            found.append(problems.missing(_heading(raw), word, _EXAMPLES[kind]))
    return found


def _heading(raw: Raw) -> Span:
    return raw.head.span
