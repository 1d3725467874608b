"""The text in force on a day, as known on a day: wordings chosen, amendments carried out."""

from __future__ import annotations

from hocrdsl.data import replace
from hocrdsl.diagnostics import Checked, Diagnostic
from hocrdsl.model import problems_of_editions as problems
from hocrdsl.model.amend import Consolidation, carry_out, clashes, inserted
from hocrdsl.model.dates import Period, clauses, ends_early, holds, in_force_of, on_day, period, row_period
from hocrdsl.model.editions import amendments, head_of, known_on
from hocrdsl.model.targets import key_of, names_of
from hocrdsl.model.wordings import Identity, Worded, Wording, heading, identity, is_earlier, wordings
from hocrdsl.syntax import nodes as syntax


def fold(
    text: syntax.RulebookText, day: str, known: str | None = None, proposed: bool = False
) -> Checked[syntax.RulebookText]:
    """The consolidated text in force on a day as known on a day (the head's, if none is given)."""
    work = _consolidate(text, day, known, proposed)
    found = tuple(sorted(work.found, key=lambda diagnostic: diagnostic.sort_key))
    folded = syntax.RulebookText(tuple(work.items), text.lines, text.comments)
    failed = any(diagnostic.severity == "error" for diagnostic in found)
    return Checked(None if failed else folded, found)


def origins(
    text: syntax.RulebookText, day: str, known: str | None = None, proposed: bool = False
) -> dict[str, str]:
    """Where the wording of each label comes from: a file, an earlier wording, or an amendment."""
    return _consolidate(text, day, known, proposed).origins


def _consolidate(
    text: syntax.RulebookText, day: str, known: str | None, proposed: bool
) -> Consolidation:
    found: list[Diagnostic] = []
    _check_dates(text, found)
    _check_day(text, day, found)
    work = _plain(text, day, known, found)
    work.items = _targets_in_force(work.items, text)
    chosen = sorted(amendments(text, known, proposed), key=lambda one: (_since(one), one.title.text))
    clashing = clashes(chosen)
    found.extend(clashing)
    work.later = dict(inserted(one for one in reversed(chosen)))
    # a text that is wrong on an amendment's first day is looked at on that day, without looking further
    work.then = lambda amendment: _until(text, known, chosen, amendment)
    for amendment in chosen:
        if not clashing and holds(period(amendment.in_force), day, None):
            carry_out(work, amendment)
    work.items = [_standing_on(item, day) for item in _read_items(work.items)]
    return work


def _until(
    text: syntax.RulebookText, known: str | None, chosen: list[syntax.Amendment], amendment: syntax.Amendment
) -> Consolidation:
    """The text on the first day of an amendment, with those before it carried out."""
    day = _since(amendment)
    work = _plain(text, day, known, [])
    work.items = _targets_in_force(work.items, text)
    for other in chosen:
        if other is amendment:
            break
        if holds(period(other.in_force), day, None):
            carry_out(work, other)
    return work


def _targets_in_force(items: list[syntax.Item], text: syntax.RulebookText) -> list[syntax.Item]:
    """An exception to several labels is, on a day, one to those then in force; one at least must be.

    A disagreement of which one side is not in force is none on that day.
    """
    written = {item.label for item in text.items if isinstance(item, syntax.Provision)}
    absent = written - {item.label for item in items if isinstance(item, syntax.Provision)}
    if not absent:
        return items
    folded: list[syntax.Item] = []
    for item in items:
        if isinstance(item, syntax.Disagreement) and not absent.isdisjoint(item.between):
            continue
        if isinstance(item, syntax.Provision) and not absent.isdisjoint(item.targets):
            left = tuple(target for target in item.targets if target not in absent)
            item = replace(item, targets=left or item.targets)
        folded.append(item)
    return folded


def _read_items(items: list[syntax.Item]) -> list[syntax.Item]:
    """Without the readings of what is not in force: they go with what they read."""
    there = {i.label for i in items if isinstance(i, syntax.Provision) and i.role != "reading"}
    return [
        item
        for item in items
        if not isinstance(item, syntax.Provision) or item.role != "reading" or item.label in there
    ]


