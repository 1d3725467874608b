"""The words that the rulebook has on other days than an edition's: facts, options, rows and headings, with their days.

An incident may say them in any edition; what the deciding edition lacks is set aside for the decision and marked. The
table is data like the vocabulary, and holds no word that the vocabulary has:

    {"headings": {heading: (entity, since, until)},
     "entities": {entity: {fact: ((kind, argument, optional, since, until), ...)}},
     "rows": {row entity: {key: (since, until)}}}

`argument`: for `one` {option: (since, until)}; for `row` the row entity; else None. An open end is None.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from hocrdsl.data import once_for_each
from hocrdsl.model.dates import Period, period, row_period
from hocrdsl.model.scope import bare, key
from hocrdsl.syntax import RulebookText, date_columns
from hocrdsl.syntax import nodes as syntax

Days = tuple[str | None, str | None]
NOTHING: dict[str, Any] = {"headings": {}, "entities": {}, "rows": {}}
_KINDS = {"yes or no": "yes", "number": "number", "date": "time", "code": "code", "text": "text", "list of": "things"}


def elsewhere(
    text: RulebookText, vocabulary: Mapping[str, Any], rows: Mapping[str, Collection[str]]
) -> dict[str, Any]:
    """The words of `text`, amendments included, that `vocabulary` lacks; `rows`: the keys that the edition has."""
    words = _words(text)
    missing = words.missing_rows(rows)
    headings = words.missing_headings(vocabulary)
    entities = {}
    for entity in (*vocabulary["entities"], *dict.fromkeys(named for named, _, _ in headings.values())):
        specs = vocabulary["entities"][entity][1] if entity in vocabulary["entities"] else {}
        if entity == vocabulary["decided"] and vocabulary["event_fact"] is not None:
            # which event brought it is not told by a fact
            specs = {**specs, vocabulary["event_fact"]: ("thing", None, False)}
        if facts := words.missing_facts(entity, specs, missing):
            entities[entity] = facts
    if not (headings or entities or missing):
        return NOTHING
    return {"headings": headings, "entities": entities, "rows": missing}


def whole(vocabulary: Mapping[str, Any]) -> dict[str, Any]:
    """The vocabulary with the words of every edition: what an incident, or a case, may say.

    Of facts that are of different kinds in different editions this edition's kind stands; the others are under
    `otherwise`, {entity: {fact: [(kind, argument, optional), ...]}}.
    """
    more = vocabulary.get("elsewhere", NOTHING)
    names = {heading: entity for heading, (entity, _, _) in more["headings"].items()}
    entities = dict(vocabulary["entities"])
    otherwise: dict[str, dict[str, list[Any]]] = {}
    rows: dict[str, Any] = {}
    for entity, facts in more["entities"].items():
        heading, specs, required, presumptions = entities.get(entity, ("", {}, (), {}))
        specs = dict(specs)
        for fact, others in facts.items():
            for kind, argument, optional, _, _ in others:
                there = specs.get(fact)
                alike = there is not None and there[0] == kind
                own = there[1] if there is not None and alike and isinstance(there[1], dict) else {}
                if kind == "row":
                    argument = rows.setdefault(argument, {**own, **dict.fromkeys(more["rows"].get(argument, ()))})
                elif kind == "one":
                    argument = {**own, **dict.fromkeys(argument)}
                if there is None or alike:
                    specs[fact] = (kind, argument, optional or there is not None and there[2])
                else:
                    otherwise.setdefault(entity, {}).setdefault(fact, []).append((kind, argument, optional))
        entities[entity] = (heading, specs, required, presumptions)
    return {
        **vocabulary, "elsewhere": NOTHING, "otherwise": otherwise, "entities": entities,
        "headings": {**vocabulary["headings"], **names},
        "listed": {**{entity: heading for heading, entity in names.items()}, **vocabulary["listed"]},
    }


@once_for_each
def _words(text: RulebookText) -> _Words:
    return _Words(text)


class _Words:
    """Every entity, fact and row that a text declares on any day."""

    def __init__(self, text: RulebookText) -> None:
        self.entities: dict[str, list[tuple[syntax.Entity, Period]]] = {}
        self.facts: dict[str, list[tuple[syntax.Has, Period]]] = {}
        self.tables: dict[str, list[tuple[syntax.Table, Period]]] = {}
        self.more_rows: dict[str, list[tuple[syntax.Row, Period]]] = {}
        self._every_key: dict[tuple[str, str], dict[str, Days]] = {}
        for item, days in _dated(text.items):
            if isinstance(item, syntax.Entity):
                at = key(item.name.text)
                self.entities.setdefault(at, []).append((item, days))
                self.facts.setdefault(at, []).extend(
                    (fact, _within(period(fact.in_force), days)) for fact in item.facts
                )
            elif isinstance(item, syntax.Table):
                self.tables.setdefault(item.title.text, []).append((item, days))
        for item in text.items:
            if isinstance(item, syntax.Amendment):
                for operation in item.operations:
                    self._operation(operation, period(item.in_force))

    def _operation(self, operation: syntax.Operation, days: Period) -> None:
        if isinstance(operation, syntax.InsertRows):
            self.more_rows.setdefault(operation.table, []).extend((row, days) for row in operation.rows)
        elif isinstance(operation, syntax.SubstituteRow):
            self.more_rows.setdefault(operation.table, []).append((operation.new, days))
        elif isinstance(operation, syntax.InClause) and isinstance(operation.value, syntax.Has):
            self.facts.setdefault(key(operation.label), []).append((operation.value, days))

    def is_row(self, entity: str) -> bool:
        """Whether the things of the entity are the rows of a table."""
        return any(item.rows_of is not None for item, _ in self.entities.get(entity, ()))

    def missing_headings(self, vocabulary: Mapping[str, Any]) -> dict[str, tuple[str, str | None, str | None]]:
        """Headings that the vocabulary lacks: what is a row, or only a kind of other things, has none."""
        parents = {key(item.kind_of.text) for some in self.entities.values() for item, _ in some if item.kind_of}
        found: dict[str, tuple[str, Days]] = {}
        for entity, declared in self.entities.items():
            if entity in vocabulary["entities"] or entity in parents or self.is_row(entity):
                continue
            for item, days in declared:
                heading = item.listed_as.text if item.listed_as else f"{item.name.text}s"
                known = found.get(heading)
                if heading not in vocabulary["headings"]:
                    found[heading] = entity, _joined(known[1] if known else None, days)
        return {heading: (entity, *days) for heading, (entity, days) in found.items()}

    def missing_rows(self, rows: Mapping[str, Collection[str]]) -> dict[str, dict[str, Days]]:
        """The keys of rows that the edition lacks, by row entity."""
        found: dict[str, dict[str, Days]] = {}
        for entity, declared in self.entities.items():
            for title in {item.rows_of.text for item, _ in declared if item.rows_of is not None}:
                there = frozenset(rows.get(entity, ()))
                if self._all_there(title, len(there)):
                    continue
                every = self._keys_with_days(entity, title)
                missing = {text: days for text, days in every.items() if text not in there}
                if missing:
                    found[entity] = missing
        return found

    def _keys_with_days(self, entity: str, title: str) -> dict[str, Days]:
        """Every key that the table has on any day."""
        found = self._every_key.get((entity, title))
        if found is None:
            found = {}
            for text, days in self._keys(entity, title):
                found[text] = _joined(found.get(text), days)
            self._every_key[entity, title] = found
        return found

    def _all_there(self, title: str, number: int) -> bool:
        """Whether the table has no rows but those of every day: most have none."""
        tables = self.tables.get(title, ())
        return (
            len(tables) == 1 and title not in self.more_rows and len(tables[0][0].rows) == number
            and not date_columns(tables[0][0].headings)
        )  # fmt: skip

    def _keys(self, entity: str, title: str) -> Iterator[tuple[str, Period]]:
        for table, days in self.tables.get(title, ()):
            at = next((n for n, cell in enumerate(table.headings) if bare(cell.text) == bare(entity)), None)
            if at is None:
                continue
            for row in table.rows:
                yield row.cells[at].text, _within(row_period(row), days)
            # rows of an amendment have no cells of dates
            at -= sum(place < at for place in date_columns(table.headings))
            for row, since in self.more_rows.get(title, ()):
                if at < len(row.cells):
                    yield row.cells[at].text, since

    def missing_facts(
        self, entity: str, specs: Mapping[str, Any], rows: Mapping[str, Collection[str]]
    ) -> dict[str, tuple[Any, ...]]:
        """Facts of an entity, and of what it is a kind of, that the edition lacks or takes otherwise."""
        found: dict[str, dict[tuple[str, bool, str], tuple[Any, Days]]] = {}
        for owner in (entity, *self._parents(entity)):
            for has, days in self.facts.get(owner, ()):
                fact, type_ = key(has.name.text), has.type
                missing = self._missing(type_, days, specs.get(fact), rows)
                if missing is not None:
                    kind, argument = missing
                    kinds = found.setdefault(fact, {})
                    at = (kind, type_.optional, argument if isinstance(argument, str) else "")
                    before = kinds.get(at)
                    if before is not None and isinstance(argument, dict):
                        options = dict(before[0])
                        for option, own in argument.items():
                            options[option] = _joined(options.get(option), own)
                        argument = options
                    kinds[at] = argument, _joined(before[1] if before else None, days)
        return {
            fact: tuple((kind, argument, optional, *days) for (kind, optional, _), (argument, days) in kinds.items())
            for fact, kinds in found.items()
        }

    def _parents(self, entity: str) -> Iterator[str]:
        yield from dict.fromkeys(key(item.kind_of.text) for item, _ in self.entities.get(entity, ()) if item.kind_of)

    def _missing(
        self, type_: syntax.TypeRef, days: Period, there: Any, rows: Mapping[str, Collection[str]]
    ) -> tuple[str, Any] | None:
        """The kind and the argument of what a declaration takes and the edition's fact (`there`) does not."""
        named = key(type_.name.text) if type_.name else ""
        kind = _KINDS.get(type_.kind) or ("one" if type_.kind == "one of" else "row" if self.is_row(named) else "thing")
        alike = there is not None and there[0] == kind
        # `none` may be told of it elsewhere
        more = alike and type_.optional and not there[2]
        if kind == "one":
            options = [key(option.text) for option in type_.options]
            missing = {option: days for option in options if not (alike and option in there[1])}
            return (kind, missing) if missing or more else None
        if kind == "row":
            return (kind, named) if rows.get(named) or more or not alike else None
        return None if alike and not more else (kind, None)


def _dated(items: Iterable[syntax.Item]) -> Iterator[tuple[syntax.Item, Period]]:
    """Every item that may be in the text, those that amendments bring too, with its days."""
    for item in items:
        if isinstance(item, syntax.Amendment):
            for operation in item.operations:
                if isinstance(operation, syntax.Substitute):
                    yield operation.item, period(item.in_force)
                elif isinstance(operation, syntax.Insert):
                    yield from ((one, period(item.in_force)) for one in operation.items)
        elif isinstance(item, syntax.Entity | syntax.Table):
            yield item, period(item.in_force)


def _within(inner: Period, outer: Period) -> Period:
    since = max(one for one in (inner.since or "", outer.since or "")) or None
    until = min(one for one in (inner.until or "9999", outer.until or "9999"))
    return Period(since, None if until == "9999" else until)


def _joined(one: Days | None, other: Period) -> Days:
    if one is None:
        return other.since, other.until
    since = None if one[0] is None or other.since is None else min(one[0], other.since)
    until = None if one[1] is None or other.until is None else max(one[1], other.until)
    return since, until

