"""Which of many things absorb which, and whether two units are one: text of the loop language; see `driver.py`."""

from __future__ import annotations

from hocrdsl.backends.columnar.emit_groups import DOUBTED
from hocrdsl.backends.columnar.emit_strata import BOTH, LEFT, ONE, OTHER, REFERRED, Strata
from hocrdsl.backends.columnar.emit_tests import Emitter
from hocrdsl.backends.columnar.layout import NONE
from hocrdsl.backends.columnar.text import Text


def retried(at: Emitter, line: str, depth: int) -> str:
    """Lines after `line`: as long as what it gives (`a = ...`) turns on something unknown, its first value is assumed,
    and it is asked again, with all that was found before."""
    if not at.asking:
        return ""
    found = line.split(" = ")[0]
    lines = [f"while {found} == {LEFT}:", "    if assume() != 0:", "        return 1", f"    {line}"]
    return "".join("    " * depth + one + "\n" for one in lines)


def same_unit(at: Emitter) -> str:
    """Whether two units are one; groups in doubt are compared, and asked for where nothing else tells them apart."""
    out = Text()
    if not at.asking:
        out.say("for p in range(0, parts):").inside(
            "if PART[one + p] != PART[other + p]:", "    return 0")
        out.say("return 2")
        return out.function("same_unit", "one", "other", "parts")
    out.say("truth = 2")
    at.anew(out)
    out.say("for p in range(0, parts):")
    out.deeper()
    out.say("if PART[one + p] != PART[other + p]:")
    out.deeper()
    out.say("same = 0")
    for place in range(len(at.groups)):
        out.say(f"if HANGS[one + p] == {place + 1} and HANGS[other + p] == {place + 1}:").inside(
            f"same = {at.same_group(place)}(PART[one + p] - {DOUBTED}, PART[other + p] - {DOUBTED})")
    out.say("if same < truth:").inside("truth = same")
    out.shallower()
    out.shallower()
    out.say("if truth == 0:")
    out.deeper()
    at.anew(out)
    out.say("truth = 0")
    out.shallower()
    out.say("return truth")
    return out.function("same_unit", "one", "other", "parts")


def choosing(strata: Strata, absorbed: int, referred: int) -> str:
    """What becomes of the things in `LIST`: `BECOME` is -1 for a survivor, the place of who absorbs it, or -2.

    The bits of a thing's row, as the first of a pair and as the second, are read once; a pair that has none in common
    is passed over."""
    parts = range(len(strata.bits))
    rows = "".join(f"        FORTH{part}[i] = {first}(row)\n        BACK{part}[i] = {second}(row)\n"
                   for part, (first, second) in enumerate(strata.bits))
    own = "".join(f"        p{part} = FORTH{part}[i]\n        q{part} = BACK{part}[i]\n" for part in parts)
    pair = "".join(f"            f{part} = p{part} & BACK{part}[j]\n            b{part} = q{part} & FORTH{part}[j]\n"
                   for part in parts)
    nothing = " and ".join(f"f{part} | b{part} == 0" for part in parts)
    given = "".join(f", f{part}, b{part}" for part in parts)
    asked = retried(strata.at, f"a = {strata.choose}(LIST[i], LIST[j]{given})", 3)
    return f'''
def choosing(n):
    beaten = 0
    asked = 0
    for i in range(0, n):
        BEATEN[i] = 0
        BECOME[i] = -1
        SENT[i] = -1
        row = CLASS[LIST[i]]
{rows}    for i in range(0, n):
{own}        for j in range(i + 1, n):
{pair}            if {nothing}:
                continue
            a = {strata.choose}(LIST[i], LIST[j]{given})
{asked}            if a == {LEFT}:
                return 1
            # which of the two is anybody's guess
            won = 1 if a == {ONE} else 0
            lost = 1 if a == {OTHER} else 0
            BEATEN[j] = BEATEN[j] | won << i
            BEATEN[i] = BEATEN[i] | lost << j
            beaten = beaten | won << j | lost << i
            if a > {BOTH}:
                asked = asked | (1 << i) | (1 << j)
                if SENT[i] == -1:
                    SENT[i] = a - {REFERRED}
                if SENT[j] == -1:
                    SENT[j] = a - {REFERRED}
    if beaten == 0 and asked == 0:
        return 0
    for i in range(0, n):
        into = -1
        sent = -1
        if (beaten >> i) & 1 == 0:
            if (asked >> i) & 1 == 1:
                sent = SENT[i]
        else:
            waiting = -1
            level = 1 << i
            free = BEATEN[i] & ~beaten & ~asked
            if free != 0:
                # who beats it is not beaten
                into = 0
                while (free >> into) & 1 == 0:
                    into += 1
            seen = level
            while level != 0 and into == -1:
                above = 0
                for j in range(0, n):
                    if (level >> j) & 1 == 1:
                        above = above | BEATEN[j]
                above = above & ~seen
                seen = seen | above
                top = above & ~beaten
                free = top & ~asked
                if free != 0:
                    for j in range(0, n):
                        if into == -1 and (free >> j) & 1 == 1:
                            into = j
                elif top != 0 and waiting == -1:
                    for j in range(0, n):
                        if waiting == -1 and (top >> j) & 1 == 1:
                            waiting = j
                level = above
            if into == -1:
                if waiting == -1:
                    return 1
                sent = SENT[waiting]
        if into != -1:
            BECOME[i] = into
        elif sent != -1:
            if ruled(LIST[i], sent) != 0:
                return 1
            BECOME[i] = -2
            FATE[LIST[i]] = {referred}
            RESULT[LIST[i]] = sent
            INTO[LIST[i]] = {NONE}
            UNIT[LIST[i]] = 0
    return 0
'''
