"""Cases as pytest items: the YAML files in the `cases` of a rulebook, one item for each case and edition.

Nothing of ours but this file is read until such a file is collected.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from hocrdsl.harness.run import Outcome
    from hocrdsl.harness.session import Session


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """YAML files below a folder with a `rulebook.rules`, in its `cases`; nothing else."""
    if file_path.suffix not in (".yaml", ".yml"):
        return None
    for folder in file_path.parents:
        if folder.name == "cases" and (folder.parent / "rulebook.rules").is_file():
            return CaseFile.from_parent(parent, path=file_path)
    return None


@cache
def _session(folder: Path, shown: str) -> Session:
    from hocrdsl.harness.session import session

    return session(folder, shown)


class Broken(Exception):
    """A file or rulebook with errors, drawn."""


class CaseFile(pytest.File):
    """One file of cases."""

    def collect(self) -> Iterator[CaseItem]:
        """An item for each case and edition, each case decided once it is run."""
        from hocrdsl.diagnostics import render
        from hocrdsl.harness.read_cases import read_source
        from hocrdsl.harness.run import Selection, outcomes
        from hocrdsl.harness.session import read_source_text
        from hocrdsl.pipeline import Unreadable
        from hocrdsl.rules import InvalidRulebook

        folder = next(one.parent for one in self.path.parents
                      if one.name == "cases" and (one.parent / "rulebook.rules").is_file())
        try:
            session = _session(folder, self._shown(folder))
            source = read_source(self.path, self._shown(self.path))
        except (Unreadable, InvalidRulebook) as error:
            raise Broken(str(error)) from None
        cases, found = read_source_text(session, source)
        if found:
            raise Broken(render(found))
        for case in cases:

            @cache
            def decided(case: Any = case) -> list[Outcome]:
                return outcomes(case, session.rules_for, session.vocabulary, Selection())

            runs = [(one.edition, "") for one in case.expectations]
            runs += [(one.edition, position.party) for position in case.positions for one in position.expectations]
            for place, (edition, party) in enumerate(runs):
                name = f"{case.name}@{edition}" + (f" ({party})" if party else "")
                yield CaseItem.from_parent(self, name=name, decided=decided, place=place, line=case.span.line)

    def _shown(self, path: Path) -> str:
        try:
            return path.relative_to(self.config.invocation_params.dir).as_posix()
        except ValueError:
            return path.as_posix()

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Our drawing in place of a traceback."""
        return str(excinfo.value) if isinstance(excinfo.value, Broken) else super().repr_failure(excinfo)


class Wrong(Exception):
    """A case that failed; holds its outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.id)
        self.outcome = outcome


class CaseItem(pytest.Item):
    """One case in one edition."""

    def __init__(self, *, decided: Any, place: int, line: int, **others: Any) -> None:
        super().__init__(**others)
        self.decided = decided
        self.place = place
        self.line = line

    def runtest(self) -> None:
        """Decide and compare."""
        outcome = self.decided()[self.place]
        if outcome.status == "failed":
            raise Wrong(outcome)
        if outcome.status == "known wrong":
            pytest.xfail("known wrong")

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Expected, decided, first difference, and the line of the case's file."""
        if not isinstance(excinfo.value, Wrong):
            return super().repr_failure(excinfo, style)
        from hocrdsl.harness.summary import failure

        return failure(excinfo.value.outcome).rstrip("\n")

    def reportinfo(self) -> tuple[Path, int, str]:
        """File, line and name for reports."""
        return self.path, self.line - 1, self.name
