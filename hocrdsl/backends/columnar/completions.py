"""What an incident may come to where it turns on something unknown: every completion, in the loop language.

As the reference interpreter does: run; where a decision turns on something unknown, take the first unknown fact that
its test turns on, and run again with each of its values. Facts told by yes or no, by options, or by naming a thing (one
of the incident's, somebody new, or none) are asked by value; where a number, a time or a list is unknown, the test
itself is asked. The order is the reference's, so that the completions are.

`ASKED` holds what is assumed, four numbers each: column or test, thing, value, which of the values it is. The next
place of it holds the first unknown that is noted (`WANT`); `NOTED` counts them. `BLOCKED`: the first is something that
only the compiled function asks, to which the incident is left. Of more completions than are tried no more is said than
the reference interpreter says: each decided thing may be counted, and anything may become of it.
"""

from __future__ import annotations

from hocrdsl.backends.columnar.emit_conclude import in_common
from hocrdsl.backends.columnar.layout import DECIDED, NEW, NONE, UNKNOWN, Column, Layout

# so many runs for each completion, so many facts assumed at once, so many kinds of what is counted
RUNS, DEPTH, KINDS = 8, 48, 48
# from here on what is asked is a test
TESTS = 1 << 16
# what stands in `WANT` where the first unknown can't be asked here
BLOCKED = 2
# the completions came to different things
DIFFERENT = -3
# no such value of a fact
NO_MORE = -4
_BY_VALUE = ("yes", "one", "thing")

def by_value(column: Column) -> bool:
    """Whether an unknown fact is asked by its values; else the test that it is unknown for is asked."""
    return column.kind in _BY_VALUE


def askable(column: Column, layout: Layout) -> bool:
    """Whether it is completed here."""
    return by_value(column) and (column.kind != "thing" or column.options in layout.listed)


