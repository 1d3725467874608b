"""What of a text is sealed: each thing that has a name, with a digest of what it says.

Standing, citations, dates, comments, layout, the order of files and the file that a table stands in are left out: they
say where a text comes from, not what it is. Targets of an exception are those written, whichever of them are in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any

from hocrdsl.data import replace
from hocrdsl.model.wordings import wordings
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax import write

# the order in which seals are written
KINDS = ("head", "result", "entity", "fact", "definition", "table", "row", "provision", "reading", "disagreement")
_ASIDE: dict[str, Any] = {
    "standing": None, "cites": (), "in_force": None, "presume_cites": (), "class_rules_cites": (), "language": None,
    "known_on": None, "made_on": None, "published": (), "file": None, "facts": (), "groups": (),
}  # fmt: skip

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that is sealed: its digest, and its place in the text."""

    digest: str
    span: Span


# the node is kept, so that no identity is used twice
Rows = dict[tuple[int, int], tuple[syntax.Row, Key, Thing]]


def bare(item: Any) -> Any:
    """The node without what says where it comes from, and its text on one line."""
    names = {one.name for one in fields(item)}
    found = {name: value for name, value in _ASIDE.items() if name in names}
    if isinstance(item, syntax.Has):
        found.pop("facts", None)
    if "text" in names:
        found["text"] = " ".join(item.text.split())
    return replace(item, **found)


class Canonical:
    """The things of folded texts. What two editions share is digested once."""

    def __init__(self, text: syntax.RulebookText) -> None:
        # by the place of the wording; an earlier wording that names none has those of the one after it
        self._targets = {id(one.span): one.targets for one in _provisions(text.items) if one.targets}
        for line in wordings(text.items, []).values():
            for wording in line:
                if isinstance(wording.item, syntax.Provision):
                    self._targets[id(wording.item.span)] = wording.item.targets
        # by what the fields are, not what they are equal to; the nodes are kept, so that no identity is used twice
        self._kept: dict[tuple[int, ...], tuple[syntax.Item, dict[Key, Thing]]] = {}
        # by the place of a row, and by how many of its cells name it
        self._rows: Rows = {}

    def things(self, items: Iterable[syntax.Item]) -> dict[Key, Thing]:
        """Every thing of a folded text, by kind and label."""
        found: dict[Key, Thing] = {}
        for item in items:
            things = self._of(item)
            if found.keys().isdisjoint(things):
                found.update(things)
                continue
            for key, thing in things.items():
                there = found.get(key)
                # two of one label are an error told elsewhere; both are sealed
                found[key] = thing if there is None else replace(there, digest=_digest(there.digest + thing.digest))
        return found

    def _of(self, item: syntax.Item) -> dict[Key, Thing]:
        at = tuple(id(getattr(item, one.name)) for one in fields(item) if one.name not in ("standing", "targets"))
        kept = self._kept.get(at)
        if kept is None:
            kept = self._kept[at] = (item, dict(self._made(item)))
        return kept[1]

    def _made(self, item: syntax.Item) -> Iterator[tuple[Key, Thing]]:
        match item:
            case syntax.Entity():
                yield key_of(item), _thing(bare(item), item.name.span)
                alone = replace(bare(item), kind_of=None, rows_of=None, listed_as=None, text="")
                for fact in item.facts:
                    key = ("fact", f"{item.name.text}'s {fact.name.text}")
                    yield key, _thing(replace(alone, facts=(bare(fact),)), fact.name.span)
            case syntax.Provision():
                targets = self._targets.get(id(item.span), item.targets)
                yield key_of(item), _thing(bare(replace(item, targets=targets)), item.head)
            case syntax.Table():
                yield from _table(item, self._rows)
            case syntax.Untranslatable() | syntax.Amendment():
                return
            case _:
                yield key_of(item), _thing(bare(item), _place(item))


def key_of(item: syntax.Item) -> Key:
    """Kind and label of a definition."""
    match item:
        case syntax.Header():
            return "head", "rulebook"
        case syntax.Define():
            # one name may be defined for several
            return "definition", f"{item.name.text} of {item.for_each.first.text}"
        case syntax.Result() | syntax.Entity():
            return type(item).__name__.lower(), item.name.text
        case syntax.Provision(role="reading"):
            return "reading", f"{item.label} reading {item.reading}"
        case syntax.Provision() | syntax.Disagreement() | syntax.Untranslatable():
            return type(item).__name__.lower(), item.label
        case syntax.Table() | syntax.Amendment():
            return type(item).__name__.lower(), item.title.text
        case syntax.FactsOf():
            return "facts", f'{item.entity.text} "{item.title.text}"'


def _place(item: syntax.Item) -> Span:
    if isinstance(item, syntax.Header | syntax.Table):
        return item.title.span
    return item.name.span if isinstance(item, syntax.Result | syntax.Define) else item.span


def _provisions(items: Iterable[syntax.Item]) -> Iterator[syntax.Provision]:
    """Every provision of a text, those in its amendments too."""
    for item in items:
        if isinstance(item, syntax.Provision):
            yield item
        elif isinstance(item, syntax.Amendment):
            for operation in item.operations:
                if isinstance(operation, syntax.Substitute):
                    yield from _provisions((operation.item,))
                elif isinstance(operation, syntax.Insert):
                    yield from _provisions(operation.items)


def _table(table: syntax.Table, rows: Rows) -> Iterator[tuple[Key, Thing]]:
    """A table's head and each of its rows; where the first row that fits decides, their order is part of the table."""
    title = table.title.text
    if table.first_row:
        yield key_of(table), _thing(bare(table), table.title.span)
        return
    yield key_of(table), _thing(replace(bare(table), rows=()), table.title.span)
    # what is looked up names the row; a row of an entity is named by its first cell, as amendments name it
    until = table.first_output if 0 < table.first_output < len(table.headings) else 1
    found: dict[Key, Thing] = {}
    for row in table.rows:
        made = rows.get((id(row.span), until))
        if made is None:
            key = ("row", f"{title} row {' | '.join(cell.text for cell in row.cells[:until])}")
            made = (row, key, Thing(_digest("\x1f".join(cell.text for cell in row.cells)), row.span))
            rows[id(row.span), until] = made
        _, key, thing = made
        there = found.setdefault(key, thing)
        if there is not thing:
            found[key] = Thing(_digest(there.digest + thing.digest), row.span)
    yield from found.items()


def _thing(item: syntax.Item, span: Span) -> Thing:
    return Thing(_digest(" ".join(write(item).split())), span)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
