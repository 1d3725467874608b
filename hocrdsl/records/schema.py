"""The layout of a record set as an Arrow schema, and as something to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from hocrdsl.records.layout import NO_PLACE, THERE, Fact, Group, Layout
from hocrdsl.world.facts import NONE

# of more options than this the codes take four bytes
_SHORT = 1 << 15


def type_of(fact: Fact) -> pa.DataType:
    """The type of a fact's field. A time may be a `date32` or a text instead, in any set."""
    match fact.kind:
        case "yes":
            return pa.bool_()
        case "one" | "row":
            return pa.dictionary(pa.int16() if len(fact.options) < _SHORT else pa.int32(), pa.string())
        case "number":
            return pa.float64()
        case "time":
            return pa.timestamp("s")
        case "thing":
            return pa.int32() if fact.heading else pa.string()
        case "things":
            return pa.list_(pa.int32() if fact.heading else pa.string())
        case _:
            return pa.string()


def struct_of(group: Group) -> pa.StructType:
    """The type of one thing of a group."""
    fields = []
    for fact in group.facts:
        fields.append(pa.field(fact.name, type_of(fact)))
        if fact.none is not None:
            fields.append(pa.field(fact.none, pa.bool_()))
    if group.inner is not None:
        fields.append(pa.field(group.inner.name, pa.list_(struct_of(group.inner))))
    return pa.struct(fields or [pa.field(THERE, pa.bool_())])


def schema_of(layout: Layout) -> pa.Schema:
    """The schema of a record set; made once."""
    found = layout.made.get("schema")
    if found is None:
        found = layout.made["schema"] = pa.schema([
            pa.field(layout.key, pa.string(), nullable=False),
            *(pa.field(group.name, pa.list_(struct_of(group))) for group in layout.groups),
            pa.field(layout.more, pa.string()),
        ])
    return found


def dictionary_of(layout: Layout, fact: Fact) -> pa.Array:
    """The options of a fact as the dictionary that its column has; made once for all facts that have the same."""
    kept: dict[tuple[str, ...], pa.Array] = layout.made.setdefault("dictionaries", {})
    found = kept.get(fact.options)
    if found is None:
        found = kept[fact.options] = pa.array(fact.options, pa.string())
    return found


def empty_file(layout: Layout, parquet: bool) -> bytes:
    """A record set without rows: a Parquet file, or an Arrow file."""
    sink = pa.BufferOutputStream()
    if parquet:
        from pyarrow import parquet as files

        files.write_table(schema_of(layout).empty_table(), sink)
    else:
        with pa.ipc.new_file(sink, schema_of(layout)):
            pass
    return bytes(sink.getvalue().to_pybytes())


def listing(layout: Layout, words: Mapping[tuple[str, str], str] | None = None) -> list[dict[str, Any]]:
    """Each column and field, in order: its path and type, what null means in it and how none is told; `words`: what
    facts mean, by entity and fact."""
    found = [_said(layout.key, pa.string(), "never; the key of the incident", "never")]
    for group in layout.groups:
        found += _listed(layout, group, "", words or {})
    told = "nothing more; else JSON of what columns can't say, put into the incident"
    return [*found, _said(layout.more, pa.string(), told, "never")]


def _listed(layout: Layout, group: Group, above: str, words: Mapping[tuple[str, str], str]) -> list[dict[str, Any]]:
    path = above + group.name
    if group is layout.events:
        null = "never; one item each"
    elif group is layout.held:
        null = f"there are none; else one item each, called `{layout.held_name(0)}` and so on"
    elif group is layout.decided:
        null = "there are none; else one item each"
    else:
        null = "not told of; else one item each, referred to by its place from 0"
    found = [_said(path, "list<struct>", null, "never")]
    presumed = layout.vocabulary["entities"][group.entity][3]
    for fact in group.facts:
        at = f"{path}.{fact.name}"
        found.append(_said(at, type_of(fact), _null(fact, presumed), _none(fact), fact))
        if said := words.get((group.entity, fact.name)):
            found[-1]["description"] = said
        if fact.none is not None:
            found.append(_said(f"{path}.{fact.none}", pa.bool_(), "as false", "never"))
    if not group.facts and group.inner is None:
        found.append(_said(f"{path}.{THERE}", pa.bool_(), "as true; it has no facts, and is there", "never"))
    return found + (_listed(layout, group.inner, f"{path}.", words) if group.inner is not None else [])


def _said(path: str, type_: Any, null: str, none: str, fact: Fact | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"path": path, "type": _short(type_), "null": null, "none": none}
    if fact is not None and fact.options:
        made["options"] = list(fact.options)
    if fact is not None and fact.heading is not None:
        made["places in"] = fact.heading
    return made


def _short(type_: Any) -> str:
    return str(type_).replace(", ordered=0", "").replace("values=", "").replace("indices=", "").replace("item: ", "")


def _null(fact: Fact, presumed: dict[str, Any]) -> str:
    if fact.required:
        return "never; it is required"
    if fact.name not in presumed:
        return "unknown"
    value = presumed[fact.name]
    value = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
    return f"unknown; presumed: {value}"


def _none(fact: Fact) -> str:
    if not fact.optional:
        return "never"
    if fact.none is not None:
        return f"true in {fact.none}"
    return f'"{NONE}"' if fact.options else str(NO_PLACE)
