"""A copy of a rulebook with more history than it has: earlier wordings and dated rows, each edition still sound.

    python benchmarks/widen.py RULEBOOK FOLDER [--editions 30] [--each 3] [--seed 1]

For every new day some rules and definitions get an earlier wording that lacks a limb, and some rows of the largest
table in a file begin on it. Only changes are taken with which `check` finds nothing in the edition before the day.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hocrdsl.analysis import Space, findings
from hocrdsl.data import names_of, replace
from hocrdsl.model import check, fold
from hocrdsl.pipeline import Book, editions, read_book
from hocrdsl.plan import Plan, lower
from hocrdsl.syntax import RulebookText, write
from hocrdsl.syntax import nodes as syntax

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")


def main() -> None:
    """Write the copy."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rulebook")
    parser.add_argument("folder")
    parser.add_argument("--editions", type=int, default=30)
    parser.add_argument("--each", type=int, default=3, help="wordings that change on each new day")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    widen(Path(asked.rulebook), Path(asked.folder), asked.editions, asked.each, asked.seed)


def widen(path: Path, folder: Path, wanted: int, each: int, seed: int) -> None:
    """The copy, with at least so many editions."""
    book = read_book(path).value
    assert book is not None
    shutil.copytree(path, folder, dirs_exist_ok=True)
    for left in folder.glob("seals*"):
        left.unlink()
    days = _new_days(set(editions(book)), wanted)
    work = _Work(book, random.Random(seed))
    earlier, rows = [], {}
    for number, day in enumerate(reversed(days)):
        for shorter in work.change(each):
            earlier.append(_earlier(shorter, book.header, day))
        if number % 2 == 0:
            rows.update(dict.fromkeys(work.drop_rows(5), day))
    (folder / "earlier").mkdir(exist_ok=True)
    (folder / "earlier" / "widened.rules").write_text("\n".join(earlier), "utf-8")
    _date_rows(folder, work.largest, rows)
    print(f"{folder}: {len(days)} new days, {len(earlier)} earlier wordings, {len(rows)} rows with a date")


def _new_days(held: set[str], wanted: int) -> list[str]:
    """The first days of some months between the first and the last edition held."""
    first, last = int(min(held)[:4]), int(max(held)[:4])
    free = [day for month in (10, 7, 1, 12, 6, 2) for year in range(first, last)
            if (day := f"{year}-{month:02}-01") not in held and min(held) < day < max(held)]
    return sorted(free[: max(wanted - len(held), 0)])


class _Work:
    """The text as it becomes, going back in time."""

    def __init__(self, book: Book, chance: random.Random) -> None:
        self.book = book
        self.chance = chance
        self.items = list(book.text.items)
        self.space = Space()
        self.day = editions(book)[-1]
        touched = _amended(book.text)
        once = [name for item in book.text.items if (name := _name(item))]
        self.free = [item for item in book.text.items
                     if (name := _name(item)) and once.count(name) == 1 and name not in touched
                     and getattr(item, "in_force", None) is None]
        chance.shuffle(self.free)
        self.largest = max((item for item in book.text.items if isinstance(item, syntax.Table) and item.file),
                           key=lambda table: len(table.rows))
        self.told = self._codes(self.items)
        self.dropped: set[str] = set()

    def change(self, number: int) -> Iterator[syntax.Item]:
        """So many items, with the wording that they had before."""
        while number and self.free:
            item = self.free.pop()
            place = self.items.index(item)
            for shorter in _shorter(item):
                items = [*self.items[:place], shorter, *self.items[place + 1 :]]
                if self._codes(items) == self.told:
                    self.items = items
                    number -= 1
                    yield shorter
                    break

    def drop_rows(self, number: int) -> list[str]:
        """The first cells of so many rows that no text names and that aren't the only one of their kind."""
        named = " ".join(source.text for source in self.book.sources if source.name.endswith(".rules"))
        kinds = [row.cells[0].text.split()[0] for row in self.largest.rows]
        found = [row.cells[0].text for row, kind in zip(self.largest.rows, kinds, strict=True)
                 if kinds.count(kind) > 20 and not any(part in named for part in row.cells[0].text.split()[1:])
                 and row.cells[0].text not in self.dropped]
        chosen = self.chance.sample(found, min(number, len(found)))
        self.dropped.update(chosen)
        return chosen

    def _codes(self, items: list[syntax.Item]) -> list[str]:
        """What `check` finds in the latest edition of these items."""
        text = RulebookText(tuple(items))
        folded = fold(text, self.day, None, False)
        if folded.value is None:
            return ["not to be folded"]
        checked = check(folded.value)
        if checked.value is None:
            return ["not to be bound"]
        plan: Plan = lower(checked.value, edition="", day=self.day, until=None, known=self.day, readings={}, digest="")
        return sorted(one.code for one in (*checked.diagnostics, *findings(plan, groups=False, space=self.space)))


