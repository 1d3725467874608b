"""Which wording of each label is in force on a day: the present one, or an earlier one."""

from __future__ import annotations

from collections.abc import Sequence

from hocrdsl.data import Data, replace
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model import problems_of_editions as problems
from hocrdsl.model.dates import Period, holds, period
from hocrdsl.model.editions import day_after, day_before
from hocrdsl.syntax import nodes as syntax


class Wording(Data):
    """One wording of a label with its first and last day; an open end is None."""

    item: syntax.Provision
    days: Period

    @property
    def since(self) -> str | None:
        """The first day."""
        return self.days.since

    @property
    def until(self) -> str | None:
        """The last day."""
        return self.days.until

    def holds(self, day: str, learnt: str | None) -> bool:
        """Whether it is in force on the day; `learnt`: the last day of which the text is known."""
        return holds(self.days, day, learnt)


def wordings(items: Sequence[syntax.Item], found: list[Diagnostic]) -> dict[str, tuple[Wording, ...]]:
    """The wordings of every label that has more than its plain text, in order of time."""
    present = {
        item.label: item
        for item in items
        if isinstance(item, syntax.Provision) and item.role in ("rule", "exception")
    }
    earlier: dict[str, list[syntax.Provision]] = {}
    for item in items:
        if isinstance(item, syntax.Provision) and item.role == "earlier":
            if item.in_force is None:
                found.append(problems.undated(item.head, f"the earlier wording of {item.label}"))
            else:
                earlier.setdefault(item.label, []).append(item)
    return {label: _in_order(label, past, present.get(label), found) for label, past in earlier.items()}


def _in_order(
    label: str, past: list[syntax.Provision], present: syntax.Provision | None, found: list[Diagnostic]
) -> tuple[Wording, ...]:
    ordered = sorted(past, key=lambda item: item.in_force.since.iso if item.in_force else "")
    line = [_wording(_as_present(item, present)) for item in ordered]
    if present is not None:
        line.append(_wording(present))
    for number, (before, after) in enumerate(zip(line, line[1:], strict=False)):
        line[number], line[number + 1] = _joined(label, before, after, found)
    return tuple(line)


def _wording(item: syntax.Provision) -> Wording:
    return Wording(item, period(item.in_force))


def _as_present(item: syntax.Provision, present: syntax.Provision | None) -> syntax.Provision:
    """An earlier wording in the role of the label: its targets and rank, unless it states its own."""
    targets = item.targets or (present.targets if present else ())
    of_class = item.of_class or (present.of_class if present else False)
    return replace(item, role="exception" if targets else "rule", targets=targets, of_class=of_class)


def _joined(
    label: str, before: Wording, after: Wording, found: list[Diagnostic]
) -> tuple[Wording, Wording]:
    """Two wordings that follow each other, the open ends between them closed."""
    if before.until is None and after.since is None:
        found.append(problems.undated(before.item.head, f"the end of the earlier wording of {label}"))
    elif before.until is None and after.since is not None:
        until = {"until": day_before(after.since), "until_made": after.days.since_made}
        before = replace(before, days=before.days._replace(**until))
    elif before.until is not None and after.since is None:
        since = {"since": day_after(before.until), "since_made": before.days.until_made}
        after = replace(after, days=after.days._replace(**since))
    elif before.until is not None and after.since is not None:
        expected = day_after(before.until)
        if after.since > expected:
            found.append(problems.gap(label, before.until, after.since, after.item.head, before.item.head))
        elif after.since < expected:
            found.append(problems.overlap(label, after.since, before.until, after.item.head, before.item.head))
    return before, after
