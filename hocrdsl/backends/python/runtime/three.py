"""Three values: facts read in full, with what is unknown noted in the order of the text.

Emitted tests come twice. The fast form is plain Python over facts that are known; whatever it can't settle raises
`Unknown` (or a KeyError, where a fact is left out) and the full form is run in its place. The full form is made of the
functions
here: `None` is unknown, and a test that comes out unknown leaves in `run.unknown` what made it so.
"""

from __future__ import annotations

from hocrdsl.world.read import NONE
from hocrdsl.world.times import compare, end_of, shift, within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BY_VALUE = ("yes", "one", "thing")


# --- values -------------------------------------------------------------------------------


def fact(run: Any, thing: Any, name: str) -> Any:
    """A stated fact, of the principal where a counted thing has none of its own."""
    if thing is None or thing == NONE:
        return thing
    applies = run.book.applies.get((thing["_entity"], name))
    if applies is not None:
        mark = len(run.unknown)
        if applies(run, thing) is False:
            return NONE
        if thing.get(name) is not None:
            del run.unknown[mark:]
    value = thing.get(name)
    if value is None and "_principal" in thing:
        principal = thing["_principal"]
        vocabulary = run.book.vocabulary
        if name in vocabulary["entities"][principal["_entity"]][1] or name == vocabulary["event_fact"]:
            return fact(run, principal, name)
        # only the counted have it, and of one just counted nobody has said it
        return NONE
    run.read[thing["_name"], name] = value
    if value is None:
        run.unknown.append(("fact", thing, name))
    return value


def own(thing: Any, key: str) -> Any:
    """A fact of the language: what has been decided about a thing so far."""
    return thing if thing is None or thing == NONE else thing.get(key, NONE)


def column(cells: Any, row: Any) -> Any:
    """A column of a row."""
    return row if row is None or row == NONE else cells[row]


def defined(run: Any, name: str, body: Any, thing: Any) -> Any:
    """The value of a definition for a thing; its limbs are named after it."""
    if thing is None or thing == NONE:
        return thing
    outer, run.prefix = run.prefix, name
    try:
        return body(run, thing)
    finally:
        run.prefix = outer


def defined_once(run: Any, name: str, body: Any, thing: Any) -> Any:
    """As `defined`, of what nothing changes while an event is decided: worked out once, but where steps are traced."""
    if thing is None or thing == NONE or run.entries is not None:
        return defined(run, name, body, thing)
    held = run.kept.get(id(thing))
    if held is None:
        held = run.kept[id(thing)] = {"": thing}
    found = held.get(body)
    if found is None:
        mark = len(run.unknown)
        value = defined(run, name, body, thing)
        found = held[body] = (value, run.unknown[mark:])
    else:
        run.unknown += found[1]
    return found[0]


def concluded(thing: Any, name: str) -> Any:
    """What an earlier stratum concluded about a thing."""
    return thing if thing is None or thing == NONE else thing["_concluded"].get(name, NONE)


def shifted(run: Any, moment: Any, number: int, unit: str) -> Any:
    """A time moved; unknown where a whole day hides the hour."""
    if moment is None or moment == NONE:
        return moment
    shifts = run.state.world.shifts
    key = (moment, number, unit)
    found = shifts.get(key)
    if found is None:
        found = shifts[key] = shift(moment, number, unit, run.book.zone)
    if found is None:
        run.unknown.append(("lost",))
    return found


def first_known(run: Any, mark: int, values: Any) -> Any:
    """The first that is neither unknown nor none."""
    unknown = False
    for value in values:
        found = value()
        if found is None:
            unknown = True
        elif found != NONE:
            del run.unknown[mark:]
            return found
    return None if unknown else NONE


def first_case(cases: Any, otherwise: Any) -> Any:
    """The value of the first case that holds, each (test, value), to be called; unknown from one that is unknown on."""
    for test, value in cases:
        truth = test()
        if truth is None:
            return None
        if truth:
            return value()
    return otherwise()


def tally(run: Any, mark: int, kind: str, things: Any, left_out: Any, condition: Any, taken: Any) -> Any:
    """How many things there are, or the first or last of their times; unknown where one is in doubt."""
    if things is None:
        return None
    number, doubt = 0, False
    times: Any = []
    for thing in () if things == NONE else things:
        if left_out is not None and thing is left_out:
            continue
        truth = condition(thing)
        if truth is False:
            continue
        found = NONE if truth is None or taken is None else taken(thing)
        doubt = doubt or truth is None or found is None
        number += 1
        if found is not None and found != NONE:
            times.append(found)
    if doubt:
        return None
    end = end_of(kind, times) if times else NONE
    if end is None:
        # a day and a moment of it: nobody can say which comes first
        run.unknown.append(("lost",))
        return None
    del run.unknown[mark:]
    return number if kind == "number" else end


def look_up(run: Any, thing: Any, table: Any, inputs: Any) -> Any:
    """The output of the row that fits; none without one; unknown when that hangs on an unknown.

    `table`: (rows, whether the first row that fits counts); a row: (cells, output, words of the cells); a cell: None
    (any), a tuple of constants, or [operator, constant]. `inputs`: the values, to be called.
    """
    mark = len(run.unknown)
    values = []
    for read in inputs:
        value = read()
        values.append((value, run.unknown[mark:]))
        del run.unknown[mark:]
    maybe = False
    for cells, output, words in table[0]:
        begun = len(run.unknown)
        fits: Any = True
        for cell, (value, notes), said in zip(cells, values, words):
            if cell is None or fits is False:
                continue
            before = len(run.unknown)
            if value is None:
                run.unknown += notes
            truth = among(value, cell) if type(cell) is tuple else measure(value, cell[0], cell[1])
            truth = leaf(run, before, truth, said, (thing,))
            fits = truth if truth is False or fits is True else fits
        if fits:
            del run.unknown[mark:]
            return output
        if fits is None:
            if table[1]:
                return None
            maybe = True
        else:
            del run.unknown[begun:]
    if maybe:
        return None
    del run.unknown[mark:]
    return NONE