def _name(item: syntax.Item) -> str:
    if isinstance(item, syntax.Provision):
        return item.label if item.role in ("rule", "exception", "earlier") else ""
    return item.name.text if isinstance(item, syntax.Define) else ""


def _amended(text: RulebookText) -> set[str]:
    """Names that an amendment, a reading or a disagreement speaks of."""
    found: set[str] = set()
    for item in text.items:
        if isinstance(item, syntax.Amendment | syntax.Disagreement):
            found.update(_strings(item))
        elif isinstance(item, syntax.Provision) and item.role == "reading":
            found.add(item.label)
    return found


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, tuple):
        for one in node:
            yield from _strings(one)
    else:
        for name in names_of(type(node)):
            if name not in ("span", "head"):
                yield from _strings(getattr(node, name))


def _shorter(item: syntax.Item) -> Iterator[syntax.Item]:
    """The item with one limb of one of its groups left out."""
    for name in names_of(type(item)):
        if name not in ("span", "head", "cites"):
            for changed in _without(getattr(item, name)):
                yield replace(item, **{name: changed})


def _without(node: Any) -> Iterator[Any]:
    if isinstance(node, syntax.Group) and len(node.limbs) > 2:
        word = node.limbs[-2].closing
        for gone in range(len(node.limbs) - 1, -1, -1):
            # the rest moves up: letters and the connective belong to the place
            conditions = [limb.condition for place, limb in enumerate(node.limbs) if place != gone]
            closings = [""] * (len(conditions) - 2) + [word, ""]
            yield replace(node, limbs=tuple(
                replace(limb, condition=condition, closing=closing)
                for limb, condition, closing in zip(node.limbs, conditions, closings, strict=False)
            ))
    if isinstance(node, tuple):
        for place, one in enumerate(node):
            for changed in _without(one):
                yield (*node[:place], changed, *node[place + 1 :])
    else:
        for name in names_of(type(node)):
            if name not in ("span", "head", "cites"):
                for changed in _without(getattr(node, name)):
                    yield replace(node, **{name: changed})


def _earlier(item: syntax.Item, header: syntax.Header, day: str) -> str:
    """The earlier wording as text: from the first day of the rulebook to the day before."""
    heading, _, rest = write(item).partition("\n")
    if isinstance(item, syntax.Provision):
        heading = f'earlier wording of {item.label} "{item.title}"'
    else:
        heading = "earlier wording of " + heading.removeprefix("define ")
    assert header.in_force is not None
    days = f"  in force from {_said(header.in_force.since.iso)} until {_said(_before(day))}\n"
    before, each, after = rest.partition("  for each ")
    return f"{heading}\n{before}{days}{each}{after}"


def _before(day: str) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _said(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"


def _date_rows(folder: Path, table: syntax.Table, rows: dict[str, str]) -> None:
    """A column of first days, for the rows that have one."""
    assert table.file is not None
    file = next(folder.rglob(table.file.text))
    lines = []
    heading = True
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("#") or not line:
            lines.append(line)
        elif heading:
            heading = False
            lines.append(f"{line},in force from")
        else:
            lines.append(f"{line},{rows.get(line.partition(',')[0].strip(chr(34)), '')}")
    file.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
