"""Provisions in a reading copy: under their headings, exceptions set in under their rule, readings beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hocrdsl.copies.copy import Copy
from hocrdsl.copies.homes import headings, home, opening
from hocrdsl.copies.links import Links, anchor_of
from hocrdsl.copies.order import Branch, label_order
from hocrdsl.copies.page_parts import about, logic, restated, sources
from hocrdsl.copies.subjects import AnyLabelled, Subject
from hocrdsl.pages import NOTHING, Content, Markup, Section, anchor, element, joined, paragraph
from hocrdsl.syntax import nodes as syntax

UNTOLD = "For a person to apply: the rules as written here do not carry it"


class Provisions:
    """The provisions of a copy, as sections."""

    def __init__(self, copy: Copy, found: Links, readings: Mapping[str, str]) -> None:
        self.copy = copy
        self.links = found
        self.readings = readings
        self.subjects: dict[int, Subject] = {id(one.node): one for one in copy.subjects()}
        # label -> what excepts it without standing under it
        self.excepted: dict[str, list[str]] = {}
        for one in copy.items:
            if isinstance(one, syntax.Provision) and one.role == "exception":
                for target in one.targets[1:]:
                    self.excepted.setdefault(target, []).append(one.label)

    def by_heading(self, branches: Iterable[Branch]) -> tuple[Section, ...]:
        """Under the headings of folders and files, in order of the labels that each begins with."""
        by_file: dict[str, list[Branch]] = {}
        for branch in branches:
            by_file.setdefault(home(self.copy, branch.item), []).append(branch)
        files = sorted(by_file, key=lambda file: _first(by_file[file]))
        return tuple(self._folders([(headings(file), file) for file in files], by_file, ()))

    def _folders(self, files: list[tuple[tuple[str, ...], str]], by_file: dict[str, list[Branch]],
                 above: tuple[str, ...]) -> Iterator[Section]:
        done: set[str] = set()
        for heads, file in files:
            if len(heads) == 1:
                body = paragraph(opening(self.copy, file)) if opening(self.copy, file) else NOTHING
                below = tuple(self.section(branch) for branch in _in_order(by_file[file]))
                yield Section(anchor("heading", *above, heads[0]), heads[0], body, below)
            elif heads[0] not in done:
                done.add(heads[0])
                inner = [(more[1:], other) for more, other in files if len(more) > 1 and more[0] == heads[0]]
                below = tuple(self._folders(inner, by_file, (*above, heads[0])))
                yield Section(anchor("folder", *above, heads[0]), heads[0], NOTHING, below)

    def section(self, branch: Branch) -> Section:
        """A provision with its exceptions; its readings beside it."""
        item = branch.item
        readings = [one.item for one in branch.branches if _is_reading(one.item)]
        others = tuple(self.section(one) for one in branch.branches if not _is_reading(one.item))
        body = self._body(item)
        if readings:
            columns = [element("div", paragraph("As it stands", class_="label"), body),
                       *(self._reading(one) for one in readings if isinstance(one, syntax.Provision))]
            body = joined([element("div", joined(columns, "\n"), class_="beside"), "\n"])
        set_in = "under" if isinstance(item, syntax.Provision) and item.role == "exception" else None
        heading = f"{item.label} {item.title}".strip()
        return Section(anchor_of(self.subjects[id(item)]), heading, body, others, class_=set_in)

    def _reading(self, item: syntax.Provision) -> Markup:
        name = f'Read as "{item.reading}"' + (f" ({item.title})" if item.title else "")
        name += ": chosen" if self.readings.get(item.label) == item.reading else ""
        return element("div", paragraph(name, class_="label"), self._body(item), id=anchor_of(self.subjects[id(item)]))

    def _body(self, item: AnyLabelled) -> Markup:
        subject = self.subjects[id(item)]
        what: list[Content] = [_what(item)]
        if isinstance(item, syntax.Untranslatable):
            what.append(UNTOLD)
        parts = [about(self.copy, subject, *what), self._relations(item), restated(item.text)]
        if not isinstance(item, syntax.Untranslatable):
            parts.append(logic(item, self.links))
        return joined([*parts, sources(self.copy, subject, item.cites)])

    def _relations(self, item: AnyLabelled) -> Markup:
        """What it excepts, and what excepts it from elsewhere."""
        said: list[Content] = []
        if isinstance(item, syntax.Provision) and item.role == "exception":
            said.append(joined(["Exception to ", self._listed(item.targets), ". "]))
        if isinstance(item, syntax.Disagreement):
            said.append(joined(["Between ", self._listed(item.between), ". "]))
        away = self.excepted.get(item.label, []) if not _is_reading(item) else []
        if away:
            said.append(joined(["Excepted too by ", self._listed(sorted(away, key=label_order)), "."]))
        return paragraph(*said) if said else NOTHING

    def _listed(self, labels: Iterable[str]) -> Markup:
        return joined([self.links.to_label(label) for label in labels], ", ")


def _what(item: AnyLabelled) -> str:
    match item:
        case syntax.Provision(role="exception"):
            return "Exception"
        case syntax.Provision(role="reading"):
            return "Reading"
        case syntax.Provision():
            return "Class rule" if item.of_class else "Rule"
        case syntax.Disagreement():
            return "Disagreement in the text"
        case _:
            return "Not carried"


def _is_reading(item: AnyLabelled) -> bool:
    return isinstance(item, syntax.Provision) and item.role == "reading"


def _in_order(branches: Iterable[Branch]) -> list[Branch]:
    """Rules first, then what could not be carried."""
    return sorted(branches, key=lambda one: isinstance(one.item, syntax.Untranslatable))


def _first(branches: Iterable[Branch]) -> tuple[bool, list[tuple[str, int]]]:
    return min((isinstance(one.item, syntax.Untranslatable), label_order(one.item.label)) for one in branches)