def completions(layout: Layout, asked: list[Column], options: dict[int, str], recorded: int, referred: int,
                absorbed: int, joined: int, concluded: int, groups: int, limit: int) -> str:
    """The functions that try every completion. `options`: by place of a column of options, the array of their numbers,
    ended by `NO_MORE`; `concluded`: how many conclusions are asked for; `groups`: of how many kinds there
    are; `limit`: how many completions are tried."""
    each, last_of_all = in_common(concluded)
    # of what is concluded nothing is asked: where it may hang on this, the incident is left
    sure = "    if SAYING[0] == 1:\n        BAD[0] = 1\n" if concluded else ""
    # what is concluded is told of incidents alone that come to one thing, so it is asked when that is known
    tells = told_too = ""
    if concluded:
        tells = "    TELLS[0] = 0\n"
        told_too = ("                if DIFFERS[0] == 0 and TELLS[0] == 0:\n                    TELLS[0] = 1\n"
                    "                    runs = 0\n                    continue\n")
    unmade = "".join(f"    MADE[{place}] = 0\n" for place in range(groups))
    if last_of_all:
        last_of_all = f"    for x in range(a0, a1):\n{last_of_all}"
    values = []
    for column in asked:
        _, specs, _, _ = layout.vocabulary["entities"][column.entity]
        optional = specs[column.fact][2]
        test = f"    if p == {column.place}:\n"
        if column.kind == "yes":
            last = NONE if optional else NO_MORE
            more = f"({last} if i == 2 else {NO_MORE})"
            values.append(f"{test}        return 1 if i == 0 else (0 if i == 1 else {more})\n")
        elif column.kind == "one":
            values.append(f"{test}        return {options[column.place]}[i]\n")
        else:
            place = layout.entity_place[column.options] * 2
            last = NONE if optional else NO_MORE
            entity = layout.entity_place[column.options]
            values.append(
                f"{test}        there = NOW[{place + 1}] - NOW[{place}]\n"
                f"        if i < there:\n            return NOW[{place}] + i\n        i = i - there\n"
                f"        n = new_ones({entity})\n"
                f"        if i < n:\n            return new_of({entity}, i)\n        i = i - n\n"
                f"        return {NEW} + at if i == 0 else ({last} if i == 1 else {NO_MORE})\n"
            )
    entities = "".join(
        f"    if p == {one.place}:\n        return {layout.entity_place[one.options]}\n"
        for one in asked if one.kind == "thing"
    )
    return f'''
def asked(p, x):
    n = COUNT[0]
    for i in range(0, n):
        if ASKED[i * 4] == p and ASKED[i * 4 + 1] == x:
            return ASKED[i * 4 + 2]
    NOTED[0] += 1
    if WANT[0] == 0:
        WANT[0] = 1
        ASKED[n * 4] = p
        ASKED[n * 4 + 1] = x
    return {UNKNOWN}


def peeked(test, x):
    for i in range(0, COUNT[0]):
        if ASKED[i * 4] == {TESTS} + test and ASKED[i * 4 + 1] == x:
            return ASKED[i * 4 + 2]
    return 1


def tested(test, x, y):
    found = asked({TESTS} + test, x + ((y + 1) << 31))
    return 1 if found == {UNKNOWN} else found


def blocked():
    NOTED[0] += 1
{sure}    if WANT[0] == 0:
        WANT[0] = {BLOCKED}
    return {UNKNOWN}


def entity_of(p):
{entities}    return -1


def new_ones(e):
    found = 0
    for j in range(0, COUNT[0]):
        if ASKED[j * 4 + 2] == {NEW} + j and entity_of(ASKED[j * 4]) == e:
            found += 1
    return found


def new_of(e, n):
    for j in range(0, COUNT[0]):
        if ASKED[j * 4 + 2] == {NEW} + j and entity_of(ASKED[j * 4]) == e:
            if n == 0:
                return {NEW} + j
            n -= 1
    return {NONE}


def place_of_new(e, x):
    found = 0
    for j in range(0, x - {NEW}):
        if ASKED[j * 4 + 2] == {NEW} + j and entity_of(ASKED[j * 4]) == e:
            found += 1
    return found


def candidate(p, at, i):
    if p >= {TESTS}:
        TESTED[0] = 1
        return 2 if i == 0 else (0 if i == 1 else {NO_MORE})
{"".join(values)}    return {NO_MORE}


def kind_of(x):
    if FATE[x] == {recorded}:
        return 0
    if FATE[x] == {absorbed}:
        return 1
    if FATE[x] == {joined}:
        return 2
    return 4 if FATE[x] == {referred} else 3


def gathered(k, runs):
    a0 = NOW[{layout.entity_place[layout.decided] * 2}]
    a1 = NOW[{layout.entity_place[layout.decided] * 2 + 1}]
    if runs == 1:
        DIFFERS[0] = 0
        LOW[0] = LEAST[k]
        HIGH[0] = LEAST[k]
        MANY[0] = 0
    if LEAST[k] < LOW[0]:
        LOW[0] = LEAST[k]
    if LEAST[k] > HIGH[0]:
        HIGH[0] = LEAST[k]
    for i in range(0, MANY[0]):
        PERKIND[i * 4 + 3] = 0
    for x in range(a0, a1):
        at = x - a0
        if runs == 1:
            SAID[at * 5] = kind_of(x)
            SAID[at * 5 + 1] = RESULT[x]
            SAID[at * 5 + 2] = CLASS[x]
            SAID[at * 5 + 3] = UNIT[x]
        else:
            if SAID[at * 5 + 3] != UNIT[x]:
                DIFFERS[0] = 1
            if SAID[at * 5] != kind_of(x):
                SAID[at * 5] = {DIFFERENT}
                DIFFERS[0] = 1
            if SAID[at * 5 + 1] != RESULT[x]:
                SAID[at * 5 + 1] = {DIFFERENT}
                DIFFERS[0] = 1
            if SAID[at * 5 + 2] != CLASS[x]:
                SAID[at * 5 + 2] = {DIFFERENT}
                DIFFERS[0] = 1
{each}        if INTO[x] == x:
            there = -1
            for i in range(0, MANY[0]):
                if PERKIND[i * 4] == CLASS[x]:
                    there = i
            if there == -1:
                there = MANY[0]
                if there >= {KINDS}:
                    return 1
                MANY[0] = there + 1
                PERKIND[there * 4] = CLASS[x]
                PERKIND[there * 4 + 1] = 0 if runs > 1 else -1
                PERKIND[there * 4 + 2] = 0
                PERKIND[there * 4 + 3] = 0
            PERKIND[there * 4 + 3] += 1
    for i in range(0, MANY[0]):
        n = PERKIND[i * 4 + 3]
        if PERKIND[i * 4 + 1] == -1 or n < PERKIND[i * 4 + 1]:
            PERKIND[i * 4 + 1] = n
        if n > PERKIND[i * 4 + 2]:
            PERKIND[i * 4 + 2] = n
    return 0


def not_all(k):
    a0 = NOW[{layout.entity_place[layout.decided] * 2}]
    a1 = NOW[{layout.entity_place[layout.decided] * 2 + 1}]
    DIFFERS[0] = 1
    TESTED[0] = 1
    LOW[0] = 0
    HIGH[0] = a1 - a0
    for i in range(0, MANY[0]):
        PERKIND[i * 4 + 1] = 0
        PERKIND[i * 4 + 2] = a1 - a0
    for at in range(0, a1 - a0):
        SAID[at * 5] = {DIFFERENT}
        SAID[at * 5 + 1] = {DIFFERENT}
        SAID[at * 5 + 2] = {DIFFERENT}
    return told_as(k)


def told_as(k):
    a0 = NOW[{layout.entity_place[layout.decided] * 2}]
    a1 = NOW[{layout.entity_place[layout.decided] * 2 + 1}]
    LEAST[k] = LOW[0]
    MOST[k] = HIGH[0]
{last_of_all}    if DIFFERS[0] == 0:
        return 0
    EXACT[k] = 1 - TESTED[0]
    n = RANGES[0]
    if n + MANY[0] > RANGES[1]:
        return 1
    for i in range(0, MANY[0]):
        RANGE[(n + i) * 4] = k
        RANGE[(n + i) * 4 + 1] = PERKIND[i * 4]
        RANGE[(n + i) * 4 + 2] = PERKIND[i * 4 + 1]
        RANGE[(n + i) * 4 + 3] = PERKIND[i * 4 + 2]
    RANGES[0] = n + MANY[0]
    for x in range(a0, a1):
        at = x - a0
        FATE[x] = SAID[at * 5]
        RESULT[x] = SAID[at * 5 + 1]
        CLASS[x] = SAID[at * 5 + 2]
        UNIT[x] = 0
        INTO[x] = {NONE}
    return 2


def assumed():
    n = COUNT[0]
    if WANT[0] != 1 or n >= {DEPTH}:
        return 1
    v = candidate(ASKED[n * 4], n, 0)
    if v == {NO_MORE}:
        return 1
    ASKED[n * 4 + 2] = v
    ASKED[n * 4 + 3] = 0
    COUNT[0] = n + 1
    WANT[0] = 0
    NOTED[0] = 0
    return 0


def assume():
    if PEEPED[0] == 1 or STOPS[0] == 1 or assumed() != 0:
        return 1
{unmade}    return 0


def possibly(k):
    COUNT[0] = 0
    TESTED[0] = 0
    DIFFERS[0] = 0
{tells}    runs = 0
    tried = 0
    while 1 == 1:
        s = incident(k)
        tried += 1
        if tried > {RUNS * limit}:
            return 1
        if s != 0:
            if assumed() != 0:
                return 1
        else:
            runs += 1
            if gathered(k, runs) != 0:
                return 1
            n = COUNT[0]
            while n > 0:
                n -= 1
                COUNT[0] = n
                ASKED[n * 4 + 3] += 1
                v = candidate(ASKED[n * 4], n, ASKED[n * 4 + 3])
                if v != {NO_MORE}:
                    ASKED[n * 4 + 2] = v
                    COUNT[0] = n + 1
                    break
            if COUNT[0] == 0:
{told_too}                return told_as(k)
            if runs >= {limit}:
                return not_all(k)


def complete(first, last):
    left = 0
    for k in range(first, last):
        if LEAVES[k] == 1 and ALONE[k] == 1:
            s = possibly(k)
            LEAVES[k] = s
            if s == 1:
                left += 1
    return left
'''


SCRATCH = {
    "ASKED": (DEPTH + 2) * 4, "COUNT": 1, "WANT": 1, "NOTED": 1, "TESTED": 1, "DIFFERS": 1,
    "PEEPED": 1, "TELLS": 1, "STOPS": 1,
    "LOW": 1, "HIGH": 1, "MANY": 1, "PERKIND": KINDS * 4,
    "SAID": DECIDED * 5,
}
