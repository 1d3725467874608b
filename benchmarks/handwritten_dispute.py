"""The Derbyshire dispute decided by a function written by hand for it: the fair measure of what is compiled.

One victim, several suspects, rape. It checks its input against the same vocabulary, applies the rules that bear on such
a report (recording test, no rape absorbs another, one crime for each who penetrated, the time to record), says what
was presumed, and builds the same decision. Anything that it was not written for it refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from json import JSONEncoder
from typing import Any

INCIDENT: dict[str, Any] = {
    "people": {
        "Ann": {"age": 30, "sex": "female"},
        "Bob": {"acted_together_with": ["Carl", "Dan"]},
        "Carl": {"acted_together_with": ["Bob", "Dan"]},
        "Dan": {"acted_together_with": ["Bob", "Carl"]},
    },
    "reports": [{
        "received": "2026-05-01", "maker": "victim",
        "allegations": [
            {"offence": "19C 019/08", "victim": "Ann", "offender": offender, "circumstances_amount_to_a_crime": True,
             "committed": "2026-04-30"}
            for offender in ("Bob", "Carl", "Dan")
        ],
    }],
}

_RAPE = frozenset({"19C", "19F"})


def by_hand(module: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The function; the compiled module lends it the vocabulary, the titles and the constants, no rule."""
    entities = module.VOCABULARY["entities"]
    of_party, of_report, of_allegation = (entities[one][1] for one in ("party", "report", "allegation"))
    needed = entities["report"][2]
    presumed = entities["allegation"][3]
    reasons = {
        label: {"title": title, "cites": list(cites), "standing": standing}
        for label, (title, cites, standing) in module.REASONS.items()
    }
    rows = module.VOCABULARY["entities"]["allegation"][1]["offence"][1]

    # one encoder for all calls, as in the compiled module
    encode = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str).encode

    def check(facts: Any, specs: Any, people: Any) -> None:
        if not isinstance(facts, dict):
            raise ValueError("facts are a mapping")
        for key, value in facts.items():
            kind, argument, optional = specs[key]
            if value is None:
                continue
            if value == "none":
                if not optional:
                    raise ValueError(key)
            elif kind == "yes":
                if value is not True and value is not False:
                    raise ValueError(key)
            elif kind in ("one", "row"):
                if type(value) is not str or value not in argument:
                    raise ValueError(key)
            elif kind == "number":
                if type(value) not in (int, float) or value != value:
                    raise ValueError(key)
            elif kind == "time":
                if type(value) is not str or len(value) != 10:
                    raise ValueError(key)
                date.fromisoformat(value)
            elif kind == "thing":
                if argument == "party" and value not in people:
                    raise ValueError(key)
            elif kind == "things":
                if not isinstance(value, list) or not all(one in people for one in value):
                    raise ValueError(key)
            elif type(value) is not str:
                raise ValueError(key)

    def decide(incident: dict[str, Any]) -> dict[str, Any]:
        if not isinstance(incident, dict) or incident.keys() - {"people", "reports"}:
            raise ValueError("not written for this")
        people = incident["people"]
        for facts in people.values():
            check(facts, of_party, people)
        (report,) = incident["reports"]
        told = {key: value for key, value in report.items() if key != "allegations"}
        check(told, of_report, people)
        for key in needed:
            if key not in told:
                raise ValueError(key)
        received = told["received"]
        deadline = (date.fromisoformat(received) + timedelta(days=1)).isoformat()
        crimes: dict[tuple[str, str], dict[str, Any]] = {}
        fates, supposed = [], []
        for number, allegation in enumerate(report["allegations"], 1):
            check(allegation, of_allegation, people)
            offence, victim, offender = allegation["offence"], allegation["victim"], allegation["offender"]
            kind = offence.split(" ")[0]
            if offence not in rows or kind not in _RAPE or told["maker"] != "victim":
                raise ValueError("not written for this")
            facts = {**presumed, **allegation}
            if not facts["circumstances_amount_to_a_crime"] or facts["credible_evidence_to_the_contrary"]:
                raise ValueError("not written for this")
            if facts["recorded_by_another_force"] or facts["place_outside_the_area"] != "none":
                raise ValueError("not written for this")
            name = f"allegation {number}"
            found = crimes.get((victim, offender))
            because = ["A1", "R5", "R4"]
            if found is None:
                found = crimes[victim, offender] = {
                    "id": f"R4: {victim}, {offender}", "offence": offence, "class": kind, "provision": "R4",
                    "unit": [victim, offender], "report": 1, "principal": name, "allegations": [], "joined": [],
                    "because": list(because),
                }
            found["allegations"].append(name)
            fates.append(
                {
                    "allegation": name,
                    "fate": "recorded",
                    "crime": found["id"],
                    "result": None,
                    "stated": offence,
                    "offence": offence,
                    "because": because,
                }
            )
            if "credible_evidence_to_the_contrary" not in allegation:
                supposed.append({"about": name, "fact": "credible_evidence_to_the_contrary"})
        conclusions = [{"about": one["id"], "name": "deadline_to_record", "value": deadline, "because": ["A2"]}
                       for one in crimes.values()]
        deadlines = list(conclusions)
        # the kinds written for are of no child; all of them are counted with violence against women and girls
        conclusions += [{"about": one["id"], "name": "relation_to_women_and_girls", "value": "set", "because": ["C17"]}
                        for one in crimes.values()]
        text = encode(incident)
        return {
            "schema": "hocrdsl.decision/1", "determined": True, "crimes": list(crimes.values()), "fates": fates,
            "conclusions": conclusions, "deadlines": deadlines, "cancelled": [], "released": [],
            "permissions": [], "joined": {},
            "reasons": {label: dict(reasons[label]) for label in ("A1", "R5", "R4", "A2", "C17")},
            "presumed": supposed, "given": [], "marks": [], "compared": None, "undetermined": None,
            "replay": {"rulebook": module.RULEBOOK, "digest": module.DIGEST, "edition": module.EDITION,
                       "known": module.META["known"], "readings": {}, "package": module.META["package"],
                       "incident": sha256(text.encode()).hexdigest()[:16]},
        }

    return decide
