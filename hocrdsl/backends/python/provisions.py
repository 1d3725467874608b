"""One provision as two functions: over known facts, and in full. And one definition likewise."""

from __future__ import annotations

import ast

from hocrdsl.backends.python.build import (
    Expr,
    assign,
    attr,
    call,
    compare,
    const,
    define,
    define_in_full,
    function_of,
    get,
    give,
    in_full,
    literal,
    locate,
    name,
    settle,
    tuple_of,
    when,
)
from hocrdsl.backends.python.chains import chain, look_up_lines, written_out
from hocrdsl.backends.python.fast import fast_body, fast_look_up, fast_test, fast_value
from hocrdsl.backends.python.full import full_body, full_look_up, full_test, full_value, mark
from hocrdsl.backends.python.names import Shared
from hocrdsl.backends.python.rows import NotByRow
from hocrdsl.backends.python.shapes import weight
from hocrdsl.model import nodes
from hocrdsl.model.expressions import Combined, Test, Thing, Things, Value, Variable
from hocrdsl.model.nodes import Action, MoreSerious, Provision
from hocrdsl.model.wording import say
from hocrdsl.plan.nodes import Step

_THINGS = ("x", "y")
# where it takes so many forms to tell what a provision is about, it is asked first whether it would conclude at all
_DEAR = 100


def provision_functions(shared: Shared, step: Step) -> list[ast.stmt]:
    """The functions of one provision over known facts."""
    provision = step.provision
    title = shared.provisions[step.label]
    env = _THINGS[: len(provision.entities)]
    found: list[ast.stmt] = []
    for action in _actions(provision):
        if isinstance(action, MoreSerious):
            found.append(locate(_serious(shared, title, action), action.span))
    body: list[ast.stmt] = [
        ast.Try(_fast(shared, title, provision, env), [_not_settled(shared, title, provision, env)], [], []),
    ]
    found.append(locate(define(title, ("run", *env), body, _doc(provision)), provision.span))
    return found


def provision_in_full(shared: Shared, step: Step) -> ast.stmt:
    """The function of one provision, every test in full."""
    env = _THINGS[: len(step.provision.entities)]
    return locate(_in_full(shared, shared.provisions[step.label], step, env), step.provision.span)  # type: ignore[no-any-return]


def _actions(provision: Provision) -> list[Action]:
    return [*provision.actions, *([provision.otherwise] if provision.otherwise else [])]


def _not_settled(shared: Shared, title: str, provision: Provision, env: tuple[str, ...]) -> ast.ExceptHandler:
    again: Expr = call(f"{title}_in_full", name("run"), *[name(one) for one in env])
    tests = [action.when for action in provision.actions if action.when is not None]
    alone = len(env) == 1 and provision.otherwise is None and len(tests) == len(provision.actions)
    if alone and provision.where is not None and weight(shared, provision.where) > _DEAR:
        limbs = [_limbs_of(shared, test) for test in tests]
        sure = call("never", name("run"), tuple_of(
            tuple_of(function_of(fast_test(shared, limb, env)) for limb in some) for some in limbs
        ))
        again = ast.IfExp(sure, const(None), again)
    return ast.ExceptHandler(name("UNSETTLED"), None, [give(again)])


def _limbs_of(shared: Shared, test: Test) -> list[Test]:
    """What all must hold for a test to hold, the lightest first."""
    limbs = test.limbs if isinstance(test, Combined) and test.kind == "all" else (test,)
    return sorted(limbs, key=lambda limb: weight(shared, limb))


# --- over known facts -------------------------------------------------------------------


def _fast(shared: Shared, title: str, provision: Provision, env: tuple[str, ...]) -> list[ast.stmt]:
    body: list[ast.stmt] = []
    if provision.where is not None:
        where = ast.UnaryOp(ast.Not(), fast_test(shared, provision.where, env))
        body.append(locate(when(where, [give(const(None))]), provision.where.span))
    lines = look_up_lines(shared, provision, env)
    if lines is not None:
        return [*body, give(lines)]
    otherwise = const(None) if provision.otherwise is None else _answer(shared, title, provision.otherwise, env, True)
    if len(provision.actions) == 1 and not _may_answer_nothing(provision.actions[0]):
        action = provision.actions[0]
        answer = give(_answer(shared, title, action, env, True))
        if action.when is None:
            return [*body, locate(answer, action.span)]
        holds = when(fast_test(shared, action.when, env), [answer])
        return [*body, locate(holds, action.span), give(otherwise)]
    body.append(settle("found", const(None)))
    for action in provision.actions:
        agreed = call("agreed", name("found"), _answer(shared, title, action, env, True))
        more: list[ast.stmt] = [settle("found", agreed)]
        if isinstance(action, MoreSerious):
            nothing = compare(name("found"), ast.Is(), const(None))
            alike = call("same_row", name("run"), tuple_of(name(one) for one in env))
            more.append(when(ast.BoolOp(ast.And(), [nothing, alike]), [give(const(None))]))
        if action.when is not None:
            more = [when(fast_test(shared, action.when, env), more)]
        body += [locate(line, action.span) for line in more]
    if provision.otherwise is not None:
        body.append(when(compare(name("found"), ast.Is(), const(None)), [give(otherwise)]))
    return [*body, give(name("found"))]


