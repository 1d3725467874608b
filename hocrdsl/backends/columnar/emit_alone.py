"""The way of an incident of one thing, in a plan of few provisions (docs/decisions/024)."""

from __future__ import annotations

from hocrdsl.backends.columnar.emit_strata import LABELS, LEFT, NOTHING, Strata
from hocrdsl.backends.columnar.emit_tests import Emitter
from hocrdsl.backends.columnar.emit_values import UNSET
from hocrdsl.backends.columnar.layout import NONE, UNKNOWN


def by_itself(at: Emitter, strata: Strata, stated: str, decided: int) -> str:
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
    kept = "".join(f"    KEPT{place}[0] = {UNSET}\n" for place in range(at.kept))
    return f'''
def by_itself(r, x):
    EVENT[x] = r
    FATE[x] = {NONE}
    INTO[x] = {NONE}
    UNIT[x] = 0
    EARLIER[x] = {NONE}
    FROM[0] = x
    NOW[{decided + 1}] = x + 1
    AFTER[0] = 0
    UNITS[0] = 0
{kept}{made}    c = {stated}(x)
    c = {NONE} if c == {UNKNOWN} else c
    CLASS[x] = c
    a = {strata.classify}(x)
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
    if n == 1:
        if BAD[0] != 0:
            return -1
        UNITS[0] = 1
        if {strata.release}(x, x) != {NOTHING}:
            return -1
    if BAD[0] != 0:
        return -1
    return n
'''
