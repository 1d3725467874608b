"""The two workloads of `hb/` as incidents of the rulebooks in `w1/` and `w2/`, and answers in the form of the floors.

A case of a floor counts time in minutes; an incident says days and times, from the first day of 2020 on.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [one for one in (str(HERE), str(HERE.parent)) if one not in sys.path]

from hb import spec  # noqa: E402

FIRST = datetime(2020, 1, 1)

# --- W1 -----------------------------------------------------------------------------------

CONFIRMATION = {"yes": "given", "no": "denied"}
NEWS = {"none": "nothing", "no_crime": "no_matter", "self_defence": "defence", "duplicate": "told_twice",
        "error": "mistake", "other_force": "elsewhere"}
SIDE = {"victim_based": "of_somebody", "state_based": "of_the_state"}
# what each reason of the floor is called as a result, or as what is recorded
REASONS = {
    "T1": "sent elsewhere", "N1": "points lacking", "N2": "confirmed against the evidence", "N3": "denied in doubt",
    "N4": "declined in doubt", "N5": "nameless in doubt", "N6": "contradicted in doubt",
    "N7": "denied with contradiction",
    "N8": "nobody speaks for it", "N9": "too little of the state", "D1": "recorded before it came",
    "C1": "cancelled for another place", "C2": "cancelled for no matter", "C3": "cancelled for repetition",
    "C4": "cancelled for defence", "C5": "cancelled for mistake", "V1": "reviewed", "O1": "refused under ten",
    "O2": "refused to the grown", "O3": "refused to the young", "O4": "refused without anybody",
    "O5": "refused from ten on", "O6": "refused before its time", "O7": "refused for seriousness",
    "O8": "refused with somebody", "L1": "late though serious", "L2": "late", "K1": "closed", "K2": "open",
}
REASON_OF = {"R1": "R1", "R2": "R2", "R3": "R3"} | {name.replace(" ", "_"): reason for reason, name in REASONS.items()}


def moment(minutes: int) -> str:
    """A time of an incident."""
    return (FIRST + timedelta(minutes=minutes)).isoformat(timespec="minutes")


def w1_incident(case: Mapping[str, Any]) -> dict[str, Any]:
    """A case of W1 as an incident: one notice of one case."""
    return {"notices": [{"received": moment(case["reported_at"]), "cases": [{
        "route": case["route"], "side": SIDE[case["kind"]],
        "confirmation": CONFIRMATION.get(case["confirm"], case["confirm"]), "news": NEWS[case["avi"]],
        "on_behalf": case["on_behalf"], "contradicted": case["contrary"], "points_made_out": case["points_proved"],
        "in_the_area": case["in_area"], "balance": case["balance"], "class_rank": case["class_rank"],
        "suspect_age": "none" if case["suspect_age"] < 0 else case["suspect_age"], "outcome": case["outcome"],
        "committed": moment(case["offence_at"]),
        "written_down": "none" if case["recorded_at"] < 0 else moment(case["recorded_at"]),
    }]}]}


def w1_answer(answers: Any) -> tuple[str, str]:
    """The floor's answer, (decision, reason), from `answers`."""
    records, ((_, fate, result),) = answers
    reason = records[0][1] if fate == "recorded" else REASON_OF[result]
    return spec.DECISION[reason], reason


def w1_case(random: Random) -> dict[str, Any]:
    """A case of W1 by the floor's shares."""
    reported = random.randrange(600_000, 2_000_000)
    before = random.randrange(40_000) if random.random() < .9 else random.randrange(40_000, 600_000)
    delay = random.randrange(1441) if random.random() < .8 else random.randrange(1441, 20_000)
    if random.random() < .01:
        delay = -random.randrange(1, 100)
    return {
        "route": random.choices(spec.ROUTE, [.55, .15, .15, .1, .05])[0],
        "kind": spec.KIND[random.random() < .2],
        "confirm": random.choices(spec.CONFIRM, [.7, .08, .08, .06, .08])[0],
        "avi": random.choices(spec.AVI, [.88, .03, .02, .03, .02, .02])[0],
        "on_behalf": random.random() < .2, "contrary": random.random() < .12, "points_proved": random.random() < .8,
        "in_area": random.random() < .97,
        "balance": random.randrange(51, 101) if random.random() < .8 else random.randrange(51),
        "class_rank": random.randrange(200),
        "suspect_age": -1 if random.random() < .45 else random.randrange(6, 80),
        "outcome": 0 if random.random() < .4 else random.randrange(1, 23),
        "offence_at": reported - before,
        "reported_at": reported,
        "recorded_at": -1 if random.random() < .15 else reported + delay,
    }