def _may_answer_nothing(action: Action) -> bool:
    return isinstance(action, MoreSerious) or isinstance(action, nodes.ClassifyAs)


def _answer(shared: Shared, title: str, action: Action, env: tuple[str, ...], fast: bool) -> Expr:
    """What an action answers, in the terms of its stratum."""
    match action:
        case nodes.ClassifyAs(value, table):
            return _classified(shared, value, table, env, fast)
        case nodes.FateIs(verb, result):
            return literal((verb, result))
        case nodes.JoinsTo():
            return literal(("join", None))
        case nodes.Releases():
            return literal(("release", None))
        case nodes.UnitIs():
            return name(unit(shared, action))
        case nodes.Cancels(_, code):
            return const(code)
        case nodes.Permits(allowed, permitted, codes):
            return literal((allowed, permitted, codes))
        case nodes.PairAnswer(winner, result):
            who: Expr = const(None) if winner is None else get(name(env[winner]), const("_index"))
            return tuple_of([who, const(result)])
        case MoreSerious():
            return call(f"{title}_more_serious", name("run"), *[name(one) for one in env])
        case nodes.Concludes(_, _, type_, value, firsts):
            found = _concluded(shared, value, firsts, env, fast)
            plain = fast and not firsts and not isinstance(type_, (Thing, Things))
            return found if plain else call("named", found)
    raise AssertionError(f"no answer here: {action}")


def _classified(shared: Shared, value: Value | None, table: str | None, env: tuple[str, ...], fast: bool) -> Expr:
    if table is not None:
        one = shared.model.tables[table]
        found = fast_look_up(shared, one, env[0]) if fast else full_look_up(shared, one, env[0])
    else:
        assert value is not None
        found = fast_value(shared, value, env) if fast else full_value(shared, value, env)
        if isinstance(found, ast.Constant):
            return found
    return call("certain", name("run"), found)


def _concluded(
    shared: Shared, value: Value | None, firsts: tuple[Value, ...], env: tuple[str, ...], fast: bool
) -> Expr:
    if firsts:
        each = tuple_of(function_of(full_value(shared, one, env)) for one in firsts)
        found: Expr = call("first_known", name("run"), const(0) if not fast else mark(), each)
    else:
        assert value is not None
        found = fast_value(shared, value, env) if fast else full_value(shared, value, env)
    return found


def unit(shared: Shared, action: nodes.UnitIs) -> str:
    """The name of a unit: for each line of parts its fast and its full form, as functions of a thing."""
    lines = (action.parts, *action.fallbacks)
    kept = shared.keep("UNIT", action, const(None))
    shared.data[kept] = tuple_of(
        tuple_of([
            function_of(tuple_of(fast_value(shared, part, ("x",)) for part in parts), "run", "x"),
            in_full(tuple_of(function_of(full_value(shared, part, ("x",))) for part in parts), "run", "x"),
        ])
        for parts in lines
    )
    return kept


def _serious(shared: Shared, title: str, action: MoreSerious) -> ast.stmt:
    """Which of two things the criteria put first: (its place, None), or None."""
    classified = shared.model.charter.classified
    row = shared.model.charter.row_entity
    body: list[ast.stmt] = [
        settle(one, ast.Call(attr(name(thing), "get"), [const(classified), const("none")], []))
        for one, thing in (("one", "x"), ("other", "y"))
    ]
    either = ast.BoolOp(ast.Or(), [
        compare(name("one"), ast.Eq(), name("other")),
        compare(const("none"), ast.In(), tuple_of([name("one"), name("other")])),
    ])
    body.append(when(either, [give(const(None))]))
    first, second = [tuple_of([get(name(thing), const("_index")), const(None)]) for thing in _THINGS]
    for criterion in action.criteria:
        values = shared.rows.values(criterion.first, Variable(0, row), row)
        if criterion.kind == "rather":
            assert criterion.second is not None
            others = shared.rows.values(criterion.second, Variable(0, row), row)
            wanted = shared.row_set(frozenset(key for key, value in values.items() if value is True))
            unwanted = shared.row_set(frozenset(key for key, value in others.items() if value is True))
            ahead, back = _rather("one", "other", wanted, unwanted), _rather("other", "one", wanted, unwanted)
            body.append(when(ast.BoolOp(ast.And(), [ahead, ast.UnaryOp(ast.Not(), back)]), [give(first)]))
            body.append(when(ast.BoolOp(ast.And(), [_rather("other", "one", wanted, unwanted), ast.UnaryOp(
                ast.Not(), _rather("one", "other", wanted, unwanted))]), [give(second)]))
            continue
        table = shared.by_row(values)
        body += [
            settle("a", get(name(table), name("one"))),
            settle("b", get(name(table), name("other"))),
        ]
        told = ast.BoolOp(ast.And(), [
            compare(name("a"), ast.IsNot(), const(None)), compare(name("b"), ast.IsNot(), const(None)),
            compare(name("a"), ast.NotEq(), name("b")),
        ])
        lower = ast.Lt() if criterion.kind == "lower" else ast.Gt()
        body.append(when(told, [give(ast.IfExp(compare(name("a"), lower, name("b")), first, second))]))
    said = "; ".join(f"({number}) {criterion.text}" for number, criterion in enumerate(action.criteria, 1))
    return define(f"{title}_more_serious", ("run", *_THINGS), [*body, give(const(None))], said)


