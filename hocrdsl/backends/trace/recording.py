"""The first strata of the reference interpreter: classify, record, join, one thing at a time."""

from __future__ import annotations

from typing import Any

from hocrdsl.backends.trace.attempts import Attempts
from hocrdsl.backends.trace.conclude import Standing
from hocrdsl.backends.trace.values import Reader
from hocrdsl.world.read import NONE


class Recording(Attempts):
    """What becomes of each thing by itself, before things are chosen from and counted."""

    # --- classify and record ----------------------------------------------------------

    def _classify(self, thing: Any, reader: Reader, labels: list[str]) -> bool:
        """Whether it is ruled to be recorded already."""
        state, rulings = reader.state, reader.rulings
        state.set(thing, self.charter.classified, thing["_stated"] or NONE)
        thing["_fate"] = thing["_into"] = NONE
        found = self._standing("classify", [thing], reader)
        if found is not None:
            labels += found.labels
            if found.conflict or found.disagreement:
                result = self._asked(found)
                if rulings.row(thing, result) is not None:
                    if rulings.recorded(thing, result, labels):
                        self._fault(found, thing, reader)
                        return True
                    if rulings.fate(thing, result) is None:
                        # what it is, is settled; what becomes of it follows as ever
                        self._fault(found, thing, reader)
                        rulings.classify(thing, result, labels)
                        return False
                self._dispute(found, thing, reader, labels)
                return False
            state.set(thing, self.charter.classified, found.answer)
        return False

    def _record(self, thing: Any, reader: Reader, labels: list[str]) -> bool:
        state, rulings = reader.state, reader.rulings
        found = self._standing("record", [thing], reader)
        if found is None:
            state.marks.append(("fault of the rulebook", (thing["_name"],), ("nothing closes it",)))
            return self._referred(thing, self.charter.disagreements_go_to, reader, labels)
        before = list(labels)
        labels += found.labels
        if found.conflict or found.disagreement:
            if rulings.recorded(thing, self._asked(found), labels):
                self._fault(found, thing, reader)
                return True
            self._dispute(found, thing, reader, labels)
            return False
        verb, result = found.answer
        if verb == "refer":
            return self._referred(thing, result, reader, labels)
        if verb != "record":
            state.end(thing, "result", None, result, labels)
            return False
        if thing[self.charter.classified] != NONE:
            return True
        # it would be recorded, but as nothing
        result = self.charter.unclassified_go_to
        if rulings.row(thing, result) is not None and rulings.fate(thing, result) is None:
            # what it is, is settled: the test is made of that
            labels[:] = before
            rulings.classify(thing, result, labels)
            return self._record(thing, reader, labels)
        goes_on = self._referred(thing, result, reader, labels)
        if thing["_fate"] == "referred":
            state.marks.append(("nothing classifies", (thing["_name"],), found.labels))
        return goes_on

    def _referred(self, thing: Any, result: str, reader: Reader, labels: list[str]) -> bool:
        """Refer a thing, or follow the ruling: whether it is recorded by that."""
        if reader.rulings.recorded(thing, result, labels):
            return True
        reader.rulings.refer(thing, result, labels)
        return False

    def _asked(self, found: Standing) -> str:
        """Who decides where provisions disagree."""
        return self.charter.disagreements_go_to if found.conflict else str(found.answer)

    def _dispute(self, found: Standing, thing: Any, reader: Reader, labels: list[str]) -> None:
        """Provisions disagree: as declared, or a fault of the rulebook."""
        reader.rulings.refer(thing, self._asked(found), labels)
        self._fault(found, thing, reader)
        if not found.conflict and thing["_fate"] == "referred":
            reader.state.marks.append(("disagreement in the text", (thing["_name"],), found.labels))

    def _fault(self, found: Standing, thing: Any, reader: Reader) -> None:
        """An undeclared disagreement is a fault, however it is settled."""
        if found.conflict:
            reader.state.marks.append(("fault of the rulebook", (thing["_name"],), found.labels))

    # --- join -------------------------------------------------------------------------

    def _join(self, thing: Any, held: list[Any], reader: Reader, labels: list[str]) -> bool:
        """Whether the thing left: joined a held one, or (two it may join) referred."""
        into = []
        for one_counted in held:
            found = self._standing("join", [thing, one_counted], reader)
            if found is not None:
                into.append((one_counted, found))
        if not into:
            return False
        cited = [label for _, found in into for label in found.labels]
        labels += cited
        if len(into) > 1 or into[0][1].conflict:
            if self._referred(thing, self.charter.disagreements_go_to, reader, labels):
                return False
            if thing["_fate"] == "referred":
                names = tuple(one_counted["_name"] for one_counted, _ in into)
                reader.state.marks.append(("may join more than one", (thing["_name"], *names), tuple(cited)))
            return True
        one_counted = into[0][0]
        reader.state.end(thing, "joined", one_counted, None, labels)
        one_counted["_joined"].append(thing)
        one_counted["_members"] = [*one_counted["_members"], thing]
        return True
