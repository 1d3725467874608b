"""From the strata to what becomes of each thing of an incident: the part that is the same for every rulebook.

Text of the loop language, with the names of the plan's functions put in. `NOW` holds the first and last place of each
entity's things of the incident in hand, `MADE` which groups are made. Arrays by place of the decided thing: `CLASS`
(its row), `FATE` (the word of its fate), `RESULT`, `INTO` (the principal of what it went into), `UNIT` (the number of
its counted thing in the incident, from 1).
"""

from __future__ import annotations

from hocrdsl.backends.columnar.emit_alone import alone, by_itself
from hocrdsl.backends.columnar.emit_choosing import choosing, retried, same_unit
from hocrdsl.backends.columnar.emit_conclude import Conclusions
from hocrdsl.backends.columnar.emit_strata import DISPUTED, LABELS, LEFT, NOTHING, Strata
from hocrdsl.backends.columnar.emit_tests import Emitter
from hocrdsl.backends.columnar.layout import DECIDED, HELD, NONE, UNKNOWN
from hocrdsl.backends.columnar.text import Text

# so many things of any other entity, and so many events of one incident, are decided here; of more the incident is left
LISTED, EVENTS = 1000, 16
PARTS = 8


def driver(at: Emitter, strata: Strata, conclusions: Conclusions | None = None) -> str:
    """The functions that decide incidents `first` to `last`; the exported one is `decide(first, last)`."""
    layout = at.layout
    word = layout.word
    recorded, absorbed, referred, joined = word("recorded"), word("absorbed"), word("referred"), word("joined")
    charter = at.model.charter
    unclassified = strata.results.index(charter.unclassified_go_to)
    pieces = [_ruled(at, strata), _results(at, strata)]
    if strata.plan.strata["choose"]:
        pieces.append(choosing(strata, absorbed, referred))
    else:
        pieces.append("def choosing(n):\n    for i in range(0, n):\n        BECOME[i] = -1\n    return 0\n")
    units = Text()
    for place, function in enumerate(strata.unit):
        units.say(f"if unit == {place}:").inside(f"return {function}(x, place, alone)")
    units.say("return 0")
    pieces += [units.function("unit_of", "unit", "x", "place", "alone"), same_unit(at)]
    kept_apart = at.fact(charter.row_entity, charter.kept_apart_by)
    date = layout.column(layout.event, charter.event_date)
    again = "".join(f"        MADE[{place}] = 0\n" for place in range(len(at.groups)))
    stated = layout.column(layout.decided, charter.classified)
    decided = layout.entity_place[layout.decided] * 2
    event = layout.entity_place[layout.event] * 2
    held = layout.entity_place[layout.counted] * 2
    lists = "".join(
        f"    NOW[{place * 2}] = O{place}[k]\n    NOW[{place * 2 + 1}] = O{place}[k + 1]\n"
        f"    if O{place}[k + 1] - O{place}[k] > {LISTED}:\n        return 1\n"
        for one, place in layout.entity_place.items() if one in layout.listed
    )
    made = "".join(f"    MADE[{place}] = 0\n" for place in range(len(at.groups)))
    kept, known = at.first_kept("x", "x - a0", 2)
    seen = concluded = ""
    if conclusions is not None:
        seen = "        SEEN[0] = UNITS[0]\n"
        kept += "".join(f"        {line}\n" for line in conclusions.begun())
        concluded = "".join(f"    {line}\n" for line in conclusions.after_event())
        pieces.append(conclusions.text())
    quick = ""
    if not at.asking and at.few:
        pieces.append(by_itself(at, strata, f"C{stated.place}", decided, conclusions))
        quick = ("    if r1 - r0 == 1 and a9 - a0 == 1 and h9 == h0:\n        LEAST[k] = by_itself(r0, a0)\n"
                 "        if LEAST[k] >= 0:\n            return 0\n        BAD[0] = 0\n")
    # groups are made again: the counted are in view now, each like the thing that it was counted for
    ended = "".join(f"        MADE[{place}] = 0\n" for place in range(len(at.groups)))
    asked_to_classify = retried(at, f"a = {strata.classify}(x)", 2)
    asked_to_record = retried(at, f"a = {strata.record}(x)", 2)
    asked_to_count = retried(at, f"a = {strata.count}(x)", 3)
    # a group that was told by a thing, in doubt, is not to be compared with one that no longer is
    asked_for_unit = "" if at.groups else retried(
        at, f"parts = unit_of(WHICH[i], KEPT[i], i * {PARTS}, 0)", 2)
    unpeeped = "    PEEPED[0] = 0\n" if at.asking else ""
    pieces.append(f'''
def counting(n):
    if n > 1:
        if choosing(n) != 0:
            return 1
    m = 0
    for i in range(0, n):
        if BECOME[i] == -1 or n == 1:
            x = LIST[i]
            a = {strata.count}(x)
{asked_to_count}            if a < 0:
                return 1
            KEPT[m] = x
            HOW[m] = a % {LABELS}
            WHICH[m] = a // {LABELS}
            APART[m] = {kept_apart}(CLASS[x])
            m += 1
    for i in range(0, m):
        parts = unit_of(WHICH[i], KEPT[i], i * {PARTS}, 0)
        if parts == {LEFT}:
            # what is counted for nothing like it may be of any unit
            alone = 1
            for j in range(0, m):
                if j != i and HOW[j] == HOW[i] and APART[j] == APART[i]:
                    alone = 0
            if alone == 1:
                parts = unit_of(WHICH[i], KEPT[i], i * {PARTS}, 1)
{asked_for_unit}        if parts == {LEFT}:
            return 1
        LONG[i] = parts
        into = -1
        for j in range(0, i):
            if HOW[j] == HOW[i] and LONG[j] == parts and APART[j] == APART[i] and INTO[KEPT[j]] == KEPT[j]:
                same = same_unit(j * {PARTS}, i * {PARTS}, parts)
                if same == 1:
                    return 1
                if same == 2:
                    into = j
                    break
        x = KEPT[i]
        FATE[x] = {recorded}
        if into == -1:
            UNITS[0] += 1
            INTO[x] = x
            UNIT[x] = UNITS[0]
        else:
            y = KEPT[into]
            INTO[x] = INTO[y]
            UNIT[x] = UNIT[y]
    if n > 1:
        for i in range(0, n):
            if BECOME[i] >= 0:
                x = LIST[i]
                y = LIST[BECOME[i]]
                FATE[x] = {absorbed}
                INTO[x] = INTO[y]
                UNIT[x] = UNIT[y]
    return 0


def disputed(x, result):
    if ruled(x, result) != 0:
        return 1
    FATE[x] = {referred}
    RESULT[x] = result
    return 0


def event(a0, first, last):
    for x in range(first, last):
        a = {strata.classify}(x)
{asked_to_classify}        if a == {LEFT}:
            return 1
        if a <= {DISPUTED}:
            if disputed(x, {DISPUTED} - a) != 0:
                return 1
        elif a != {NOTHING}:
            CLASS[x] = a
{made}    n = 0
    for x in range(first, last):
        if FATE[x] != {NONE}:
            continue
        a = {strata.record}(x)
{asked_to_record}        if a <= {DISPUTED}:
            if disputed(x, {DISPUTED} - a) != 0:
                return 1
            continue
        if a < 0:
            return 1
        if a == 0:
            if CLASS[x] == {NONE}:
                if ruled(x, {unclassified}) != 0:
                    return 1
                FATE[x] = {referred}
                RESULT[x] = {unclassified}
            else:
                LIST[n] = x
                n += 1
        else:
            result = (a - 1) // 2
            RESULT[x] = result
            if (a - 1) % 2 == 1:
                if ruled(x, result) != 0:
                    return 1
                FATE[x] = {referred}
            else:
                FATE[x] = result_word(result)
{made}    if AFTER[0] == 1:
        m = 0
        for i in range(0, n):
            x = LIST[i]
            into = -1
            for h in range(NOW[{held}], NOW[{held + 1}]):
                a = {strata.join}(x, {HELD} + h)
                if a == {LEFT} or a != {NOTHING} and into != -1:
                    return 1
                if a != {NOTHING}:
                    into = {HELD} + h
            for y in range(a0, first):
                if INTO[y] == y:
                    a = {strata.join}(x, y)
                    if a == {LEFT} or a != {NOTHING} and into != -1:
                        return 1
                    if a != {NOTHING}:
                        into = y
            if into == -1:
                LIST[m] = x
                m += 1
            else:
                FATE[x] = {joined}
                INTO[x] = into
                UNIT[x] = UNIT[into] if into < {HELD} else 0
        n = m
    if counting(n) != 0:
        return 1
    if BAD[0] != 0:
        return 1
    for x in range(a0, last):
        if INTO[x] >= {HELD}:
            if {strata.release}(x, INTO[x]) != {NOTHING}:
                return 1
    n = 0
    for u in range(1, UNITS[0] + 1):
        for x in range(a0, last):
            if UNIT[x] == u:
                a = {strata.release}(x, INTO[x])
                if a == {LEFT} or a != {NOTHING} and INTO[x] == x:
                    return 1
                if a != {NOTHING}:
                    LIST[n] = x
                    n += 1
    if n > 0:
        for i in range(0, n):
            EARLIER[LIST[i]] = INTO[LIST[i]]
        AFTER[0] = 1
{ended}        if counting(n) != 0:
            return 1
        if BAD[0] != 0:
            return 1
{concluded}    return 0


def incident(k):
    if ALONE[k] == 0:
        return 1
    r0 = O0[k]
    r1 = O0[k + 1]
    if r1 - r0 > {EVENTS}:
        return 1
    a0 = O1[r0]
    a9 = O1[r1]
    if a9 - a0 > {DECIDED}:
        return 1
    h0 = O{held // 2}[k]
    h9 = O{held // 2}[k + 1]
    if h9 - h0 > {DECIDED}:
        return 1
    NOW[{event}] = r0
    NOW[{event + 1}] = r1
    NOW[{decided}] = a0
    NOW[{held}] = h0
    NOW[{held + 1}] = h9
{lists}{unpeeped}    BAD[0] = 0
{quick}    UNITS[0] = 0
    LEAST[k] = 0
    for x in range(a0, a9):
        FATE[x] = {NONE}
        INTO[x] = {NONE}
        RESULT[x] = {NONE}
        UNIT[x] = 0
        EARLIER[x] = {NONE}
{kept}        c = C{stated.place}(x)
        CLASS[x] = {NONE} if c == {UNKNOWN} else c
{known}    for r in range(r0, r1):
        if r > r0 and (C{date.place}(r) < C{date.place}(r - 1) or C{date.place}(r - 1) < 0):
            return 1
        first = O1[r]
        last = O1[r + 1]
        for x in range(first, last):
            EVENT[x] = r
        FROM[0] = first
        NOW[{decided + 1}] = last
        AFTER[0] = 1 if UNITS[0] > 0 or NOW[{held + 1}] > NOW[{held}] else 0
{again}{seen}        if event(a0, first, last) != 0:
            return 1
    LEAST[k] = UNITS[0]
    return 0


def decide(first, last):
    left = 0
    for k in range(first, last):
        s = incident(k)
        LEAVES[k] = s
        left += s
    return left
''')
    pieces.append(alone(at, lists, held, event, decided) if quick else
                  "def alone(first, last):\n    return decide(first, last)\n")
    return "\n".join(pieces)


def _ruled(at: Emitter, strata: Strata) -> str:
    """Whether anything is ruled that could settle a referral to a result."""
    layout, out = at.layout, Text()
    for place, key in enumerate(strata.results):
        result = at.model.results[key]
        facts = [one for one in (result.settled_by, result.classified_by) if one is not None]
        if facts:
            out.say(f"if result == {place}:")
            out.deeper()
            for fact in facts:
                # that nothing is ruled is no question
                kept = at.mark(out)
                told = at.value(_fact_of(at, layout.decided, fact), {0: "x"}, out)
                at.forget(out, kept)
                at.peeped(out)
                out.say(f"if {told} != {UNKNOWN}:").inside("return 1")
            out.shallower()
    out.say("return 0")
    return out.function("ruled", "x", "result")


def _fact_of(at: Emitter, entity: str, fact: str):  # type: ignore[no-untyped-def]
    from hocrdsl.model.expressions import FactOf, Variable

    return FactOf(Variable(0, entity), entity, fact, at.model.entities[entity].facts[fact].type)


def _results(at: Emitter, strata: Strata) -> str:
    table = at.table([at.layout.word(one) for one in strata.results] or [0])
    return f"def result_word(result):\n    return {table}[result]\n"
