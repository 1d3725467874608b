"""The standalone module: it runs alone, is typed, is readable, and titles never become code."""

from __future__ import annotations

import ast
import subprocess
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hocrdsl.backends import python
from hocrdsl.backends.python import inline
from hocrdsl.backends.python.edition import namespace
from hocrdsl.backends.python.program import program
from hocrdsl.plan import Plan
from tests.agreement.plans import module, plan

HEAVY = ("typing", "dataclasses", "re", "enum", "json", "datetime", "collections")


@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_it_imports_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / "rules_alone.py").write_text(python.emit(plan(name)), encoding="utf-8")
    script = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); before = set(sys.modules); import rules_alone as one\n"
        f"found = [name for name in {HEAVY!r} if name in sys.modules and name not in before]; assert not found, found\n"
        "assert not [name for name in sys.modules if name.startswith('hocrdsl')]\n"
        "event = one.VOCABULARY['event_list']\n"
        "assert one.validate({event: 3}) and one.validate({event: []}) == ()\n"
        "assert one.decide({event: []})['determined'] and one.explain({event: []})['trace'] == []\n"
        "assert one.answers({event: []}) == ((), ())\n"
    )
    subprocess.run([sys.executable, "-I", "-S", "-c", script], check=True, cwd=tmp_path)


@pytest.mark.slow
def test_it_passes_mypy_strict(tmp_path: Path) -> None:
    for name in ("toy", "hocr"):
        (tmp_path / f"{name}_typed.py").write_text(python.emit(plan(name)), encoding="utf-8")
    files = [str(one) for one in tmp_path.glob("*.py")]
    done = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--config-file=", *files], capture_output=True,
                          text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_every_provision_is_a_function_and_every_limb_is_findable(name: str) -> None:
    text = python.emit(plan(name))
    functions = {node.name: ast.get_docstring(node) or "" for node in ast.parse(text).body
                 if isinstance(node, ast.FunctionDef)}
    for label, provision in plan(name).model.provisions.items():
        doc = functions[label.replace(".", "_")]
        assert provision.title in doc
        assert all(str(cite) in doc for cite in provision.cites)
        assert provision.standing in doc
    assert name != "toy" or "A1.1(b)(ii)" in text


def test_names_of_the_runtime_are_all_different() -> None:
    tops: list[str] = []
    for node in ast.parse(inline.runtime()).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            tops.append(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            tops += [one.id for one in targets if isinstance(one, ast.Name)]
    assert len(tops) == len(set(tops))
    assert "import hocrdsl" not in inline.runtime() and "from hocrdsl" not in inline.runtime()


def retitled(one: Plan, text: str) -> Plan:
    provisions = {label: replace(provision, title=text) for label, provision in one.model.provisions.items()}
    strata = {
        stratum: tuple(replace(step, provision=provisions[step.label]) for step in steps)
        for stratum, steps in one.strata.items()
    }
    charter = replace(one.model.charter, title=text)
    return replace(one, model=replace(one.model, provisions=provisions, charter=charter), strata=strata)


@pytest.mark.parametrize(
    "title",
    [
        '"""\nraise SystemExit("taken")\n"""',
        "'''\nraise SystemExit('taken')",
        "\\",
        "x\nraise SystemExit",
        "{__import__('os')}",
    ],
)
def test_titles_are_data(title: str) -> None:
    text = python.emit(retitled(plan("toy"), title))
    found: dict[str, Any] = {}
    exec(compile(text, "titles.py", "exec"), found)
    assert found["RULEBOOK"] == title
    assert found["REASONS"]["A1"][0] == title


def test_a_fault_is_shown_on_the_rulebooks_line() -> None:
    class Broken(dict):  # type: ignore[type-arg]
        def __getitem__(self, key: str) -> Any:
            raise RuntimeError("broken")

    attempt = namespace(program(plan("toy")))["F1"]
    provision = plan("toy").model.provisions["F1"]
    try:
        attempt(None, Broken(), Broken())
    except Exception:
        frames = traceback.extract_tb(sys.exc_info()[2])
        assert any(frame.filename == provision.span.source.name and frame.lineno is not None
                   and provision.span.line <= frame.lineno <= provision.span.line + 9 for frame in frames)
    else:
        pytest.fail("nothing was raised")


def test_doors_are_constant_and_typed() -> None:
    one = module("toy")
    assert one.EDITION == plan("toy").edition and one.DIGEST == plan("toy").digest
    assert issubclass(one.InvalidIncident, ValueError)
    assert python.emit(plan("toy")) == python.emit(plan("toy"))
