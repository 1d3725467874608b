"""Golden cases by every engine of record sets: what the reference interpreter decides, and with it each case's source.

One batch for each edition, decided by programs of that edition: what is held of single cases (`hocrdsl test`, the
agreement of the interpreters) is held of columns too.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[fast]'")
pc = pytest.importorskip("pyarrow.compute")
pytest.importorskip("llvmlite", reason="pip install 'hocrdsl[fast]'")

from hocrdsl.records.engines import Compiled  # noqa: E402
from hocrdsl.records.fast import Fast, Portable  # noqa: E402
from hocrdsl.records.layout import layout_of  # noqa: E402
from hocrdsl.records.outputs import asked_for  # noqa: E402
from hocrdsl.records.rows_in import batch_of  # noqa: E402
from hocrdsl.rules import Rules, load  # noqa: E402
from tests.agreement.plans import BOOKS  # noqa: E402
from tests.records.answered import concluded_as_decided  # noqa: E402
from tests.records.test_apply import told  # noqa: E402
from tests.records.test_engines import held  # noqa: E402
from tests.records.test_tables import cases  # noqa: E402

# by the first day of an edition: conclusions that it makes, and which share of its cases may be left to the compiled
# function: cases look for what is rare, and records have little of it
SAID = {
    "2026-04-01": (("deadline to record", "hate crime flag", "metal theft flag", "perceived religion", "passing on",
                    "news owed", "record to keep", "closing category", "recording force"), 0.3),
    "2018-04-01": (("deadline to record", "hate crime flag"), 0.5),
}
pytestmark = [pytest.mark.slow, pytest.mark.parametrize("day", SAID)]


@cache
def rules(day: str, backend: str = "python") -> Rules:
    return load(BOOKS["hocr"], as_of=day, backend=backend)


@cache
def batch(day: str) -> Any:
    """The cases all of whose events are decided by that edition, with what they take as given."""
    every, one = load(BOOKS["hocr"]), rules(day)
    words = one.plan().vocabulary
    dated = [(case, [event[words["event_date"]] for event in case.incident.canonical[words["event_list"]]])
             for case in cases("hocr")]
    mine = [told(case, words) for case, dates in dated if dates and {every.first_day(date) for date in dates} == {day}]
    return batch_of(mine, layout_of(words), [f"{place:04}" for place in range(len(mine))])


@cache
def wanted(day: str) -> Any:
    return Compiled(rules(day), asked_for(rules(day), SAID[day][0])).decide(batch(day))


@pytest.mark.parametrize("backend", ["python", "reference"])
def test_the_compiled_function_gives_what_a_decision_says(day: str, backend: str) -> None:
    """By the reference some of them: that it decides all as the compiled function does is tested elsewhere."""
    found, one = wanted(day), rules(day, backend)
    assert not found.rejected and found.incidents.num_rows == batch(day).num_rows > 20
    said = asked_for(rules(day), SAID[day][0])
    more = {field.name for one in said for field in one.fields}
    bare = [table.select([name for name in table.schema.names if name not in more]) for table in found[:3]]
    rows = batch(day) if backend == "python" else batch(day).take(list(range(0, batch(day).num_rows, 8)))
    keys = rows.column("incident")
    mine = [table.filter(pc.is_in(table.column("incident"), value_set=keys)) for table in bare]
    held(one, rows, mine, set())
    assert concluded_as_decided(one, rows, found[:3], said) > 0


@pytest.mark.parametrize("name", ["fast", "portable"])
def test_the_others_give_the_same(day: str, name: str) -> None:
    said = asked_for(rules(day), SAID[day][0])
    slow = Compiled(rules(day), said)
    if name == "fast":
        quick: Any = Fast(rules(day), slow, worth=0, open_worth=0 if day == max(SAID) else 10**9, said=said)
    else:
        quick = Portable(rules(day), slow, worth=0, said=said)
        quick.open_worth = 10**9
    found = quick.decide(batch(day))
    assert not quick.cannot
    for table, other in zip(found[:3], wanted(day)[:3], strict=True):
        assert table.schema == other.schema
        assert table.to_pylist() == other.to_pylist()
    print(f"{day}, {name}: {found.fell_back} of {batch(day).num_rows} by the compiled function")
    if name == "fast":
        assert found.fell_back < batch(day).num_rows * SAID[day][1]
