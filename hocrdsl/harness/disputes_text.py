"""Disputes in words: for a terminal, for a note, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from hocrdsl.harness.case import Lacking, Position
from hocrdsl.harness.disputes import Dispute, Ground, Hearing, Row, Verdict

OTHERWISE = "In the other editions it says what the rules say as they read."
SCHEMA = "hocrdsl.disputes/1"
_VERDICTS: tuple[tuple[Verdict, str], ...] = (
    ("upheld", "Upheld"), ("not upheld", "Not upheld"), ("open", "Not settled"), ("says nothing", "Claims no number"),
)


def as_text(found: Sequence[Dispute], lacking: Sequence[Lacking]) -> str:
    """For a terminal."""
    parts = ["\n".join(_told(one)) for one in found]
    if lacking:
        missing = [line for one in lacking for line in _missing(one)]
        parts.append("\n".join(["Not enough is known to decide:", *missing]))
    return "\n\n".join(parts)


def _told(dispute: Dispute) -> Iterator[str]:
    case = dispute.case
    yield case.name
    yield f"  {' '.join(case.text.split())}"
    for position in case.positions:
        yield f"  {_held(position)}"
    if case.known_wrong is not None:
        yield f"  The rules here are known to be wrong: {case.known_wrong.reason}"
    for hearing in dispute.hearings:
        yield ""
        yield f"  {heading(hearing)}"
        rows = dispute.differing(hearing)
        for row in rows:
            yield f"  {'*' if row.own else ' '} {row.span}: {row.answer}"
            if row.asks:
                yield f"      It turns on: {listed(row.asks)}."
            if row.stands:
                yield f"      {stands(row)}"
            yield from (f"      {_ground(one)}" for one in row.grounds)
        if len(rows) < len(hearing.rows):
            yield f"    {OTHERWISE}"
    yield ""
    yield from (f"  {sentence}" for sentence in sentences(dispute))
    yield from (f"  {sort}: {name}" for sort, name in dispute.sorts.items() if name)


def _missing(one: Lacking) -> Iterator[str]:
    yield ""
    yield one.name
    if one.text:
        yield f"  {one.text}"
    for position in one.positions:
        yield f"  {_held(position)}"
    yield f"  Missing: {one.missing}"
    yield f"  {'; '.join(map(str, one.cites))}"


def _held(position: Position) -> str:
    """What a party holds, and where that is said."""
    holds = position.holds or "no words are given"
    return f"{capital(position.party)}: {holds}. [{'; '.join(map(str, position.cites))}]"


def heading(hearing: Hearing) -> str:
    """The rules as they read, or the reading and whose it is."""
    if not hearing.readings:
        return "The rules as they read"
    named = listed([f"{label} as \"{name}\"" for label, name in hearing.readings])
    title = f" ({hearing.title})" if hearing.title else ""
    whose = f", for {listed(hearing.parties)}" if hearing.parties else ""
    return f"Reading {named}{title}{whose}"


def stands(row: Row) -> str:
    """Who is upheld and who isn't, in the parties' own names."""
    said = []
    for verdict, words in _VERDICTS:
        parties = [party for party, found in row.stands if found == verdict]
        if parties:
            said.append(f"{words}: {listed(parties)}.")
    return " ".join(said)


def sentences(dispute: Dispute) -> Iterator[str]:
    """What came of it, for somebody who reads nothing else."""
    plain = dispute.hearings[0]
    own = next((row for row in plain.rows if row.own), None)
    if own is not None:
        yield f"By the rules of its own day, {said_day(dispute.day)}: {_brief(own)}"
    if own is None:
        row, earlier = _nearest(plain, dispute.day)
        held = f"No edition of its own day, {said_day(dispute.day)}, is held. " if earlier else ""
        yield f"{held}By the rules of {row.span}: {_brief(row)}"
    for before, row in zip(plain.rows, plain.rows[1:], strict=False):
        if row.turned:
            yield f"On {said_day(row.since)} the law changed sides: {_brief(row)}"
        elif row.answer != before.answer:
            yield f"On {said_day(row.since)} the answer changed: {_brief(row)}"
    for hearing in dispute.hearings[1:]:
        read = listed([f"{label} as \"{name}\"" for label, name in hearing.readings])
        rows = dispute.differing(hearing)
        own = next((one for one in rows if one.own), None)
        if own is not None:
            yield f"If one reads {read}, on that day: {_brief(own)}"
        elif rows:
            yield f"If one reads {read}, in {rows[-1].span}: {_brief(rows[-1])}"
        else:
            yield f"To read {read} changes nothing here."


def _nearest(hearing: Hearing, day: str) -> tuple[Row, bool]:
    """The row nearest to a day that none holds, and whether the day is before them all."""
    earlier = bool(day) and day < hearing.rows[0].since
    return hearing.rows[0 if earlier else -1], earlier


def _brief(row: Row) -> str:
    asked = f"; it turns on {listed(row.asks)}" if row.asks else ""
    return f"{row.answer}{asked}. {stands(row)}".rstrip()


def said_day(day: str) -> str:
    """`1 April 2018`."""
    found = date.fromisoformat(day)
    return f"{found.day} {found:%B} {found.year}"


def _ground(one: Ground) -> str:
    return f"{one.label} \"{one.title}\" [{'; '.join(one.cites)}], {one.standing}"


def listed(names: Sequence[str]) -> str:
    """`A, B and C`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def capital(text: str) -> str:
    """With a great first letter, the others as they are."""
    return text[:1].upper() + text[1:]