# --- tests --------------------------------------------------------------------------------


def leaf(run: Any, mark: int, truth: Any, said: str, things: Any) -> Any:
    """A test without limbs: what it noted counts only where it is unknown; then the facts, or the test, are to be
    asked."""
    if truth is not None:
        del run.unknown[mark:]
        return truth
    notes = run.unknown[mark:]
    kept = [note for note in notes if note[0] == "test" or note[0] == "fact" and by_value(run, note[1], note[2])]
    if kept:
        run.unknown[mark:] = kept
        return None
    key = (said, tuple([name_of(thing) for thing in things]))
    if key in run.assumed:
        del run.unknown[mark:]
        return bool(run.assumed[key])
    about = next((note for note in notes if note[0] == "fact"), None)
    run.unknown[mark:] = [("test", key, about)]
    return None


def name_of(thing: Any) -> str:
    """The name of a thing, or the value as text."""
    return str(thing["_name"]) if isinstance(thing, dict) else str(thing)


def by_value(run: Any, thing: Any, name: str) -> bool:
    """Whether an unknown fact is asked for by its values."""
    spec = run.book.vocabulary["entities"][thing["_entity"]][1].get(name)
    return spec is not None and spec[0] in _BY_VALUE


def is_true(value: Any) -> Any:
    """A yes-or-no value as a truth."""
    return None if value is None else value is True


def equal(left: Any, right: Any) -> Any:
    """Equality: none equals nothing, things are compared as things."""
    if left == NONE or right == NONE:
        return False
    if left is None or right is None:
        return None
    if isinstance(left, dict):
        # probes may be one thing, and say so
        return left is right or type(left) is not dict and bool(left == right)
    return bool(left == right)


def among(value: Any, options: Any) -> Any:
    """Whether a value is one of some constants."""
    return None if value is None else value in options


def member(one: Any, many: Any) -> Any:
    """Whether a thing is in a list of things."""
    if one == NONE or many == NONE:
        return False
    return None if one is None or many is None else any([one is other for other in many])


def is_none(value: Any) -> Any:
    """Whether a value is known to be absent."""
    return None if value is None else value == NONE


def measure(left: Any, operator: str, right: Any) -> Any:
    """Comparison of two numbers or two times."""
    if left == NONE or right == NONE:
        return False
    if left is None or right is None:
        return None
    if isinstance(left, str):
        return compare(left, operator, right)
    if operator == "<":
        return left < right
    if operator == "<=":
        return left <= right
    return left > right if operator == ">" else left >= right


def within_of(run: Any, left: Any, number: int, unit: str, side: str, right: Any) -> Any:
    """`within N units after, before or of`."""
    if left == NONE or right == NONE:
        return False
    if left is None or right is None:
        return None
    return within(left, number, unit, side, right, run.book.zone)


def known(run: Any, mark: int, value: Any) -> bool:
    """Neither unknown nor none; nothing is noted."""
    del run.unknown[mark:]
    return value is not None and value != NONE


def negated(truth: Any) -> Any:
    """Not."""
    return None if truth is None else not truth


def limbs(run: Any, mark: int, kind: str, letters: Any, *truths: Any) -> Any:
    """All, any or none of some limbs; a group that is decided forgets its unknown limbs."""
    if letters:
        for letter, truth in zip(letters, truths):
            run.limbs["%s(%s)" % (run.prefix, letter) if run.prefix else letter] = truth
    deciding = kind != "all"
    if deciding in truths:
        del run.unknown[mark:]
        return deciding if kind != "none" else False
    if None in truths:
        return None
    return not deciding if kind != "none" else True


def limbs_as_needed(run: Any, kind: str, letters: Any, order: Any, tests: Any) -> Any:
    """As `limbs`, of limbs to be called: the lightest first, until one decides. Traced, all are tried as they stand."""
    mark = len(run.unknown)
    if run.entries is not None:
        return limbs(run, mark, kind, letters, *[test() for test in tests])
    deciding = kind != "all"
    notes: Any = {}
    for place in order:
        begun = len(run.unknown)
        truth = tests[place]()
        if truth is deciding:
            del run.unknown[mark:]
            return deciding if kind != "none" else False
        if truth is None:
            notes[place] = run.unknown[begun:]
    if not notes:
        return not deciding if kind != "none" else True
    # as the text has them, whatever was tried first
    run.unknown[mark:] = [note for place in sorted(notes) for note in notes[place]]
    return None


def quantified(run: Any, mark: int, kind: str, things: Any, left_out: Any, condition: Any, said: str, env: Any) -> Any:
    """Any, every or no thing of some, that satisfies a condition."""
    if things is None:
        return leaf(run, mark, None, said, env)
    if things == NONE:
        things = ()
    seen = [condition(thing) for thing in things if left_out is None or thing is not left_out]
    deciding = kind != "every"
    if deciding in seen:
        del run.unknown[mark:]
        return kind == "any"
    return None if None in seen else kind != "any"
