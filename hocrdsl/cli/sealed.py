"""The file of seals beside a rulebook, and what it says of the rulebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hocrdsl.cli.books import Named
from hocrdsl.cli.talk import Talk
from hocrdsl.pipeline import read_text

if TYPE_CHECKING:
    from hocrdsl.diagnostics import Checked, Diagnostic
    from hocrdsl.editions import Comparison, Seals

_MOST = 8


def seals_file(found: Named) -> tuple[Path, str]:
    """Where the seals of a rulebook stand, and how messages show it."""
    path = found.book.path
    if path.is_file():
        return path.with_suffix(".seals.csv"), str(Path(found.shown).with_suffix(".seals.csv"))
    return path / "seals.csv", f"{found.shown}/seals.csv"


def read_seals_of(found: Named) -> Checked[Seals]:
    """The seals of a rulebook; none and nothing wrong where it has no such file."""
    from hocrdsl.diagnostics import Checked
    from hocrdsl.editions import read_seals

    path, shown = seals_file(found)
    return read_seals(read_text(path, shown)) if path.exists() else Checked(None)


def seal_findings(found: Named, talk: Talk) -> tuple[Diagnostic, ...]:
    """What `check` says of the seals; what they lack is talk."""
    from hocrdsl.editions import compare

    seals = read_seals_of(found)
    if seals.value is None:
        return seals.diagnostics
    compared = compare(found.book.text, seals.value)
    if not compared.diagnostics:
        for line in lacking(compared):
            talk.say(f"note: {line}; `hocrdsl seal {found.shown}` seals")
    return compared.diagnostics


def must_check(found: Named) -> None:
    """Raises InvalidRulebook where an edition of it is in error."""
    from hocrdsl.pipeline import editions, make_plan
    from hocrdsl.rules import InvalidRulebook

    for day in editions(found.book):
        made = make_plan(found.book, day)
        if made.value is None:
            raise InvalidRulebook(made.diagnostics)


def lacking(compared: Comparison) -> list[str]:
    """What the seals lack, a line for each reason."""
    lines = []
    if compared.unsealed:
        many = "edition" if len(compared.unsealed) == 1 else "editions"
        lines.append(f"not sealed yet: {many} {', '.join(compared.unsealed)}")
    if compared.lacking:
        lines.append(f"not sealed yet: {_some(list(compared.lacking))}")
    if compared.corrected:
        lines.append(f"changed by amendments since, and not sealed so: {_some(list(compared.corrected))}")
    return lines


def _some(keys: list[tuple[str, str]]) -> str:
    more = f" and {len(keys) - _MOST} more" if len(keys) > _MOST else ""
    return ", ".join(label for _, label in keys[:_MOST]) + more
