"""Where a wording comes from: a file of the rulebook, an earlier wording, an amendment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hocrdsl.copies.subjects import Subject
from hocrdsl.model.editions import amendments
from hocrdsl.model.scope import bare
from hocrdsl.model.targets import kind_of, names_of, touched
from hocrdsl.model.wordings import is_earlier, wordings
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in the folders, and the amendments that changed parts of what stands there, in order of their days."""

    file: str
    line: int
    earlier: bool = False
    # the amendment in which the whole text stands
    amendment: syntax.Amendment | None = None
    changed_by: tuple[syntax.Amendment, ...] = ()

    @property
    def made_by(self) -> tuple[syntax.Amendment, ...]:
        """Every amendment that made the wording what it is."""
        return ((self.amendment,) if self.amendment is not None else ()) + self.changed_by

    @property
    def place(self) -> str:
        """`general/principal-crime.rules:3`."""
        return f"{self.file}:{self.line}"

    def __str__(self) -> str:
        said = self.place
        if self.amendment is not None:
            said = f'amendment "{self.amendment.title.text}", {said}'
        elif self.earlier and not self.file.startswith("earlier/"):
            said = f"earlier wording, {said}"
        for one in self.changed_by:
            said += f', as amended by "{one.title.text}"'
        return said


@dataclass(slots=True)
class Places:
    """The rulebook as written, looked up by place."""

    text: syntax.RulebookText
    root: str
    known: str | None = None
    proposed: bool = False
    _tops: dict[tuple[str, int], syntax.Item] = field(default_factory=dict)
    _amendments: list[syntax.Amendment] = field(default_factory=list)
    _began: dict[tuple[str, int], str] = field(default_factory=dict)
    _as_then: dict[tuple[str, int], syntax.Item] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tops = {_at(item.span): item for item in self.text.items}
        chosen = amendments(self.text, self.known, self.proposed)
        self._amendments = sorted(chosen, key=lambda one: (since(one), one.title.text))
        for line in wordings(self.text.items, []).values():
            for one in line:
                if not isinstance(one.item, syntax.Has):
                    self._as_then[_at(one.item.span)] = one.item
                    self._began[_at(one.item.span)] = one.since or ""

    def file(self, span: Span) -> str:
        """The file of a place, within the rulebook; a name that would end a line is written as escapes."""
        name = span.source.name.removeprefix(f"{self.root}/")
        return name if name.isprintable() else name.encode("unicode_escape").decode("ascii")

    def written(self, item: syntax.Item) -> syntax.Item | None:
        """The definition of a file that an item of an edition is; None for what an amendment brought."""
        return self._tops.get(_at(item.span))

    def as_then(self, item: syntax.Item) -> syntax.Item | None:
        """What an item of an edition was on all of its days: an earlier wording in its own role."""
        return self._as_then.get(_at(item.span)) or self.written(item)

    def present(self, label: str) -> syntax.Provision | None:
        """The rule or exception of a label that is no earlier wording."""
        return next((one for one in self.text.items if isinstance(one, syntax.Provision) and one.label == label
                     and one.role in ("rule", "exception")), None)

    def origin(self, subject: Subject, day: str) -> Origin:
        """Where the wording of a thing on a day comes from."""
        span = subject.node.span
        place = self.file(span), span.line
        for one in self._amendments:
            if holds_place(one, span):
                return Origin(*place, amendment=one, changed_by=self.changed_by(subject, day, one))
        written = self.written(subject.item)
        earlier = written is not None and is_earlier(written)
        return Origin(*place, earlier=earlier, changed_by=self.changed_by(subject, day))

    def changed_by(self, subject: Subject, day: str,
                 after: syntax.Amendment | None = None) -> tuple[syntax.Amendment, ...]:
        """The amendments in force on the day that changed a part of a thing, after the one that brought it."""
        started = self._amendments.index(after) + 1 if after is not None else 0
        began = self._began.get(_at(subject.item.span), "") if after is None else ""
        # an amendment is on the wording that it found: one that began later is not amended by it
        return tuple(one for one in self._amendments[started:] if in_force(one, day) and since(one) >= began
                     and any(touches(operation, subject) for operation in one.operations))

    def causes(self, subject: Subject, day: str) -> Iterator[tuple[syntax.Amendment, syntax.Operation]]:
        """The amendments that begin on a day and touch a thing, each with the operation that does."""
        for one in self._amendments:
            if since(one) == day:
                yield from ((one, operation) for operation in one.operations if touches(operation, subject))

    def ended(self, subject: Subject, day: str) -> Iterator[syntax.Amendment]:
        """The amendments whose last day is the given one, and that touched a thing."""
        for one in self._amendments:
            if one.in_force is not None and one.in_force.until is not None and one.in_force.until.iso == day \
                    and any(touches(operation, subject) for operation in one.operations):
                yield one


def touches(operation: syntax.Operation, subject: Subject) -> bool:
    """Whether an operation changes a thing."""
    mine = {bare(subject.name)}
    if isinstance(subject.node, syntax.Define):
        mine.add(bare(subject.node.name.text))
    for kind, name in _named(operation):
        if bare(name) in mine and kind in ("", _SAID_OF.get(subject.kind, "")):
            return True
        if subject.kind == "table" and name.startswith(f"{subject.name} row "):
            return True
    return False


# how operations name kinds of things that have no labels
_SAID_OF = {"definition": "define", "table": "table", "result": "result", "entity": "entity"}


def _named(operation: syntax.Operation) -> Iterator[tuple[str, str]]:
    """The kinds, where they are said, and names of what an operation changes."""
    match operation:
        case syntax.Insert(items=items):
            yield from ((kind_of(item), names_of(item)) for item in items)
        case syntax.Substitute(label=label, item=item):
            yield kind_of(item), label
        case syntax.InClause():
            # what it changes of an entity is a fact, which `touched` names
            yield from (("", name) for name in touched(operation))
        case _:
            yield from ((getattr(operation, "kind", ""), name) for name in touched(operation))


def since(one: syntax.Amendment) -> str:
    """The first day of an amendment."""
    return one.in_force.since.iso if one.in_force is not None else ""


def in_force(one: syntax.Amendment, day: str) -> bool:
    """Whether an amendment is in force on a day."""
    until = one.in_force.until if one.in_force is not None else None
    return since(one) <= day and (until is None or day <= until.iso)


def holds_place(one: syntax.Item, span: Span) -> bool:
    """Whether a place lies inside a definition of a file."""
    return one.span.source.name == span.source.name and one.span.start <= span.start < one.span.end


def _at(span: Span) -> tuple[str, int]:
    return span.source.name, span.start
