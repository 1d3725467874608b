"""The words of a reading copy: results, definitions, tables, and what can be stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hocrdsl.copies.copy import Copy
from hocrdsl.copies.links import Links, anchor_of
from hocrdsl.copies.page_parts import LONG_TABLE, about, logic, restated, rows, sources
from hocrdsl.copies.subjects import Subject
from hocrdsl.copies.words import cited, many, stretch_said
from hocrdsl.model.scope import bare
from hocrdsl.pages import NOTHING, Content, Markup, Section, element, folded, items, joined, paragraph, table
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax.groups import apart
from hocrdsl.syntax.write import lines_of
from hocrdsl.syntax.write_conditions import inline, path, value


class Words:
    """What is not a provision, as sections."""

    def __init__(self, copy: Copy, found: Links) -> None:
        self.copy = copy
        self.links = found

    def results(self, subjects: Iterable[Subject]) -> Iterator[Section]:
        """Where something may end."""
        for one in subjects:
            if isinstance(one.node, syntax.Result):
                body = about(self.copy, one) if one.node.in_force else NOTHING
                rulings = [f"{word} {path(by)}." for word, by in (
                    ("Settled by", one.node.settled_by), ("Classified by", one.node.classified_by)) if by is not None]
                settled = paragraph(" ".join(rulings)) if rulings else NOTHING
                yield self._section(one, one.name, joined([body, restated(one.node.text), settled]))

    def definitions(self, subjects: Iterable[Subject]) -> Iterator[Section]:
        """What the words mean, in order of the alphabet."""
        chosen = [one for one in subjects if isinstance(one.node, syntax.Define)]
        for one in sorted(chosen, key=lambda one: bare(one.name)):
            assert isinstance(one.node, syntax.Define)
            body = [about(self.copy, one), restated(one.node.text), logic(one.node, self.links)]
            yield self._section(one, one.node.name.text, joined(body))

    def tables(self, subjects: Iterable[Subject]) -> Iterator[Section]:
        """Tables as tables; a long one folded."""
        for one in subjects:
            if not isinstance(one.node, syntax.Table):
                continue
            node = one.node
            said = ["The first row that fits counts."] if node.first_row else []
            said += ["Not every combination has a row: where none fits there is nothing."] if node.partial else []
            whole = rows(node)
            if len(node.rows) > LONG_TABLE:
                whole = folded(many(len(node.rows), "row"), whole)
            parts = [about(self.copy, one), restated(node.text), paragraph(" ".join(said)) if said else NOTHING, whole]
            yield self._section(one, node.title.text, joined(parts))

    def entities(self, subjects: Iterable[Subject]) -> Iterator[Section]:
        """What can be stated of what."""
        for one in subjects:
            if isinstance(one.node, syntax.Entity):
                parts = [paragraph(said) for said in _of_entity(one.node)]
                yield self._section(one, one.name, joined([*parts, restated(one.node.text), facts(one.node)]))

    def fact(self, one: Subject) -> Section:
        """One fact by itself."""
        assert isinstance(one.item, syntax.Entity) and isinstance(one.node, syntax.Has)
        return self._section(one, one.name, table(one.item.name.text, _HEADINGS, [_fact(one.node)], named_rows=True))

    def head(self, one: Subject) -> Section:
        """What the rulebook says of itself."""
        assert isinstance(one.node, syntax.Header)
        lines = [text for _, text in lines_of(one.node)[1:] if not text.startswith("cites ")]
        return self._section(one, "What these rules decide", items(lines))

    def _section(self, one: Subject, heading: str, body: Content) -> Section:
        return Section(anchor_of(one), heading, joined([body, sources(self.copy, one, one.cites)]))


_HEADINGS = ("Fact", "May be", "Asked", "If nothing is said")


def facts(node: syntax.Entity) -> Markup:
    """The facts of an entity as tables: its own, then those of each group under its title."""
    own, *groups = apart(node)
    parts = [_facts(f"What can be stated of {node.name.text}", own.facts)]
    for one in groups:
        assert isinstance(one, syntax.FactsOf)
        if one.facts:
            parts += [restated(one.text), _facts(f"{one.title.text} ({node.name.text})", one.facts)]
    return joined(parts)


def _facts(caption: str, facts: tuple[syntax.Has, ...]) -> Markup:
    return table(caption, _HEADINGS, [_fact(one) for one in facts], named_rows=True) if facts else NOTHING


def _fact(one: syntax.Has) -> list[Content]:
    asked = [one.guidance] if one.guidance else []
    asked += [f"For example: {one.example}"] if one.example else []
    asked += [f"Decided by {one.decided_by}."] if one.decided_by else []
    asked += ["A judgement."] if one.judgement else []
    asked += ["It never decides."] if one.never_decides else []
    if one.in_force is not None:
        until = one.in_force.until.iso if one.in_force.until else None
        asked.append(f"In force {stretch_said(one.in_force.since.iso, until)}.")
    silent = "It must be stated." if one.required else "It is unknown."
    if one.presume is not None:
        silent = f"{value(one.presume)} is presumed {cited(one.presume_cites)}".strip()
    return [element("span", one.name.text), joined(_may(one)), " ".join(asked), silent]


def _may(one: syntax.Has) -> list[Content]:
    """What a fact may be; values that are explained one by one, those whose word says it together."""
    kind = one.type
    explained = {bare(meaning.value.text): meaning.text for meaning in one.meanings}
    plain = [option.text for option in kind.options if bare(option.text) not in explained]
    may = ", ".join(plain) if kind.options else \
        f"{'a list of ' if kind.kind == 'list of' else ''}{kind.name.text}" if kind.name else kind.kind
    may += f"{', ' if may else ''}or none" if kind.optional and "none" not in explained else ""
    if one.only_where is not None and not isinstance(one.only_where, syntax.Group):
        may += f"{'; ' if may else ''}only where {inline(one.only_where)}"
    told = [f"{meaning.value.text}: {meaning.text}" for meaning in one.meanings]
    return [items(told) if told else NOTHING, may]


def _of_entity(node: syntax.Entity) -> list[str]:
    said = []
    if node.kind_of is not None:
        said.append(f"It has what can be stated of {node.kind_of.text} too.")
    if node.rows_of is not None:
        said.append(f'Each row of the table "{node.rows_of.text}" is one.')
    return said
