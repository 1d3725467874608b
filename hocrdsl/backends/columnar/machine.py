"""A loop language, small and typed, to machine code by way of LLVM.

A program is Python text of functions over 64-bit integers: assignments, `if`, `while`, `for … in range(a, b)`,
`return`, arithmetic, comparisons, calls of one another, `bits_of` (a whole number as the bits of a floating one), and
arrays named beforehand (`NAME[i]`, read and written). It is a true subset of Python: the same text runs under the
interpreter, slowly, which is how it is tested. `//` and `%` are for operands that are not negative. A function that
begins with the text "inline" is put into those that call it.

Why not numba: it infers the types of each function, which for a whole rulebook takes half a minute; here every type is
known, and the same rules are machine code in some seconds (docs/decisions/018).
"""

from __future__ import annotations

import ast
import ctypes
import hashlib
from collections.abc import Mapping
from types import CodeType, FunctionType
from typing import Protocol

from hocrdsl.backends.columnar.assembler import ARITHMETIC, COMPARE, INLINE, WIDTHS, Array, Function, apart, each
from hocrdsl.backends.columnar.wide import LANES, LONGEST, WHOLE, TooMuch, Wide, declared, quotient

def assembly(text: str, arrays: Mapping[str, Array], exported: Mapping[str, int]) -> str:
    """The program as LLVM's assembly. `exported`: functions that are called from without, with how many arguments
    they take."""
    tree = ast.parse(text)
    functions = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
    names = {one.name: len(one.args.args) for one in functions}
    lines = [f'target triple = "{_triple()}"', ""]
    wide = _wide(functions, arrays)
    for one in wide.values():
        lines += one
    for function in functions:
        lines += Function(function, arrays, names, wide).lines()
    for name, count in exported.items():
        given = "".join(f", i64 %a{at}" for at in range(count))
        lines += [
            f"define i64 @enter_{name}(ptr %table{given}) {{",
            f"  %r = call fastcc i64 @{name}(ptr %table{given})", "  ret i64 %r", "}", "",
        ]
    lines += [*(declared() if wide else []), *apart(arrays.values())]
    return "\n".join(lines)


def _wide(functions: list[ast.FunctionDef], arrays: Mapping[str, Array]) -> dict[str, list[str]]:
    """What loops call for each of their places, for several places at once, where that can be done."""
    trees, found = {one.name: one for one in functions}, {}
    for node in (node for one in functions for node in ast.walk(one)):
        called = each(node) if isinstance(node, ast.For) else None
        if called is not None and called not in found:
            try:
                found[called] = Wide(trees, arrays, COMPARE, ARITHMETIC).lines(called)
            except TooMuch:
                continue
    return found


def _key(*parts: object) -> str:
    """The digest of all that code is made from, what is done here among it."""
    classes = (one for part in (Function, Wide, Machine) for one in vars(part).values())
    made = (*classes, assembly, declared, quotient, apart, each, _wide, _triple)
    own = [one.__code__ for one in made if isinstance(one, FunctionType)]
    told = (COMPARE, ARITHMETIC, WIDTHS, INLINE, LANES, LONGEST, WHOLE)
    return hashlib.sha256(repr((*map(_said, own), told, parts)).encode()).hexdigest()


def _said(code: CodeType) -> tuple[object, ...]:
    """What a function does, wherever it stands."""
    constants = [_said(one) if isinstance(one, CodeType) else one for one in code.co_consts]
    return code.co_name, code.co_code, code.co_names, constants


def _triple() -> str:
    import llvmlite.binding as llvm

    return str(llvm.get_default_triple())


class Shelf(Protocol):
    """Where code that was made is kept, by a digest of all that it was made from."""

    def get(self, key: str) -> bytes | None:
        """What was put there, if it is there."""

    def put(self, key: str, code: bytes) -> None:
        """Keep it."""


class Machine:
    """A program in machine code. `call(name, table, ...)`: a function, with the table of pointers."""

    def __init__(self, text: str, arrays: Mapping[str, Array], exported: Mapping[str, int], inline: int = 225,
                 shelf: Shelf | None = None) -> None:
        """`inline`: up to what size functions are put into those that call them; less is made sooner."""
        import llvmlite
        import llvmlite.binding as llvm

        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        processor, features = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
        target = llvm.Target.from_default_triple().create_target_machine(
            cpu=processor, features=features, opt=2, jit=True)
        made = None
        key = _key(text, sorted((name, one.place, one.kind, one.fixed) for name, one in arrays.items()),
                   sorted(exported.items()), inline, llvmlite.__version__, llvm.llvm_version_info, processor, features)
        if shelf is not None:
            made = shelf.get(key)
        if made is None:
            module = llvm.parse_assembly(assembly(text, arrays, exported))
            module.verify()
            options = llvm.create_pipeline_tuning_options(speed_level=2)
            options.inlining_threshold = inline
            builder = llvm.create_pass_builder(target, options)
            builder.getModulePassManager().run(module, builder)
            made = target.emit_object(module)
            if shelf is not None:
                shelf.put(key, made)
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(f'target triple = "{_triple()}"'), target)
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(made))
        self._engine.finalize_object()
        self._called = {
            name: ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, *[ctypes.c_int64] * count)(
                self._engine.get_function_address(f"enter_{name}"))
            for name, count in exported.items()
        }  # fmt: skip

    def call(self, name: str, table: int, *given: int) -> int:
        """Run an exported function; other threads of Python run meanwhile."""
        return int(self._called[name](table, *given))
