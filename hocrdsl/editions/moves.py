"""What folding an amendment in does to the files: new texts in place, old ones put by, the amendment taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hocrdsl.data import replace
from hocrdsl.editions.changes import Thing
from hocrdsl.editions.earlier import Days, Stays, as_earlier, dated, days_of, ends
from hocrdsl.editions.folder import Change, Folder, Place
from hocrdsl.editions.rewriting import moved, rewritten
from hocrdsl.editions.tables import Rows, same_but_rows
from hocrdsl.editions.vocabulary import Vocabulary, facts_on, same_but_facts
from hocrdsl.model.wordings import is_earlier
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax.write_conditions import citations, date


class Moves:
    """The changes of one amendment, gathered, then made at once."""

    def __init__(self, folder: Folder, place: Place) -> None:
        amendment = place.item
        assert isinstance(amendment, syntax.Amendment) and amendment.in_force is not None
        self.folder = folder
        self.place = place
        self.amendment = amendment
        self.text = folder.text()
        self.days = Days.of(amendment, self.text)
        self._changes: dict[str, list[Change]] = {}
        self._by: list[tuple[str, ...]] = []

    def make(self, thing: Thing) -> None:
        """The change of one thing; raises Stays where it can't be written."""
        if thing.old is None:
            self._insert(thing)
        elif thing.new is None and isinstance(thing.old.item, syntax.FactsOf):
            # its facts end one by one; the heading stays with them
            ended = facts_on(thing.old.item, replace(thing.old.item, facts=()), self.days)
            self._replace(thing.old, rewritten(self.folder, thing.old, ended))
        elif thing.new is None:
            self._omit(thing, thing.old)
        elif isinstance(thing.before, syntax.Table) and isinstance(thing.after, syntax.Table) \
                and thing.moved is None and same_but_rows(thing.before, thing.after):
            rows = Rows(self.folder, thing.old, self.days)
            for file, change in rows.changes(thing.before.rows, thing.after.rows):
                self._change(file, change)
        elif isinstance(thing.old.item, Vocabulary) and isinstance(thing.new, Vocabulary) \
                and same_but_facts(thing.old.item, thing.new):
            made = facts_on(thing.old.item, thing.new, self.days)
            self._replace(thing.old, rewritten(self.folder, thing.old, made))
        else:
            self._substitute(thing, thing.old)

    def _insert(self, thing: Thing) -> None:
        if thing.follows is None or thing.new is None or thing.moved is None:
            raise Stays(f"{thing.key[1]} is put after what no file holds")
        new = dated(thing.new, self.days.begun(None, again=ends(self.text, thing.new, self.days.since)))
        at = thing.follows
        last = at.lines[-1] + 1
        self._change(at.file, Change(last, last - 1, ("", *self._moved(thing.moved, new))))

    def _omit(self, thing: Thing, old: Place) -> None:
        if self.days.seen(days_of(self.text, old.item)):
            self._put_by(thing, old)
        self._take_out(old)

    def _substitute(self, thing: Thing, old: Place) -> None:
        assert thing.new is not None
        own = days_of(self.text, old.item)
        new = dated(thing.new, self.days.begun(own, again=False))
        if is_earlier(old.item):
            # the wording of a time that is over: another begins later
            new = as_earlier(new, None)
        if self.days.seen(own):
            self._put_by(thing, old)
        if thing.moved is not None:
            self._replace(old, self._moved(thing.moved, new))
        else:
            note = f"-- As changed by {self._named()}."
            self._replace(old, (note, *rewritten(self.folder, old, new)))

    def _moved(self, stood: syntax.Item, new: syntax.Item) -> tuple[str, ...]:
        return moved(stood.span, stood, new)

    def _put_by(self, thing: Thing, old: Place) -> None:
        """The old text among the earlier wordings."""
        own = days_of(self.text, old.item)
        earlier = as_earlier(dated(old.item, self.days.ended(own)), thing.new)
        self._by.append(rewritten(self.folder, old, earlier))

    # --- lines --------------------------------------------------------------------------

    def _change(self, file: str, change: Change) -> None:
        self._changes.setdefault(file, []).append(change)

    def _replace(self, place: Place, lines: Sequence[str]) -> None:
        self._change(place.file, Change(place.lines[0], place.lines[-1], tuple(lines)))

    def _take_out(self, place: Place) -> None:
        """A definition goes, with the blank lines after it and the comments that stand right above it."""
        lines = [line.strip() for line in self.folder.lines(place.file)]
        first, last = place.lines[0], place.lines[-1]
        while first > 1 and lines[first - 2].startswith("--"):
            first -= 1
        while last < len(lines) and not lines[last]:
            last += 1
        if last == len(lines):
            while first > 1 and not lines[first - 2]:
                first -= 1
        self._change(place.file, Change(first, last, ()))

    def _named(self) -> str:
        return f'the amendment "{self.amendment.title.text}" {citations(self.amendment.cites)}'

    def made(self) -> Folder:
        """The folder afterwards."""
        self._take_out(self.place)
        new: dict[str, str] = {}
        if self._by:
            made = f", made on {date(self.amendment.made_on)}" if self.amendment.made_on else ""
            note = f"-- Until {self._named()}{made}."
            lines = [note, *(line for one in self._by for line in ("", *one))]
            self._add(lines, new)
        gone = [self.place.file] if self._alone() and self.place.file not in new else []
        return self.folder.changed(self._changes, new, gone)

    def _add(self, lines: list[str], new: dict[str, str]) -> None:
        """Lines at the end of the file of earlier wordings that has the amendment's name."""
        if self.folder.files.get(self.folder.shown) is not None:
            # a rulebook of one file
            name = self.folder.shown
        else:
            slug = "-".join(re.findall(r"[a-z0-9]+", self.amendment.title.text.lower()))[:60].strip("-")
            name = f"{self.folder.shown}/earlier/{slug or 'amendment'}.rules"
        if name in self.folder.files:
            end = len(self.folder.lines(name)) + 1
            self._change(name, Change(end, end - 1, ("", *lines)))
        else:
            new[name] = "".join(f"{line}\n" for line in lines)

    def _alone(self) -> bool:
        """Whether the amendment's file holds nothing else."""
        return len(self.folder.read(self.place.file).places) == 1 and self.place.file != self.folder.shown