# --- W2 -----------------------------------------------------------------------------------

BUILDINGS = 4


def w2_incident(case: Mapping[str, Any], received: str = "2025-01-01T00:00") -> dict[str, Any]:
    """A case of W2 as an incident: one report, its things named by heading and place."""
    return {
        "victims": {f"victims {place}": {"confirms": one["confirms"]} for place, one in enumerate(case["victims"], 1)},
        "offenders": {f"offenders {place}": {"age": one["age"]} for place, one in enumerate(case["offenders"], 1)},
        "buildings": {f"buildings {place}": {} for place in range(1, BUILDINGS + 1)},
        "reports": [{"received": received, "allegations": [
            {"offence": f"C{one['cls']}", "victim": f"victims {one['victim'] + 1}",
             "offender": f"offenders {one['offender'] + 1}", "building": f"buildings {one['building'] + 1}",
             "committed": moment(one["at"])} for one in case["offences"]]}],
    }


def w2_answer(case: Mapping[str, Any], decision: Mapping[str, Any]) -> list[tuple[int, int, int, int, int, int]]:
    """The floor's answer, (kind, victim, key, class, first, how many) of each crime in order, from a decision."""
    concluded = {(one["about"], one["name"]): one["value"] for one in decision["conclusions"]}
    places = {f"allegation {place}": one for place, one in enumerate(case["offences"], 1)}
    found = []
    for crime in decision["crimes"]:
        about, principal = crime["id"], places[crime["principal"]]
        kind = ("D1", "D2", "D3").index(crime["provision"])
        key = (-1, principal["offender"], principal["building"])[kind]
        # of a building the floor names the victim of the lowest place; all that it stands for were done there
        victim = min(places[one]["victim"] for one in crime["allegations"]) if kind == 2 else principal["victim"]
        first = datetime.fromisoformat(concluded[about, "first_time"]) - FIRST
        found.append((kind, victim, key, int(crime["offence"][1:]), int(first.total_seconds() // 60),
                      concluded[about, "times"]))
    return sorted(found)


def w2_bare(case: Mapping[str, Any], answers: Any) -> list[tuple[int, int, int]]:
    """(kind, key, class) of each crime in order, from `answers`, which concludes nothing."""
    found = []
    for _, offence, members in answers[0]:
        principal = case["offences"][int(members[0].split()[1]) - 1]
        number = int(offence[1:])
        kind = spec.KINDOF[number]
        key = (principal["victim"], principal["victim"] * 100 + principal["offender"], principal["building"])[kind]
        found.append((kind, key, number))
    return sorted(found)


def w2_floor_bare(found: Sequence[tuple[int, int, int, int, int, int]]) -> list[tuple[int, int, int]]:
    """What `w2_bare` must give, from the floor's answer."""
    return sorted((kind, (victim, victim * 100 + key, key)[kind], number) for kind, victim, key, number, _, _ in found)


def w2_case(random: Random) -> dict[str, Any]:
    """A case of W2 by the floor's shares."""
    victims = random.choices(range(1, 7), [.7, .15, .07, .04, .02, .02])[0]
    offenders = random.choices(range(1, 7), [.75, .13, .06, .03, .02, .01])[0]
    offences = random.choices(range(1, 11), [.5, .2, .1, .06, .04, .03, .03, .02, .01, .01])[0]
    begun = random.randrange(600_000, 2_000_000)

    def number() -> int:
        share = random.random()
        if share < .12:
            return random.randrange(10, 22)
        return random.randrange(40, 56) if share < .3 else random.randrange(spec.N_CLASS)

    return {
        "victims": [{"confirms": random.random() < .9} for _ in range(victims)],
        "offenders": [{"age": random.randrange(7, 70)} for _ in range(offenders)],
        "offences": [{"cls": number(), "victim": random.randrange(victims), "offender": random.randrange(offenders),
                      "building": random.randrange(BUILDINGS), "at": begun - random.randrange(5_000)}
                     for _ in range(offences)],
    }
