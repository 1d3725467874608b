"""What differs, as a note to those who apply the rules."""

from __future__ import annotations

from hocrdsl.analysis.diff import Difference, Flip
from hocrdsl.analysis.diff_text import closing, grouped, headline, made_lines, standing, standings


def as_markdown(found: Difference) -> str:
    """Headline, text, cases."""
    lines = [f"# {found.old} against {found.new}", ""]
    lines += [f"**{headline(found)}**", ""] if found.decided is not None else []
    if found.wrong:
        lines += ["## Not as accepted", "", *(f"- {_cell(said)}" for said in found.wrong), ""]
    lines += ["## Text", "", *_text(found)]
    if found.decided is not None:
        lines += ["", "## Cases", ""]
        for heading, flips in grouped(found.flips):
            lines += [f"### {heading[0].upper()}{heading[1:]}", "",
                      f"| case | what | {_cell(found.old)} | {_cell(found.new)} | made by | reasons | accepted |",
                      "|---|---|---|---|---|---|---|", *(_row(found, one) for one in flips), ""]
        lines += [*(f"- {_cell(said)}" for said in made_lines(found)), ""] if found.made else []
        lines += [f"- left out, since one edition has not all of its words: {_cell(name)}" for name in found.left_out]
        lines.append(closing(found) + ".")
    return "\n".join(lines) + "\n"


def _text(found: Difference) -> list[str]:
    lines = [f"- standing {said}: {', '.join(labels)}" for said, labels in standings(found.text).items()]
    for change in found.text:
        if standing(change):
            continue
        title = f" \"{change.title}\"" if change.title else ""
        lines.append(f"- **{change.label}**{title}: {change.what} {change.kind}")
        for one in change.parts if change.kind == "substituted" else ():
            was = f" ~~{_cell(one.old)}~~" if one.old else ""
            now = f" {_cell(one.new)}" if one.new else ""
            lines.append(f"  - {one.part} {one.kind}:{was}{now}")
    return lines or ["No change."]


def _row(found: Difference, one: Flip) -> str:
    cells = [one.case, ", ".join(one.kinds), one.old + _golden(one, found.old), one.new + _golden(one, found.new),
             ", ".join(one.by), ", ".join((*[f"~~{label}~~" for label in one.gone], *one.come)),
             (found.accepted or {}).get(one.case, "")]
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _golden(one: Flip, side: str) -> str:
    return " (golden)" if side in one.golden else ""


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
