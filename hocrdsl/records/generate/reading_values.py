"""A value, or several with their shares, to the ways in which a fact may be told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hocrdsl.harness import problems
from hocrdsl.harness.compose import Node
from hocrdsl.harness.convert import UNKNOWN as LEFT_OUT
from hocrdsl.harness.convert import Reading, value
from hocrdsl.harness.lexicon import Spec, plain
from hocrdsl.model.nodes import Rows
from hocrdsl.records.generate.told import ABSENT, TOLD, UNKNOWN, Told, Way
from hocrdsl.records.layout import Layout

_SHARE = re.compile(r"\d+(\.\d+)?")
_RANGE = re.compile(r"(-?\d+(?:\.\d+)?) to (-?\d+(?:\.\d+)?)")
_SPAN = re.compile(r"(?:(\d+) to )?(\d+) (minute|hour|day|week|month|year)s? (before|after)")
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)")
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400, "year": 365 * 86400}
MINUTE = 60
_START = datetime(1970, 1, 1)


class Values:
    """Reads values; keeps the texts met for each fact that is a text."""

    def __init__(self, reading: Reading, layout: Layout, rows: Mapping[str, Rows],
                 row_of: Mapping[tuple[str, str], str]) -> None:
        self.reading = reading
        self.facts = {group.entity: group.by_name for group in (*layout.groups, layout.decided)}
        self.rows = rows
        # (entity, fact) -> the entity whose rows its values are
        self.row_of = row_of
        self.words: dict[tuple[str, str], list[str]] = {}

    def headings(self, entity: str | None = None) -> str:
        """Where a thing of that kind, or any, may be named."""
        words = self.reading.lexicon.vocabulary
        return words["listed"].get(entity) or ", ".join(words["headings"])

    def told(self, entity: str, spec: Spec, node: Node, roles: Sequence[str] = (), it: bool = False) -> Told:
        """How a fact is told. `roles`: the names that a thing may have here; `it`: whether `it` names one."""
        ways: list[Way] = []
        for share, one in self._shared(node, spec.key.replace("_", " ")):
            ways += self._ways(entity, spec, one, share, roles, it)
        return Told(ways)

    def number(self, node: Node, what: str) -> Told:
        """How many: whole numbers and ranges of them."""
        ways = []
        for share, one in self._shared(node, what):
            text = one.value if one.id == "scalar" else ""
            if (found := _RANGE.fullmatch(text)) and int(float(found[1])) <= int(float(found[2])):
                low, high = int(float(found[1])), int(float(found[2]))
                ways.append(Way(share, low=low, count=high - low + 1))
            elif text.isdecimal():
                ways.append(Way(share, low=int(text)))
            else:
                self._wrong(one, text, what, "a whole number, or such as `1 to 3`")
        return Told(ways)

    def share(self, node: Node, what: str) -> float:
        """A share or a weight."""
        text = node.value if node.id == "scalar" else ""
        if _SHARE.fullmatch(text):
            return float(text)
        self._wrong(node, text, what, "a share such as 3 or 0.25")
        return 0.0

    def _shared(self, node: Node, what: str) -> list[tuple[float, Node]]:
        if node.id != "mapping":
            return [(1.0, node)]
        found = [(self.share(below, f"the share of {text}"), key)
                 for text, key, below in self.reading.pairs(node, what)]
        if found and not any(share for share, _ in found):
            self._wrong(node, "nothing but noughts", what, "a mapping with a share above 0")
        return found

    def _wrong(self, node: Node, text: str, what: str, due: str) -> None:
        self.reading.say(problems.wrong_type(self.reading.span(node), text or "something else", what, due))

    def _ways(self, entity: str, spec: Spec, node: Node, share: float, roles: Sequence[str], it: bool) -> list[Way]:
        text: str = node.value if node.id == "scalar" else ""
        if text == "unknown":
            return [Way(share, UNKNOWN)]
        if text == "none" and spec.optional and not (spec.kind == "one" and "none" in spec.options):
            return [Way(share, ABSENT)]
        match spec.kind:
            case "number" if found := _RANGE.fullmatch(text):
                low, high = float(found[1]), float(found[2])
                step = 1 if "." not in text else 0.01
                return [Way(share, low=low, step=step, count=max(1, round((high - low) / step) + 1))]
            case "time" if found := _SPAN.fullmatch(text):
                return [_span(share, found)]
            case "time" if found := _DAYS.fullmatch(text):
                return [_days(share, found)]
            case "thing" if text in roles or text == "it" and it:
                return [Way(share, role=text)]
            case "thing":
                self.reading.say(problems.dangling(self.reading.span(node), text, self.headings(spec.argument), roles))
                return []
            case "one" | "row" if text == "any":
                return [Way(share, count=max(1, len(self.facts[entity][spec.key].options)))]
            case "yes" if text == "any":
                return [Way(share, count=2)]
            case "row" if text not in spec.options and (codes := self._of_column(entity, spec, text)):
                return [Way(share / len(codes), low=code) for code in codes]
        found_value = value(self.reading, spec, node)
        if found_value is LEFT_OUT:
            return []
        return [Way(share, low=self._code(entity, spec, found_value))]

    def _code(self, entity: str, spec: Spec, found: Any) -> float:
        match spec.kind:
            case "yes" | "number":
                return float(found)
            case "time":
                return seconds(found)
            case "one" | "row":
                return self.facts[entity][spec.key].codes[found]
        words = self.words.setdefault((entity, spec.key), [])
        if found not in words:
            words.append(found)
        return words.index(found)

    def _of_column(self, entity: str, spec: Spec, text: str) -> list[int]:
        """The rows that have a value in a column: `class 8N`, `family damage`."""
        rows = self.rows.get(self.row_of.get((entity, spec.key), ""))
        codes = self.facts[entity][spec.key].codes
        for column, values in rows.columns.items() if rows is not None else ():
            words = column.replace("_", " ") + " "
            if rows is not None and text.startswith(words):
                wanted = text[len(words) :]
                named = {wanted, plain(wanted)}
                return [codes[key] for key, one in zip(rows.keys, values, strict=True)
                        if str(one) in named and key in codes]
        return []


def seconds(moment: str) -> float:
    """A day or a moment as seconds since 1970, by the clock on the wall."""
    return (datetime.fromisoformat(moment) - _START).total_seconds()


def _span(share: float, found: re.Match[str]) -> Way:
    most = int(found[2])
    least = most if found[1] is None else int(found[1])
    unit = _SECONDS[found[3]]
    # to the minute, as a record has it
    count = max(1, (most - least) * unit // MINUTE + (1 if found[1] is not None else 0))
    sign = -1 if found[4] == "before" else 1
    return Way(share, TOLD, sign * least * unit, sign * MINUTE, count, True)


def _days(share: float, found: re.Match[str]) -> Way:
    first, last = seconds(found[1]), seconds(found[2]) + 86400
    return Way(share, TOLD, first, MINUTE, max(1, int(last - first) // MINUTE))
