"""Full forms told as text: what is read from the text calls the same, with the same, as the code would."""

from __future__ import annotations

import ast
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocrdsl.backends.python.build import (
    call, const, define_in_full, function_of, get, give, in_full, name, settle, tuple_of,
)
from hocrdsl.backends.python.full import mark
from hocrdsl.backends.python.program import program
from hocrdsl.backends.python.runtime.told import Told, telling
from hocrdsl.backends.python.telling import told_function, told_inside
from tests.agreement.plans import plan


class Noted(dict[str, Any]):
    """A module of which every name is a function that says how it was called; a function given is called itself."""

    def __missing__(self, title: str) -> Any:
        def called(*arguments: Any) -> Any:
            return (title, *[_shown(one) for one in arguments])

        called.called = title  # type: ignore[attr-defined]
        return called


def _shown(one: Any) -> Any:
    if isinstance(one, tuple):
        return tuple(_shown(part) for part in one)
    if not callable(one):
        return one
    if hasattr(one, "called"):
        return one.called
    # a function read from a text takes any number
    number = 1 if one.__code__.co_varnames[:1] == ("more",) else one.__code__.co_argcount
    return ("function", _shown(one(*["inner"] * number)))


RUN = SimpleNamespace(unknown=["noted"] * 3)


def by_code(function: ast.FunctionDef, *arguments: Any) -> Any:
    value = function.body[-1].value  # type: ignore[attr-defined]
    names = ", ".join(one.arg for one in function.args.args)
    found = eval(f"lambda {names}: {ast.unparse(value)}", Noted({"len": len}))  # noqa: S307
    return _shown(found(*arguments))


def by_text(function: ast.stmt, *arguments: Any) -> Any:
    told = told_function(function)
    assert isinstance(told, ast.AnnAssign), ast.unparse(function)
    space = Noted()
    names, form = [one.value for one in told.value.args]  # type: ignore[union-attr]
    return _shown(Told(names, form, space)(*arguments))


@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_every_full_form_calls_what_the_code_calls(name: str) -> None:
    found = [one for _, one in program(plan(name)).functions if one.name.endswith("_in_full")]  # type: ignore[attr-defined]
    assert len(found) > 10
    for function in found:
        things = [{"_index": place, "_name": place} for place in range(len(function.args.args) - 1)]  # type: ignore[attr-defined]
        assert by_text(function, RUN, *things) == by_code(function, RUN, *things)  # type: ignore[arg-type]


def _function(value: ast.expr) -> ast.FunctionDef:
    return define_in_full("f", ("run", "x"), [give(value)])


TEXTS = st.text(st.sampled_from("`'\"()[]#->. \\\nabx{0}"), max_size=12)
LEAVES = st.one_of(
    TEXTS.map(const), st.integers(-9, 9).map(lambda n: ast.parse(repr(n), mode="eval").body),
    st.sampled_from([True, False, None]).map(const), st.sampled_from(["run", "x", "TABLE_1"]).map(name),
    st.builds(mark), st.builds(lambda: get(name("x"), const("_index"))),
)
FORMS = st.recursive(LEAVES, lambda inner: st.one_of(
    st.lists(inner, max_size=6).map(lambda some: call("limbs", *some)),
    st.lists(inner, max_size=3).map(tuple_of),
    inner.map(function_of), inner.map(lambda one: function_of(one, "v1")),
), max_leaves=12)


@given(FORMS)
def test_any_form_comes_back(value: ast.expr) -> None:
    """Whatever stands in a text: quotation marks, brackets, what looks like a form."""
    one = _function(value)
    assert by_text(one, RUN, {"_index": 7}) == by_code(one, RUN, {"_index": 7})


def test_a_law_that_can_fail() -> None:
    one = _function(call("leaf", name("run"), mark(), const("a"), name("x")))
    other = _function(call("leaf", name("run"), mark(), const("a"), name("run")))
    assert by_text(one, RUN, 1) != by_code(other, RUN, 1)
    assert by_text(one, RUN, 1) == ("leaf", RUN, 3, "a", 1)


def test_what_has_no_form_stays_code() -> None:
    strange = _function(ast.parse("x + 1", mode="eval").body)
    assert told_function(strange) is strange
    lines = define_in_full("f", ("x",), [settle("a", name("x")), give(name("a"))])
    assert told_function(lines) is lines


def test_only_what_is_marked_is_told() -> None:
    pair = tuple_of([function_of(const(1), "run"), in_full(const(1), "run")])
    assert ast.unparse(told_inside(pair)) == "(lambda run: 1, told('run', '1'))"


def test_a_form_is_read_when_it_is_called_and_once() -> None:
    space = Noted()
    found = telling(space)("run x", "(missing x)")
    assert found._made is None
    assert found(RUN, 4) == ("missing", 4)
    made = found._made
    assert found(RUN, 5) == ("missing", 5) and found._made is made
