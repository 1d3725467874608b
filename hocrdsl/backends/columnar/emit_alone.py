"""The way of an incident of one thing, in a plan of few provisions (docs/decisions/024)."""

from __future__ import annotations

from hocrdsl.backends.columnar.emit_conclude import Conclusions
from hocrdsl.backends.columnar.emit_strata import LABELS, LEFT, NOTHING, Strata
from hocrdsl.backends.columnar.emit_tests import Emitter
from hocrdsl.backends.columnar.layout import NONE, UNKNOWN


def by_itself(at: Emitter, strata: Strata, stated: str, decided: int, conclusions: Conclusions | None) -> str:
    """An incident of one thing decided, with nothing held: how many are counted, or -1 where anything about it is out
    of the common; it is then decided like any other, with the same answer. What becomes of it is looked up by what the
    provisions answer: there is nothing to be tried that a single thing has no use for."""
    word, results = at.layout.word, strata.results
    answers = [(word("recorded"), NONE)]
    for place, key in enumerate(results):
        answers += [(word(key), place), (word("referred"), place)]
    fates, places = (at.table([one[part] for one in answers]) for part in (0, 1))
    ruled = any(at.model.results[key].settled_by or at.model.results[key].classified_by for key in results)
    settled = ""
    if ruled:
        settled = "    if a > 0 and a & 1 == 0:\n        if ruled(x, (a - 1) // 2) != 0:\n            return -1\n"
    made = "".join(f"    MADE[{place}] = 0\n" for place in range(len(at.groups)))
    begun = _wanted(at, [
        "EVENT[x] = r", f"FATE[x] = {NONE}", f"INTO[x] = {NONE}", "UNIT[x] = 0", f"EARLIER[x] = {NONE}", "FROM[0] = x",
        f"NOW[{decided + 1}] = x + 1", "AFTER[0] = 0", "UNITS[0] = 0",
    ])
    kept, known = at.first_kept("x", "0", 1)
    released = ""
    if strata.plan.strata["release"]:
        released = (f"    if n == 1:\n        if BAD[0] != 0:\n            return -1\n        UNITS[0] = 1\n"
                    f"        if {strata.release}(x, x) != {NOTHING}:\n            return -1\n")
    concluded = ""
    if conclusions is not None:
        lines = ["UNITS[0] = n", "SEEN[0] = 0", *conclusions.after_event("x, x, x + 1", "return -1")]
        concluded = "".join(f"    {line}\n" for line in lines)
        kept += "".join(f"    {line}\n" for line in conclusions.begun())
    return f'''
def by_itself(r, x):
    "inline"
{begun}{kept}{made}    c = {stated}(x)
    c = {NONE} if c == {UNKNOWN} else c
    CLASS[x] = c
{known}    a = {strata.classify}(x)
    if a < {NOTHING}:
        return -1
    c = c if a == {NOTHING} else a
    CLASS[x] = c
{made}    a = {strata.record}(x)
    if a < 0 or a == 0 and c == {NONE}:
        return -1
{settled}{made}    FATE[x] = {fates}[a]
    RESULT[x] = {places}[a]
    n = 1 if a == 0 else 0
    if n == 1:
        how = {strata.count}(x)
        if how < 0:
            return -1
        if unit_of(how // {LABELS}, x, 0, 1) == {LEFT}:
            return -1
    INTO[x] = x if n == 1 else {NONE}
    UNIT[x] = n
{released}    if BAD[0] != 0:
        return -1
{concluded}    return n
'''


def _wanted(at: Emitter, lines: list[str]) -> str:
    """Of lines that say where an incident stands those that any function reads."""
    text = "".join(at.functions)
    if any(column.kind in ("thing", "things") for column in at.layout.columns.values()):
        text += "NOW[BAD["
    return "".join(f"    {line}\n" for line in lines if line[:line.index("[") + 1] in text)


def alone(at: Emitter, lists: str, held: int, event: int, decided: int) -> str:
    """The door for a batch in which every incident is of one event with one thing decided, with nothing held: these
    have the places of their incidents. `lists`: lines that say where the listed things of an incident stand."""
    begun = _wanted(at, [f"NOW[{event}] = k", f"NOW[{event + 1}] = k + 1", f"NOW[{decided}] = k", f"NOW[{held}] = 0",
                         f"NOW[{held + 1}] = 0"])
    return f'''
def one_alone(k):
    if ALONE[k] == 0:
        return 1
{begun}{lists}    BAD[0] = 0
    LEAST[k] = by_itself(k, k)
    if LEAST[k] >= 0:
        return 0
    return incident(k)


def alone(first, last):
    left = 0
    for k in range(first, last):
        s = one_alone(k)
        LEAVES[k] = s
        left += s
    return left
'''