# --- for a note -------------------------------------------------------------------------


def as_markdown(title: str, found: Sequence[Dispute], lacking: Sequence[Lacking]) -> str:
    """A section for each dispute, with its table."""
    lines = [f"# {title}"]
    for dispute in found:
        lines += ["", f"## {_cell(dispute.case.name)}", "", _cell(dispute.case.text), ""]
        lines += [f"- {_cell(_held(position))}" for position in dispute.case.positions]
        if dispute.case.known_wrong is not None:
            lines += ["", f"**The rules here are known to be wrong:** {_cell(dispute.case.known_wrong.reason)}"]
        lines += ["", "| reading | editions | the rules say | who is upheld | by |", "|---|---|---|---|---|"]
        lines += [_line(hearing, row) for hearing in dispute.hearings
                  for row in dispute.differing(hearing)]
        lines += ["", *(_cell(sentence) + "  " for sentence in sentences(dispute))]
        lines += ["", *(f"- {_cell(sort)}: {_cell(name)}" for sort, name in dispute.sorts.items() if name)]
    if lacking:
        lines += ["", "## Not enough is known to decide", ""]
        lines += ["| dispute | what is missing | said in |", "|---|---|---|"]
        lines += [f"| {_cell(one.name)} | {_cell(one.missing)} | {_cell('; '.join(map(str, one.cites)))} |"
                  for one in lacking]
    return "\n".join(lines)


def _line(hearing: Hearing, row: Row) -> str:
    mark = " (its own day)" if row.own else ""
    answer = row.answer + (f"; it turns on {listed(row.asks)}" if row.asks else "")
    cells = (heading(hearing), row.span + mark, answer, stands(row), "; ".join(map(_ground, row.grounds)))
    return "| " + " | ".join(map(_cell, cells)) + " |"


def _cell(text: str) -> str:
    """A text that stays on its line and makes no markup."""
    plain = " ".join(text.split())
    for sign in "\\|<*_`":
        plain = plain.replace(sign, "\\" + sign)
    return plain


# --- as data ----------------------------------------------------------------------------


def as_json(found: Sequence[Dispute], lacking: Sequence[Lacking], about: dict[str, Any]) -> dict[str, Any]:
    """As data, in a stable order."""
    return {
        "schema": SCHEMA, **about, "disputes": [_dispute(one) for one in found],
        "lacking_facts": [
            {"name": one.name, "text": one.text, "missing": one.missing, "cites": list(map(str, one.cites)),
             "place": one.place, "positions": [_position(each) for each in one.positions]}
            for one in lacking
        ],
    }


def _dispute(one: Dispute) -> dict[str, Any]:
    case = one.case
    return {
        "case": case.name, "place": case.place, "text": " ".join(case.text.split()), "day": one.day,
        "cites": list(map(str, case.cites)), "positions": [_position(each) for each in case.positions],
        "known_wrong": None if case.known_wrong is None else case.known_wrong.reason,
        "hearings": [
            {"readings": dict(hearing.readings), "title": hearing.title, "parties": list(hearing.parties),
             "rows": [_row(row) for row in hearing.rows]}
            for hearing in one.hearings
        ],
        "sorts": dict(one.sorts), "sentences": list(sentences(one)),
    }


def _position(one: Position) -> dict[str, Any]:
    claims = [{"from": claim.day, "number": claim.number, "sorts": None if claim.sorts is None else list(claim.sorts)}
              for claim in one.claims]
    return {"party": one.party, "holds": one.holds, "cites": list(map(str, one.cites)), "reading": dict(one.reading),
            "claims": claims}


def _row(row: Row) -> dict[str, Any]:
    return {
        "from": row.since, "until": row.until, "editions": row.span, "answer": row.answer, "sorts": list(row.sorts),
        "asks": list(row.asks),
        "stands": dict(row.stands), "own_day": row.own, "latest": row.latest, "law_changed_sides": row.turned,
        "by": [{"label": one.label, "title": one.title, "cites": list(one.cites), "standing": one.standing}
               for one in row.grounds],
    }
