"""An expectation against a decision: the first thing that differs, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hocrdsl.harness.case import Case, Expectation, ExpectedCount, ExpectedFate, ExpectedGrowth
from hocrdsl.harness.compare_entries import entries
from hocrdsl.harness.lexicon import plain
from hocrdsl.harness.sides import Decision, Difference, Sides, Step, fate_words, other_reasons


def compare(case: Case, expectation: Expectation, decision: Decision,
            vocabulary: Mapping[str, Any]) -> Difference | None:
    """The first difference: the range, what is counted, fates, then the rest."""
    sides = Sides(case, decision, vocabulary)
    return (
        _ranges(sides, expectation, decision)
        or _counts(sides, expectation, decision)
        or _fates(sides, expectation, decision)
        or _growths(sides, expectation, decision)
        or entries(sides, expectation, decision)
    )


def _ranges(sides: Sides, expectation: Expectation, decision: Decision) -> Difference | None:
    expected, actual = expectation.undetermined, decision["undetermined"]
    listing = sides.vocabulary["counted_list"]
    decided = _decided(sides, decision)
    if expected is None:
        if actual is None:
            return None
        steps = [Step("", _question(one)) for one in actual["ask"][:3]]
        steps = steps or [Step("", "more is unknown than can be tried out")]
        return Difference(_expected(sides, expectation), decided, tuple(steps), expectation.span)
    words = f"undetermined, {_between(expected.low, expected.high)} {listing}"
    if actual is None:
        return Difference(words, f"{decided}, determined", (Step("", "nothing that is unknown changes the answer"),),
                          expected.span)
    low, high = actual[listing]["low"], actual[listing]["high"]
    if expected.low is not None and (low, high) != (expected.low, expected.high):
        return Difference(words, decided, (Step("", f"{_between(low, high)} in all that is possible"),), expected.span)
    asked = {str(one.get("fact", one.get("question", ""))) for one in actual["ask"]}
    missing = [one for one in expected.ask if one not in asked and one.replace("_", " ") not in asked]
    if missing:
        names = ", ".join(sorted(one.replace("_", " ") for one in asked)) or "nothing"
        step = Step("", f"`{missing[0].replace('_', ' ')}` changes nothing, or is not reached")
        asking = ", ".join(one.replace("_", " ") for one in expected.ask)
        return Difference(f"ask: {asking}", f"ask: {names}", (step,), expected.span)
    return None


def _growths(sides: Sides, expectation: Expectation, decision: Decision) -> Difference | None:
    """What each further one of an open number adds: stated for each of them, by class, or by class and code."""
    actual = {one["counted"]: one for one in decision.get("open", ())}
    expected = {one.counted: one for one in expectation.growth}
    for counted in dict.fromkeys([*expected, *actual]):
        wanted, found = expected.get(counted), actual.get(counted)
        if wanted is not None and found is not None and found["even"] and _same_growth(wanted, found, sides.vocabulary):
            continue
        words = "nothing said" if wanted is None else _adds([(sort, number) for sort, number in wanted.adds])
        told = "no open number" if found is None else "not the same each time" if not found["even"] else _adds(
            [(one[sides.vocabulary["classified"]], one["count"]) for one in found["each further"]])
        say = Step("", f"`each further: {{{counted}: {{}}}}` says what each further one adds")
        return Difference(f"each further {counted}: {words}", f"each further {counted}: {told}", (say,),
                          expectation.span if wanted is None else wanted.span)
    return None


def _same_growth(wanted: ExpectedGrowth, found: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> bool:
    left = {(one[vocabulary["kept_apart_by"]], one[vocabulary["classified"]]): one["count"]
            for one in found["each further"]}
    for sort, number in wanted.adds:
        own = [key for key in left if sort in key]
        if sum(left.pop(key) for key in own) != number:
            return False
    return not left


def _adds(sorts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{number} {sort}" for sort, number in sorts) or "no more"


def _question(one: Mapping[str, Any]) -> str:
    answers = ", ".join(f"{answer}: {count}" for answer, count in list(one["answers"].items())[:4])
    if "fact" in one:
        return f"`{one['fact'].replace('_', ' ')}` of {one['about']} is unknown ({answers})"
    return f"whether {one['question']} is unknown ({answers})"


def _between(low: int | None, high: int | None) -> str:
    if low is None:
        return "any number of"
    return str(low) if low == high else f"{low} to {high}"


def _decided(sides: Sides, decision: Decision) -> str:
    sorts = [str(one[sides.vocabulary["classified"]]) for one in sides.counted]
    actual = decision["undetermined"]
    if actual is None:
        return sides.counted_words(sorts)
    span = actual[sides.vocabulary["counted_list"]]
    return sides.counted_words(sorts, _between(span["low"], span["high"])) + (" for sure" if sorts else "")


def _expected(sides: Sides, expectation: Expectation) -> str:
    if expectation.number is not None:
        return sides.counted_words((), str(expectation.number))
    return sides.counted_words(one.sort for one in expectation.counted)


def _counts(sides: Sides, expectation: Expectation, decision: Decision) -> Difference | None:
    listing = plain(sides.vocabulary["counted_list"])
    if expectation.undetermined is not None and listing not in expectation.sections:
        return None
    words, decided = _expected(sides, expectation), _decided(sides, decision)
    if expectation.number is not None:
        if expectation.number == len(sides.counted):
            return None
        return Difference(words, decided, _why(sides, None, sides.counted), expectation.span)
    left = list(sides.counted)
    matched: dict[int, dict[str, Any]] = {}
    # what says more is matched first, so that what says less takes what is left
    order = sorted(range(len(expectation.counted)), key=lambda place: _vague(expectation.counted[place]))
    for place in order:
        one = expectation.counted[place]
        fitting = [other for other in left if _fits(sides, one, other)]
        if fitting:
            best = next((other for other in fitting if set(one.because) <= set(other["because"])), fitting[0])
            matched[place] = best
            left = [other for other in left if other is not best]
    sides.matched = [matched.get(place) for place in range(len(expectation.counted))]
    for one, found in zip(expectation.counted, sides.matched, strict=True):
        if found is None:
            return Difference(words, decided, _why(sides, one, left), one.span)
    if left:
        return Difference(words, decided, _why(sides, None, left), expectation.span)
    for one, found in zip(expectation.counted, sides.matched, strict=True):
        assert found is not None
        missing = [label for label in one.because if label not in found["because"]]
        if missing:
            return other_reasons(f"{sides.name} {found['id']}", one.because, found["because"], one.span)
    return None


def _vague(one: ExpectedCount) -> tuple[bool, bool]:
    return (one.members is None, " " not in one.sort)


def _fits(sides: Sides, expected: ExpectedCount, actual: Mapping[str, Any]) -> bool:
    vocabulary = sides.vocabulary
    if expected.sort not in (actual[vocabulary["classified"]], actual[vocabulary["kept_apart_by"]]):
        return False
    if expected.members is None:
        return True
    wanted = {sides.decided(one) for one in expected.members}
    every = [*actual[vocabulary["decided_list"]], *actual["joined"]]
    # what was absorbed may be left out: its fate says where it went
    own = {one for one in every if sides.fates.get(one, {}).get("fate") == "recorded"}
    return own <= wanted <= set(every)


def _why(sides: Sides, missing: ExpectedCount | None, extra: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The steps that made other counts: of the members expected, of what is counted besides, of what isn't recorded."""
    vocabulary = sides.vocabulary
    names = [sides.decided(one) for one in missing.members or ()] if missing else []
    steps = [_fate_step(sides, sides.fates[name]) for name in names if name in sides.fates]
    if not steps:
        for one in extra[:2]:
            members = ", ".join(one[vocabulary["decided_list"]])
            steps.append(Step(one["provision"], f"counts {one[vocabulary['classified']]} ({members})"))
    if not steps or (missing and not names):
        others = [fate for fate in sides.fates.values() if fate["fate"] != "recorded"]
        steps += [_fate_step(sides, fate) for fate in others[:2]]
    return tuple(steps)