def _since(amendment: syntax.Amendment) -> str:
    return amendment.in_force.since.iso if amendment.in_force else ""


# --- the plain text and earlier wordings ------------------------------------------------


def _plain(text: syntax.RulebookText, day: str, known: str | None, found: list[Diagnostic]) -> Consolidation:
    """The text of a day before any amendment."""
    learnt_day, capped = known_on(text, known)
    learnt = learnt_day if capped else None
    lines = wordings(text.items, found)
    work = Consolidation(found, day)
    placed: set[Identity] = set()
    # the places of the wordings that a line holds: what is written twice besides is kept, and told later
    lined = {heading(wording.item) for line in lines.values() for wording in line}
    for item in text.items:
        if isinstance(item, syntax.Amendment):
            continue
        at = identity(item)
        if at in lines and isinstance(item, Worded) and (is_earlier(item) or heading(item) in lined):
            if at not in placed:
                placed.add(at)
                _keep_wording(work, lines[at], day, learnt)
        # the head's own dates are looked at apart: nothing is without a head
        elif isinstance(item, syntax.Header) or holds(period(in_force_of(item)), day, learnt):
            _keep(work, on_day(item, day, learnt), item.span.source.name, period(in_force_of(item)))
    return work


def _keep_wording(
    work: Consolidation, line: tuple[Wording, ...], day: str, learnt: str | None
) -> None:
    """The latest wording that holds: where the text is wrong and two do, the error is told already."""
    holding = [wording for wording in line if wording.holds(day, learnt)]
    if not holding:
        return
    latest = holding[-1]
    assert not isinstance(latest.item, syntax.Has)
    plain = latest is line[-1] and latest.until is None
    origin = latest.item.span.source.name if plain else "earlier wording"
    _keep(work, on_day(latest.item, day, learnt), origin, latest.days)


def _keep(work: Consolidation, item: syntax.Item, origin: str, days: Period) -> None:
    work.items.append(item)
    if not isinstance(item, syntax.Header):
        work.origins.setdefault(names_of(item), origin)
        work.began[key_of(item)] = days.since or ""


def _standing_on(item: syntax.Item, day: str) -> syntax.Item:
    """`standing confirmed from D, presumed unchanged before`: what holds on the day."""
    if not isinstance(item, syntax.Provision | syntax.Define | syntax.Table | syntax.Disagreement):
        return item
    standing = item.standing
    if standing is None or standing.since is None or standing.before is None or day >= standing.since.iso:
        return item
    return replace(item, standing=replace(standing, word=standing.before, since=None, before=None))


# --- checks -----------------------------------------------------------------------------


def _check_day(text: syntax.RulebookText, day: str, found: list[Diagnostic]) -> None:
    head = head_of(text)
    if head is not None and head.in_force is not None and not holds(period(head.in_force), day, None):
        found.append(problems.not_in_force(head.in_force.span, day))


def _check_dates(text: syntax.RulebookText, found: list[Diagnostic]) -> None:
    head = head_of(text)
    for item in text.items:
        for in_force in clauses(item):
            if ends_early(period(in_force)):
                found.append(problems.ends_before(in_force.span, names_of(item)))
        if isinstance(item, syntax.Table):
            for row in item.rows:
                if row.until and ends_early(row_period(row)):
                    found.append(problems.row_ends_before(row.until.span, item.title.text, row.cells[0].text))
        if isinstance(item, syntax.Amendment):
            _check_amendment(item, head, found)


def _check_amendment(
    item: syntax.Amendment, head: syntax.Header | None, found: list[Diagnostic]
) -> None:
    if item.in_force is None:
        found.append(problems.undated(item.title.span, "the amendment", "in force from 1 April 2027"))
    elif head and head.in_force and item.in_force.since.iso < head.in_force.since.iso:
        found.append(problems.not_in_force(item.in_force.span, item.in_force.since.iso, item.title.text))
    if item.made_on is None and not item.proposed:
        found.append(problems.undated(item.title.span, "the amendment", "made on 1 March 2027` or `proposed"))
    if head is not None and item.rulebook.text != head.title.text:
        found.append(problems.other_rulebook(item.rulebook, head.title.text))
    if not item.cites:
        found.append(problems.uncited_amendment(item.title))
