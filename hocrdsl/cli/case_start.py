"""Cases to start from: one of the starter rulebook, and an empty one that shows what the vocabulary lets it state."""

from __future__ import annotations

from typing import Any

# the case of the rulebook to start from (starters.py)
FIRST_CASE = """\
case: two books back late on one day
cites: Library Handbook, p. 2
origin: constructed
text: >
  Ann brings two books back after the date on the slip, and one in time.
incident:
  visits:
    - day: 2026-02-01
      returns:
        - {reader: Ann, lateness: late}
        - {reader: Ann, lateness: late}
        - {reader: Ann, lateness: in time}
expect:
  2026-01:
    charges:
      - {class: L1 L/01, returns: [return 1, return 2], because: [A1, B1, D1]}
    fates:
      - {return: 3, fate: free of charge, because: [A1]}
"""


def case_start(vocabulary: dict[str, Any], edition: str, day: str) -> str:
    """The text of a case that reads, with nothing in it yet."""
    entities = vocabulary["entities"]
    lines = [
        "case: say in a few words what is special here",
        "cites: Document, p. 1", "origin: constructed      # printed, stated-rule, constructed or dispute", "text: >",
        "  In our own words, what happened.", "incident:", f"  {vocabulary['event_list']}:",
    ]
    facts, required = entities[vocabulary["event"]][1:3]
    stated = [f"{_words(key)}: {_some(facts[key], day)}" for key in required]
    lines += [f"    {'  ' if place else '- '}{line}" for place, line in enumerate(stated or ["{}"])]
    lines += [f"      {vocabulary['decided_list']}:",
              "        # facts that may be stated (leave out what is not known):"]
    lines += [f"        #   {_words(key)}: {_some(spec, day)}"
              for key, spec in entities[vocabulary["decided"]][1].items() if key != vocabulary["event_fact"]]
    lines += ["        - {}", "expect:", f"  {edition}:", f"    {vocabulary['counted_list']}: []",
              "    # what did you expect? `hocrdsl test` says what was decided"]
    return "\n".join(lines) + "\n"


def _some(spec: tuple[str, Any, bool], day: str) -> str:
    kind, argument, _ = spec
    if kind == "one":
        return _words(list(argument)[0])
    return {"yes": "yes", "number": "1", "time": day, "text": "some words"}.get(kind, f"a {_words(argument)}")


def _words(key: Any) -> str:
    return str(key).replace("_", " ") if isinstance(key, str) else "row"
