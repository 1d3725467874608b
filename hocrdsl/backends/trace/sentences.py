"""A decision and its steps, as sentences in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hocrdsl.backends.trace.evaluate import Reference
from hocrdsl.backends.trace.nearest import letters, nearest_others
from hocrdsl.backends.trace.in_editions import by_event, plans_of, told_by
from hocrdsl.backends.trace.ruled import counted_by_ruling, ended_by_ruling, mark_of_ruling, ruled_by
from hocrdsl.backends.trace.seriousness import decided_by
from hocrdsl.backends.trace.standings import standings
from hocrdsl.backends.trace.trace import Tried
from hocrdsl.model.nodes import MoreSerious, PairAnswer, UnitIs
from hocrdsl.model.wording import words
from hocrdsl.plan.nodes import Plan, Step
from hocrdsl.world.decide import decide

# told with the fate itself
UNCLASSIFIED = "nothing classifies"


def sentences(decision: dict[str, Any], steps: tuple[Tried, ...], plan: Plan, incident: dict[str, Any],
              given: Mapping[str, Any] | None, plan_on: Callable[[str], Plan],
              edition_on: Callable[[str], dict[str, Any]]) -> list[str]:
    """What was decided and why, one sentence an entry; what is indented belongs to the entry above."""
    vocabulary = plan.vocabulary
    all_counted, name = decision[vocabulary["counted_list"]], vocabulary["counted_name"]
    said = [_headline(decision, vocabulary), *by_event(decision, plan)]
    own = plans_of(decision, incident, plan, plan_on)
    told_of = told_by(decision, own, vocabulary)
    for first, last in runs(all_counted, _kind_of_counted(vocabulary)):
        counted = all_counted[first]
        told = told_of(counted["principal"])
        said += _counted(first + 1, counted, told, steps, own.get(counted["principal"], plan))
        said += _more_counted(first, last, all_counted, vocabulary)
    others = [fate for fate in decision["fates"] if fate["fate"] != "recorded"]
    for first, last in runs(others, _kind_of_fate(vocabulary)):
        ended = others[first]
        about = ended[vocabulary["decided"]]
        said += _ended(ended, told_of(about), steps, own.get(about, plan), all_counted, name)
        if last > first:
            alike = [one[vocabulary["decided"]] for one in others[first + 1:last + 1]]
            said.append(f"  {last - first} more like it: {_listed(alike)}.")
    said += _later(decision, told_of, all_counted, name)
    if decision["determined"]:
        said += _turns_on(decision, plan, own, incident, given, plan_on, edition_on)
    said += _unknown(decision, vocabulary)
    said += _supposed("Presumed", decision["presumed"]) + _supposed("Taken as given", decision["given"])
    said += [_mark(mark) for mark in decision["marks"] if mark["mark"] != UNCLASSIFIED]
    said += standings(decision, plan, own)
    said += _compared(decision, all_counted, name)
    return said


def runs(things: list[dict[str, Any]], kind: Callable[[dict[str, Any]], Any]) -> list[tuple[int, int]]:
    """(first, last) of stretches told together: more than three alike in a row; the others one by one."""
    found: list[tuple[int, int]] = []
    place = 0
    while place < len(things):
        end = place
        while end + 1 < len(things) and kind(things[end + 1]) == kind(things[place]):
            end += 1
        found += [(place, end)] if end - place > 2 else [(one, one) for one in range(place, end + 1)]
        place = end + 1
    return found


def _kind_of_counted(vocabulary: dict[str, Any]) -> Callable[[dict[str, Any]], Any]:
    row, members = vocabulary["classified"], vocabulary["decided_list"]
    return lambda one: (one[row], one["provision"], one["because"], len(one[members]))


def _kind_of_fate(vocabulary: dict[str, Any]) -> Callable[[dict[str, Any]], Any]:
    row, counted = vocabulary["classified"], vocabulary["counted"]
    return lambda one: (one["fate"], one["result"], one[counted], one["because"], one[row])


def _more_counted(first: int, last: int, all_counted: list[dict[str, Any]], vocabulary: dict[str, Any]) -> list[str]:
    if last == first:
        return []
    units = [" and ".join(one["unit"]) or "the same" for one in all_counted[first + 1:last + 1]]
    span = f"{vocabulary['counted_list'].capitalize()} {first + 2} to {last + 1}"
    return [f"{span}: each as {vocabulary['counted_name']} {first + 1}, for {_listed(units)}."]


def _later(decision: dict[str, Any], told_of: Callable[[str], dict[str, Any]], all_counted: list[dict[str, Any]],
           name: str) -> list[str]:
    """Conclusions (alike ones together), cancellations, releases, permissions."""
    said = []
    alike: dict[tuple[str, str, str], list[str]] = {}
    for one in decision["conclusions"]:
        why = _why(one["because"], told_of(one["about"]))
        alike.setdefault((one["name"], str(one["value"]), why), []).append(_called(one["about"], all_counted, name))
    for (what, value, why), many in alike.items():
        said.append(f"The {words(what)} of {_listed(many)} is {value} ({why}).")
    for one in decision["cancelled"]:
        about, why = _called(one["about"], all_counted, name), _why(one["because"], told_of(one["about"]))
        said.append(f"{about} is to be cancelled as {one['as']} ({why}).")
    for one in decision["released"]:
        about, why = _called(one["from"], all_counted, name), _why(one["because"], told_of(one["about"]))
        said.append(f"{one['about']} is released from {about} ({why}).")
    for one in decision["permissions"]:
        may = "may" if one["allowed"] else "may not"
        about, why = _called(one["about"], all_counted, name), _why(one["because"], told_of(one["about"]))
        said.append(f"{words(one['name']).capitalize()} {', '.join(one['codes'])} {may} be given to {about} ({why}).")
    return said


def _headline(decision: dict[str, Any], vocabulary: dict[str, Any]) -> str:
    replay = decision["replay"]
    if decision["determined"]:
        count = len(decision[vocabulary["counted_list"]])
        told = f"{count} {vocabulary['counted_name'] if count == 1 else vocabulary['counted_list']}"
    else:
        span = decision["undetermined"][vocabulary["counted_list"]]
        told = f"{span['low']} to {span['high']} {vocabulary['counted_list']}"
        if span["low"] == span["high"]:
            one = vocabulary["counted_name"] if span["low"] == 1 else vocabulary["counted_list"]
            told = f"{span['low']} {one}, not yet determined"
    readings = "".join(f", reading {label} as \"{one}\"" for label, one in replay["readings"].items())
    return f"{told}, by edition {replay['edition']} of \"{replay['rulebook']}\"{readings}."


def _counted(number: int, one_counted: dict[str, Any], decision: dict[str, Any], steps: tuple[Tried, ...],
             plan: Plan) -> list[str]:
    vocabulary = plan.vocabulary
    row = one_counted[vocabulary["classified"]]
    title = _row_title(plan, row)
    stands = one_counted[vocabulary["decided_list"]]
    said = [f"{vocabulary['counted_name'].capitalize()} {number}: {row}{title}, for {_listed(stands)}."]
    fate = next((one for one in decision["fates"] if one[vocabulary["decided"]] == one_counted["principal"]), None)
    if fate is not None and fate["stated"] not in (None, row):
        why = _why(_of_stratum(fate["because"], plan, "classify"), decision)
        said.append(f"  Stated as {fate['stated']}; {why} makes it {row}.")
    about = one_counted["principal"]
    for label in one_counted["because"]:
        step = plan.step(label)
        if step is None:
            continue
        stratum = step.provision.stratum
        if stratum == "classify" and fate is not None and fate["stated"] is None:
            said.append(f"  Classified by {_cite(label, decision)}{_limbs(label, about, steps, plan)}.")
        elif stratum == "record":
            said.append(f"  Recorded by {_cite(label, decision)}{_limbs(label, about, steps, plan)}.")
        elif stratum == "choose" and not ruled_by(one_counted["because"], plan):
            actions = step.provision.actions
            beside = any(isinstance(action, PairAnswer) and action.verb == "count both" for action in actions)
            said.append(f"  It {'stands beside others' if beside else 'prevails'} by {_cite(label, decision)}.")
        elif stratum == "count":
            unit = _unit(step, steps, one_counted["principal"])
            parts = f": {', '.join(one_counted['unit'])}" if one_counted["unit"] else ""
            said.append(f"  Counted by {_cite(label, decision)}, one for {unit}{parts}.")
    said += counted_by_ruling(one_counted["because"], plan, row, lambda labels: _why(labels, decision))
    said += nearest_others(one_counted["principal"], one_counted["because"], steps, plan)
    return said


def _ended(fate: dict[str, Any], decision: dict[str, Any], steps: tuple[Tried, ...], plan: Plan,
           all_counted: list[dict[str, Any]], name: str) -> list[str]:
    vocabulary = plan.vocabulary
    about = fate[vocabulary["decided"]]
    row = f" ({fate[vocabulary['classified']] or 'no ' + words(vocabulary['classified'])})"
    if fate["fate"] == "absorbed":
        what = f"is absorbed into {_called(fate[vocabulary['counted']], all_counted, name)}"
        why = _of_stratum(fate["because"], plan, "choose") or fate["because"]
    elif fate["fate"] == "joined":
        what = f"joins {_called(fate[vocabulary['counted']], all_counted, name)}"
        why = _of_stratum(fate["because"], plan, "join") or fate["because"]
    elif fate["fate"] == "referred" and _unclassified(about, decision):
        what = f"is referred to {words(fate['result'])}, since nothing classifies it and it would be recorded"
        why = fate["because"]
    elif fate["fate"] == "referred":
        what, why = f"is referred to {words(fate['result'])}", fate["because"]
    else:
        what, why = f"ends as {words(fate['result'])}", _of_stratum(fate["because"], plan, "record") or fate["because"]
    into = next((one for one in all_counted if one["id"] == fate[vocabulary["counted"]]), None)
    if fate["fate"] != "referred" and ruled_by(fate["because"], plan):
        return [f"{about}{row} {what}: {ended_by_ruling(fate['because'], plan, lambda some: _why(some, decision))}."]
    cited = "; ".join(
        _cite(label, decision) + (_criterion(label, fate, into, plan) or _limbs(label, about, steps, plan))
        for label in why
    )
    said = [f"{about}{row} {what}: {cited}." if cited else f"{about}{row} {what}."]
    return said + nearest_others(about, fate["because"], steps, plan)


def _unclassified(about: str, decision: dict[str, Any]) -> bool:
    return any(mark["mark"] == UNCLASSIFIED and about in mark["about"] for mark in decision["marks"])


def _criterion(label: str, fate: dict[str, Any], into: dict[str, Any] | None, plan: Plan) -> str:
    """Which criterion put one classified row before another, with the two values."""
    step, classified = plan.step(label), plan.vocabulary["classified"]
    if step is None or into is None:
        return ""
    for action in step.provision.actions:
        if isinstance(action, MoreSerious):
            for text, winner, loser in decided_by(action, into[classified], fate[classified], plan):
                return f": {text}, {winner} against {loser}"
    return ""


def _turns_on(decision: dict[str, Any], plan: Plan, own: dict[str, Plan], incident: dict[str, Any],
              given: Mapping[str, Any] | None, plan_on: Callable[[str], Plan],
              edition_on: Callable[[str], dict[str, Any]]) -> list[str]:
    """Where a counting provision displaced another: what the count would have been without it."""
    vocabulary = plan.vocabulary
    all_counted = decision[vocabulary["counted_list"]]
    labels = {one_counted["provision"]: own.get(one_counted["principal"], plan) for one_counted in all_counted}
    said = []
    for label, there in labels.items():
        step = there.step(label)
        if step is None or not step.displaces:
            continue
        counting = {one.label for one in there.strata["count"]}
        others = sorted(step.displaces & counting)

        made: dict[str, dict[str, Any]] = {}

        def without(date: str, label: str = label, made: dict[str, dict[str, Any]] = made) -> dict[str, Any]:
            whole = plan_on(date)
            if whole.edition not in made:
                count = tuple(one for one in whole.strata["count"] if one.label != label)
                less = replace(whole, strata={**whole.strata, "count": count})
                made[whole.edition] = {**edition_on(date), "event": Reference(less, None).event}
            return made[whole.edition]

        other = decide(incident, vocabulary, without, {"package": ""}, given)
        told = other[vocabulary["counted_list"]]
        if not other["determined"] or len(told) == len(all_counted):
            continue
        used = [one for one in dict.fromkeys(one_counted["provision"] for one_counted in told) if one in others]
        by = f" by {_listed(used)}" if used else ""
        said.append(f"The answer turns on {label}: without it there would be {len(told)}{by}, not {len(all_counted)}.")
    return said


def _unknown(decision: dict[str, Any], vocabulary: dict[str, Any]) -> list[str]:
    found = decision["undetermined"]
    if found is None:
        return []
    said = [
        f"{about} may end as: {'; '.join(words(fate) for fate in fates)}." for about, fates in found["fates"].items()
    ]
    for ask in found["ask"]:
        told = "; ".join(f"{answer.replace('_', ' ')}: {count} {vocabulary['counted_list']}"
                         for answer, count in ask["answers"].items())
        what = f"the {words(ask['fact'])} of {ask['about']}" if "fact" in ask else f"{ask['question']} ({ask['about']})"
        said.append(f"Not known: {what}. {told}.")
    if not found["exact"]:
        said.append("The range may be wider than the facts allow: not every combination was tried.")
    return said


def _supposed(word: str, entries: list[dict[str, str]]) -> list[str]:
    if not entries:
        return []
    by_fact: dict[str, list[str]] = {}
    for entry in entries:
        by_fact.setdefault(entry["fact"], []).append(entry["about"])
    return [f"{word}: " + "; ".join(f"{words(fact)} ({_listed(about)})" for fact, about in by_fact.items()) + "."]


def _mark(mark: dict[str, Any]) -> str:
    about = _listed(mark["about"])
    if mark["mark"] == "hypothetical":
        return f"Hypothetical: {about} came at a time when edition {mark['because'][0]} was not in force."
    if mark["mark"].startswith("set aside: "):
        return _set_aside(mark, about)
    if mark["mark"] == "cycle":
        return f"The rules' own order runs in a circle here: {' over '.join([*mark['about'], mark['about'][0]])}."
    return mark_of_ruling(mark, about) or f"Mark: {mark['mark']} ({about}; {', '.join(mark['because'])})."


def _set_aside(mark: dict[str, Any], about: str) -> str:
    what, _, when = mark["mark"].removeprefix("set aside: ").rpartition(", not in this edition")
    of = f" of {about}" if about and about != what else ""
    return f"Set aside: {what}{of}, which edition {mark['because'][0]} does not have{when}."


def _compared(decision: dict[str, Any], all_counted: list[dict[str, Any]], name: str) -> list[str]:
    said = []
    for one in decision["compared"] or ():
        due = "" if one["due"] is None else f" {_called(one['due'], all_counted, name)}"
        number = "" if one["recorded"] is None else f" (recorded {one['recorded']})"
        extra = f": should be {one['should be']}" if "should be" in one else ""
        said.append(f"Against what was recorded: {one['verdict']}{due}{number}{extra}.")
    return said


# --- parts of sentences ---------------------------------------------------------------


def _cite(label: str, decision: dict[str, Any]) -> str:
    reason = decision["reasons"].get(label)
    if reason is None:
        return label
    return f"{label} \"{reason['title']}\" [{'; '.join(reason['cites'])}]"


def _why(labels: list[str], decision: dict[str, Any]) -> str:
    return "; ".join(_cite(label, decision) for label in labels)


def _limbs(label: str, about: str, steps: tuple[Tried, ...], plan: Plan) -> str:
    """The limbs of a provision that held on a thing, in its own words; or the one that failed, where `otherwise`
    spoke."""
    step = plan.step(label)
    for tried in steps:
        if step is None or tried.label != label or about not in tried.about or not tried.concludes:
            continue
        told: dict[str, str] = {}
        for test in [step.provision.where, *[action.when for action in step.provision.actions]]:
            letters(test, told)
        wanted = not tried.otherwise
        held = [f"({one}) {told[one]}" for one, truth in tried.limbs.items() if truth is wanted and one in told]
        if tried.otherwise:
            return f", since not {'; '.join(held)}" if held else ", its test not being met"
        return f": {'; '.join(held)}" if held else ""
    return ""


def _of_stratum(labels: list[str], plan: Plan, stratum: str) -> list[str]:
    return [label for label in labels if (step := plan.step(label)) is not None and step.provision.stratum == stratum]


def _unit(step: Step, steps: tuple[Tried, ...], about: str) -> str:
    for tried in steps:
        if tried.label == step.label and about in tried.about and tried.concludes:
            return tried.concludes
    action = step.provision.actions[0]
    return action.text if isinstance(action, UnitIs) else ""


def _row_title(plan: Plan, row: str) -> str:
    rows = plan.model.rows.get(plan.model.charter.row_entity)
    if rows is None or "title" not in rows.columns or row not in rows.keys:
        return ""
    title = rows.columns["title"][rows.keys.index(row)]
    return f" ({title})" if title else ""


def _called(identity: str, all_counted: list[dict[str, Any]], name: str) -> str:
    for number, one_counted in enumerate(all_counted, 1):
        if one_counted["id"] == identity:
            return f"{name} {number}"
    return identity


def _listed(names: list[str]) -> str:
    """Names in a list, alike ones counted, not copied."""
    if len(names) > 6:
        return f"{', '.join(names[:3])} and {len(names) - 3} more"
    return ", ".join(names)