def _rather(one: str, other: str, wanted: str, unwanted: str) -> Expr:
    return ast.BoolOp(ast.And(), [
        get(name(wanted), name(one)), get(name(unwanted), name(other)),
    ])


# --- in full ----------------------------------------------------------------------------


def _in_full(shared: Shared, title: str, step: Step, env: tuple[str, ...]) -> ast.stmt:
    provision = step.provision
    where = const(None) if provision.where is None else _test_later(shared, provision.where, env)
    actions = [
        tuple_of([
            const(None) if action.when is None else _test_later(shared, action.when, env),
            function_of(_answer(shared, title, action, env, False)),
            const(isinstance(action, MoreSerious)),
        ])
        for action in provision.actions
    ]
    otherwise = const(None)
    last: Expr = otherwise
    if provision.otherwise is not None:
        last = function_of(_answer(shared, title, provision.otherwise, env, False))
    body = call("in_full", name("run"), const(provision.stratum), const(step.label), tuple_of(name(one) for one in env),
                where, tuple_of(actions), last)
    return define_in_full(f"{title}_in_full", ("run", *env), [give(body)], f"{step.label}, every test in full.")


def _test_later(shared: Shared, test: Test, env: tuple[str, ...]) -> Expr:
    return function_of(full_test(shared, test, env))


# --- words ------------------------------------------------------------------------------


def _doc(provision: Provision) -> str:
    """Label, title, citations and standing; then the limbs, each findable by its label."""
    cites = ", ".join(f"[{cite}]" for cite in provision.cites)
    reading = f" (reading: {provision.reading})" if provision.reading else ""
    lines = [f"{provision.label} \"{provision.title}\"{reading}. {cites}. Standing: {provision.standing}."]
    limbs: list[str] = []
    for test in [provision.where, *[action.when for action in _actions(provision)]]:
        _limbs(provision.label, test, limbs)
    return "\n".join([*lines, *(["", *limbs] if limbs else [])])


def _limbs(label: str, test: Test | None, lines: list[str]) -> None:
    if isinstance(test, Combined):
        for place, limb in enumerate(test.limbs):
            if test.letters:
                letter = test.letters[place]
                first, inner, rest = letter.partition("(")
                words = {"all": "all of", "any": "any of", "none": "none of"}[limb.kind] if (
                    isinstance(limb, Combined) and limb.letters) else say(limb)
                lines.append(f"{label}({first}){inner}{rest} {words}")
            _limbs(label, limb, lines)


# --- definitions ------------------------------------------------------------------------


def definition_functions(shared: Shared, key: tuple[str, str]) -> list[ast.stmt]:
    """The function of a definition over known facts; none of a closure, which is a test of two, always in full."""
    one = shared.model.definitions[key]
    title = shared.definitions[key]
    doc = _doc_of(one)
    if isinstance(one.body, nodes.ClosureBody) or by_row(shared, key):
        return []
    if isinstance(one.body, nodes.TableBody) and written_out(shared.model.tables[one.body.table]):
        found = chain(shared, shared.model.tables[one.body.table], "x")
    else:
        found = fast_body(shared, one.body, "x")
    return [locate(define(title, ("run", "x"), found, doc), one.span)]


def definition_in_full(shared: Shared, key: tuple[str, str]) -> ast.stmt:
    """The function of a definition, in full: of a closure, of two things."""
    one = shared.model.definitions[key]
    title = f"{shared.definitions[key]}_in_full"
    things: tuple[str, ...] = ("x",)
    if isinstance(one.body, nodes.ClosureBody):
        things = _THINGS
        body: list[ast.stmt] = [give(full_test(shared, one.body.test, _THINGS))]
    else:
        body = full_body(shared, one.body, "x")
    return locate(define_in_full(title, ("run", *things), body, _doc_of(one)), one.span)  # type: ignore[no-any-return]


def _doc_of(one: nodes.Definition) -> str:
    cites = ", ".join(f"[{cite}]" for cite in one.cites)
    return f"{one.name}, for each {one.entity.replace('_', ' ')}. {cites}".strip()


def by_row(shared: Shared, key: tuple[str, str]) -> bool:
    """Whether a definition over rows was worked out for every row, so that nothing over known facts calls it."""
    try:
        shared.rows.defined(*key)
    except (NotByRow, KeyError):
        return False
    return True


def assignment(target: str, value: Expr) -> ast.stmt:
    """Shared data, placed nowhere."""
    return locate(assign(target, value), None)  # type: ignore[no-any-return]
