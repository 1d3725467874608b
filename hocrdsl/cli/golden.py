"""The golden cases of a rulebook, for verbs that speak about one or all of them."""

from __future__ import annotations

from collections.abc import Mapping

from hocrdsl.cli.books import Named
from hocrdsl.cli.trouble import PROBLEMS, Trouble
from hocrdsl.diagnostics import nearest, render
from hocrdsl.harness.case import Case
from hocrdsl.harness.session import Session, case_files, read_files, session


def session_of(found: Named, known: str | None = None, readings: Mapping[str, str] | None = None) -> Session:
    """What reading and running the cases needs."""
    return session(found.book.path, found.shown, known=known, readings=readings, book=found.book)


def cases_of(found: Named, known: str | None = None) -> list[Case]:
    """Every case; raises Trouble where one can't be read."""
    at = session_of(found, known)
    cases, wrong = read_files(at, case_files(found.book.path, found.shown))
    if any(one.severity == "error" for one in wrong):
        raise Trouble(f"some cases of {found} cannot be read; `hocrdsl test {found.shown}` says why", PROBLEMS)
    return cases


def case_called(found: Named, name: str, known: str | None = None) -> Case:
    """The case of a name, or of a name that holds these words and no other does."""
    at = session_of(found, known)
    cases, wrong = read_files(at, case_files(found.book.path, found.shown))
    for wanted in (name, name.partition("@")[0]):
        chosen = [one for one in cases if one.name == wanted] or [one for one in cases if wanted in one.name]
        if len(chosen) == 1:
            return chosen[0]
        if chosen:
            raise Trouble(f"{len(chosen)} cases hold `{wanted}`: {'; '.join(one.name for one in chosen[:5])}")
    if any(one.severity == "error" for one in wrong):
        raise Trouble(render(wrong[:1]), PROBLEMS, drawn=True)
    near = nearest(name, [one.name for one in cases])
    raise Trouble(f"no case `{name}` in {found}" + (f"; did you mean `{near}`?" if near else ""))


def edition_named(case: Case) -> str | None:
    """The day of the latest edition that a case speaks for."""
    every = [*case.expectations, *(one for position in case.positions for one in position.expectations)]
    return max((one.day for one in every), default=None)
