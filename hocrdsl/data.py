"""Records: what a frozen data class gives, each method written when it is first needed.

The trees have more than a hundred forms, and a process that reads a rulebook would wait longer for the data classes of
all of them than for the reading. A record is made at once: its slots are named, nothing is written. `__init__`,
`__eq__` and `__hash__` of a form are written when the first of its kind is made, compared or hashed.

Fields are those annotated in the class, in order. A record has no parents but `Data`. `fields`, `replace` and
`is_dataclass` of the standard library take records too.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar, dataclass_transform

Found = TypeVar("Found")
_MISSING: Final = object()


class Field:
    """What is said of a field beyond its name and type."""

    __slots__ = ("default", "factory", "compare", "shown", "kw_only")

    def __init__(self, default: Any, factory: Callable[[], Any] | None, compare: bool, shown: bool,
                 kw_only: bool) -> None:
        self.default = default
        self.factory = factory
        self.compare = compare
        self.shown = shown
        self.kw_only = kw_only


def field(*, default: Any = _MISSING, default_factory: Callable[[], Any] | None = None, compare: bool = True,
          repr: bool = True, kw_only: bool = False) -> Any:
    """A field that differs: in its default, in taking no part in equality, in being given by name only."""
    return Field(default, default_factory, compare, repr, kw_only)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class _Kind(type):
    """Makes the class of a record: slots from its annotations."""

    _fields: dict[str, Field]

    def __new__(mcs, name: str, bases: tuple[type, ...], space: dict[str, Any], *, frozen: bool = True) -> _Kind:
        if any(type(base) is _Kind and base.__bases__ != (object,) for base in bases):
            raise TypeError(f"{name}: a record has no parents but Data")
        own: dict[str, Field] = {}
        for one in space.get("__annotations__", ()):
            given = space.pop(one, _MISSING)
            own[one] = given if type(given) is Field else Field(given, None, True, True, False)
        space["_fields"] = own
        space["__slots__"] = tuple(own)
        space["__match_args__"] = tuple([one for one, said in own.items() if not said.kw_only])
        if not frozen:
            space.update(__setattr__=object.__setattr__, __delattr__=object.__delattr__, __hash__=None)
        return type.__new__(mcs, name, bases, space)


def _written(kind: _Kind, name: str, heading: str, body: Iterable[str], names: dict[str, Any]) -> Any:
    """A method of a kind, from its lines; it stands in the class from now on."""
    exec(f"def {name}({heading}):\n " + "\n ".join(body), names)
    made = names[name]
    made.__qualname__ = f"{kind.__qualname__}.{name}"
    made.__module__ = kind.__module__
    setattr(kind, name, made)
    return made


def _write_init(kind: _Kind) -> Any:
    names: dict[str, Any] = {"_MISSING": _MISSING}
    by_place: list[str] = ["self"]
    by_name: list[str] = []
    body: list[str] = []
    for one, said in kind._fields.items():
        names[f"_set_{one}"] = kind.__dict__[one].__set__
        parameter, value = one, one
        if said.factory is not None:
            names[f"_make_{one}"] = said.factory
            parameter, value = f"{one}=_MISSING", f"_make_{one}() if {one} is _MISSING else {one}"
        elif said.default is not _MISSING:
            names[f"_default_{one}"] = said.default
            parameter = f"{one}=_default_{one}"
        (by_name if said.kw_only else by_place).append(parameter)
        body.append(f"_set_{one}(self, {value})")
    if hasattr(kind, "__post_init__"):
        body.append("self.__post_init__()")
    heading = ", ".join([*by_place, *(["*", *by_name] if by_name else [])])
    return _written(kind, "__init__", heading, body or ["pass"], names)


def _compared(kind: _Kind, of: str) -> str:
    return "".join(f"{of}.{one}, " for one, said in kind._fields.items() if said.compare)


def _write_eq(kind: _Kind) -> Any:
    body = ["if self is other: return True", "if other.__class__ is not self.__class__: return NotImplemented",
            f"return ({_compared(kind, 'self')}) == ({_compared(kind, 'other')})"]
    return _written(kind, "__eq__", "self, other", body, {})


def _write_hash(kind: _Kind) -> Any:
    return _written(kind, "__hash__", "self", [f"return hash(({_compared(kind, 'self')}))"], {})


def _rebuilt(kind: Any, values: tuple[Any, ...]) -> Any:
    """A record with these values, for copies and other processes."""
    made: Any = object.__new__(kind)
    for name, value in zip(kind._fields, values, strict=True):
        object.__setattr__(made, name, value)
    return made


class _StandardFields:
    """`__dataclass_fields__`, made when the standard library asks for it."""

    def __get__(self, record: Any, kind: _Kind) -> dict[str, Any]:
        import copy
        import dataclasses

        @dataclasses.dataclass
        class Pattern:
            field: Any

        made = {}
        for name, said in kind._fields.items():
            one = made[name] = copy.copy(dataclasses.fields(Pattern)[0])
            one.name, one.compare, one.repr, one.kw_only = name, said.compare, said.shown, said.kw_only
            if said.factory is not None:
                one.default_factory = said.factory
            elif said.default is not _MISSING:
                one.default = said.default
        type.__setattr__(kind, "__dataclass_fields__", made)
        return made


class Data(metaclass=_Kind):
    """The parent of every record: `class Limb(Data)`; `class Draft(Data, frozen=False)` for one that may change."""

    if not TYPE_CHECKING:
        __dataclass_fields__ = _StandardFields()

        def __init__(self, *given: Any, **named: Any) -> None:
            _write_init(type(self))(self, *given, **named)

        def __setattr__(self, name: str, value: Any) -> None:
            raise AttributeError(f"cannot assign to field {name!r}")

        def __delattr__(self, name: str) -> None:
            raise AttributeError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return _write_eq(type(self))(self, other)  # type: ignore[no-any-return]

    def __hash__(self) -> int:
        return _write_hash(type(self))(self)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        shown = ", ".join(f"{one}={getattr(self, one)!r}" for one, said in type(self)._fields.items() if said.shown)
        return f"{type(self).__qualname__}({shown})"

    def __reduce__(self) -> tuple[Any, ...]:
        kind = type(self)
        return _rebuilt, (kind, tuple([getattr(self, one) for one in kind._fields]))


if TYPE_CHECKING:
    from dataclasses import replace as replace
else:

    def replace(record, **changes):
        """A record like this one but for the fields given by name."""
        kind = type(record)
        for one in kind._fields:
            if one not in changes:
                changes[one] = getattr(record, one)
        return kind(**changes)


def once_for_each(work: Callable[[Any], Found]) -> Callable[[Any], Found]:
    """Keeps what was worked out from each of the few trees met last: a text is asked the same for every edition."""
    known: dict[int, tuple[Any, Found]] = {}

    def asked(tree: Any) -> Found:
        found = known.get(id(tree))
        if found is None:
            for oldest in list(known)[: max(len(known) - 31, 0)]:
                known.pop(oldest, None)
            # the tree is kept too, so that no other can have its number
            found = known[id(tree)] = (tree, work(tree))
        return found[1]

    return asked


def names_of(kind: type) -> tuple[str, ...]:
    """The names of a record's fields, in order."""
    return tuple(kind._fields) if isinstance(kind, _Kind) else ()


@contextmanager
def seldom_searched() -> Iterator[None]:
    """Garbage is searched for seldom: trees, plans and code are made by the hundred thousand and nearly all are kept,
    so that a search walks through them again and again for nothing."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], 200_000) if before[0] else 0, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
