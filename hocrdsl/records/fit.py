"""Whether a file's columns are those of a record set, before any row is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyarrow import types

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.records import problems
from hocrdsl.records.layout import THERE, Fact, Group, Layout

_MOST = 20


def is_text(type_: Any) -> bool:
    """Whether a type is a text, or a dictionary of texts."""
    if types.is_dictionary(type_):
        type_ = type_.value_type
    return bool(types.is_string(type_) or types.is_large_string(type_) or _is_view(type_))


def _is_view(type_: Any) -> bool:
    known = getattr(types, "is_string_view", None)
    return known is not None and bool(known(type_))


def is_list(type_: Any) -> bool:
    """Whether a type is a list of any sort."""
    return bool(types.is_list(type_) or types.is_large_list(type_) or types.is_fixed_size_list(type_)
                or str(type_).startswith(("list_view", "large_list_view")))


def fit(schema: Any, layout: Layout, file: str) -> tuple[str, ...]:
    """The facts for which a file has no column, by path; raises MisfitRecords with everything else that is wrong."""
    found = list(_misfits(schema, layout, file))
    if found:
        raise problems.MisfitRecords(*found[:_MOST])
    there = {*_paths(schema)}
    return tuple(path for path, _, _ in layout.paths() if path not in there)


def paths_of(schema: Any) -> tuple[str, ...]:
    """The paths of a schema's columns and fields, those within lists too."""
    return tuple(_paths(schema))


def _paths(schema: Any) -> Iterator[str]:
    for field in schema:
        yield from _below(field, field.name)


def _below(field: Any, path: str) -> Iterator[str]:
    inner = field.type.value_type if is_list(field.type) else None
    if inner is not None and types.is_struct(inner):
        for part in inner:
            yield from _below(part, f"{path}.{part.name}")
    else:
        yield path


def _misfits(schema: Any, layout: Layout, file: str) -> Iterator[Diagnostic]:
    groups = {group.name: group for group in layout.groups}
    known = (layout.key, *groups, layout.more)
    yield from _names(schema.names, known, "", file)
    for name in (layout.key, layout.events.name):
        if name not in schema.names:
            why = "it tells incidents apart" if name == layout.key else "it is what is decided"
            yield problems.missing(file, name, why)
    for field in schema:
        if field.name == layout.key:
            if not (is_text(field.type) or types.is_integer(field.type)):
                yield problems.wrong_type(file, field.name, str(field.type), "a string or an integer")
        elif field.name == layout.more:
            if not (is_text(field.type) or types.is_null(field.type)):
                yield problems.wrong_type(file, field.name, str(field.type), "a string: JSON")
        elif field.name in groups:
            yield from _group(field.type, groups[field.name], field.name, file)


def _names(names: list[str], known: tuple[str, ...], above: str, file: str) -> Iterator[Diagnostic]:
    for place, name in enumerate(names):
        if name not in known:
            yield problems.extra(file, above + name, [above + one for one in known])
        elif name in names[:place]:
            yield problems.twice(file, above + name)


def _group(type_: Any, group: Group, path: str, file: str) -> Iterator[Diagnostic]:
    if types.is_null(type_):
        return
    inner = type_.value_type if is_list(type_) else None
    if inner is not None and types.is_null(inner):
        return
    if inner is None or not types.is_struct(inner):
        yield problems.wrong_type(file, path, str(type_)[:80], "a list of structs")
        return
    fields = {fact.name: fact for fact in group.facts}
    flags = {fact.none for fact in group.facts if fact.none is not None}
    below = group.inner
    names = [field.name for field in inner]
    # what has no facts may be told by any truth value
    known = (*fields, *flags, *((below.name,) if below else ()), *(() if fields or below else (THERE,)))
    yield from _names(names, known, f"{path}.", file)
    for fact in group.facts:
        if fact.required and fact.name not in names:
            yield problems.missing(file, f"{path}.{fact.name}", "it is required")
    for field in inner:
        at = f"{path}.{field.name}"
        if below is not None and field.name == below.name:
            yield from _group(field.type, below, at, file)
        elif field.name in fields:
            due = due_of(field.type, fields[field.name])
            if due is not None:
                yield problems.wrong_type(file, at, str(field.type)[:80], due)
        elif field.name in known and not (types.is_boolean(field.type) or types.is_null(field.type)):
            yield problems.wrong_type(file, at, str(field.type)[:80], "a bool")


def due_of(type_: Any, fact: Fact) -> str | None:
    """What a fact's column may be, where a type is none of it."""
    if types.is_null(type_):
        return None
    match fact.kind:
        case "yes":
            return None if types.is_boolean(type_) else "a bool"
        case "number":
            good = types.is_integer(type_) or types.is_floating(type_) or types.is_decimal(type_)
            return None if good else "a number"
        case "time":
            good = types.is_timestamp(type_) or types.is_date(type_) or is_text(type_)
            return None if good else "a timestamp, a date, or a string such as 2026-04-01 or 2026-04-01T09:30"
        case "thing":
            return _reference(type_, fact)
        case "things":
            wrong = _reference(type_.value_type, fact) if is_list(type_) else "?"
            return wrong and ("a list of places (integers)" if fact.heading else "a list of names (strings)")
        case _:
            return None if is_text(type_) else "a string, or a dictionary of strings"


def _reference(type_: Any, fact: Fact) -> str | None:
    if fact.heading is None:
        return None if is_text(type_) or types.is_null(type_) else "a name (string)"
    return None if types.is_integer(type_) or types.is_null(type_) else f"a place in `{fact.heading}` (integer)"


def read_of(schema: Any, wanted: frozenset[str] | None, layout: Layout) -> tuple[str, ...]:
    """The paths to read of a file: those wanted with what says that they are none, the key, `more`, and of each list
    one field at least, since how many items it has is asked too."""
    every = paths_of(schema)
    if wanted is None:
        return every
    beside = {f"{path.rpartition('.')[0]}.{fact.none}": path for path, _, fact in layout.paths() if fact.none}
    chosen = {path for path in every
              if path in (layout.key, layout.more) or path in wanted or beside.get(path) in wanted}
    chosen |= {path for path, _, fact in layout.paths() if fact.required and path in every}
    for group in (*layout.groups, layout.decided):
        above = f"{layout.events.name}.{group.name}." if group is layout.decided else f"{group.name}."
        below = [path for path in every if path.startswith(above)]
        own = [path for path in below if "." not in path[len(above):]] or below
        if own and not chosen & {*own}:
            chosen.add(own[0])
    return tuple(path for path in every if path in chosen)