def _fate_step(sides: Sides, fate: Mapping[str, Any]) -> Step:
    label = fate["because"][-1] if fate["because"] else ""
    return Step(label, f"{fate[sides.vocabulary['decided']]} is {fate_words(sides.vocabulary, fate)}")


def _fates(sides: Sides, expectation: Expectation, decision: Decision) -> Difference | None:
    if expectation.number is not None or expectation.undetermined is not None and "fates" not in expectation.sections:
        return None
    said = set()
    for one in expectation.fates:
        about = sides.decided(one.about)
        said.add(about)
        fate = sides.fates.get(about)
        words = f"{about}: {_expected_fate(one)}"
        if fate is None:
            known = "its fate is not determined" if about in sides.places else "nothing of that name is decided"
            return Difference(words, f"{about}: {known}", (), one.span)
        if not _same_fate(sides, one, fate):
            decided = f"{about}: {fate_words(sides.vocabulary, fate)}"
            return Difference(words, decided, (_fate_step(sides, fate),), one.span)
        if any(label not in fate["because"] for label in one.because):
            return other_reasons(words, one.because, fate["because"], one.span)
    for about, fate in sides.fates.items():
        if fate["fate"] != "recorded" and about not in said and expectation.undetermined is None:
            decided = f"{about}: {fate_words(sides.vocabulary, fate)}"
            return Difference(f"{about}: recorded (no other fate is expected)", decided, (_fate_step(sides, fate),),
                              expectation.span)
    return None


def _expected_fate(one: ExpectedFate) -> str:
    join = {"absorbed": "absorbed into ", "joined": "joined to ", "referred": "referred to ", "recorded": "recorded"}
    into = one.into.replace("_", " ") if one.fate in ("referred", "result") else one.into
    return join.get(one.fate, "") + (f" as {into}" if one.fate == "recorded" and into else into)


def _same_fate(sides: Sides, expected: ExpectedFate, fate: Mapping[str, Any]) -> bool:
    vocabulary = sides.vocabulary
    match expected.fate:
        case "recorded":
            sorts = (fate[vocabulary["classified"]], str(fate[vocabulary["classified"]]).split(" ")[0], "")
            into = fate[vocabulary["counted"]]
            return fate["fate"] == "recorded" and (expected.into in sorts or sides.thing(expected.into) == into)
        case "absorbed" | "joined":
            return bool(fate["fate"] == expected.fate and fate[vocabulary["counted"]] == sides.thing(expected.into))
        case "referred":
            return fate["fate"] == "referred" and plain(str(fate["result"])) == expected.into
    return fate["fate"] not in ("recorded", "referred") and expected.into in (fate["result"], fate["fate"])
