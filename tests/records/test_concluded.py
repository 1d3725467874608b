"""What is concluded, as columns of the answers on a record set: what a single decision says, from every engine."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[records]'")
pq = pytest.importorskip("pyarrow.parquet")

from benchmarks import workloads  # noqa: E402
from benchmarks.hb import ref, spec  # noqa: E402
from hocrdsl.records.apply import Asked, apply  # noqa: E402
from hocrdsl.records.concluded import NoConclusion  # noqa: E402
from hocrdsl.records.engines import Compiled  # noqa: E402
from hocrdsl.records.fast import Fast, Portable  # noqa: E402
from hocrdsl.records.layout import layout_of  # noqa: E402
from hocrdsl.records.outputs import asked_for  # noqa: E402
from hocrdsl.records.rows_in import batch_of  # noqa: E402
from hocrdsl.records.runs import Refused  # noqa: E402
from hocrdsl.records.sources import open_records  # noqa: E402
from hocrdsl.rules import Rules, load  # noqa: E402
from hocrdsl.world.possible import possible_on  # noqa: E402
from tests.agreement.incidents import Maker  # noqa: E402
from tests.records import concluding  # noqa: E402
from tests.records.answered import concluded_as_decided  # noqa: E402

ROOT = Path(__file__).parents[2]
FINDS, TOY, W2, HOCR = "finds", "tests/toy", "benchmarks/w2", "rulebooks/hocr"
NAMES = {
    FINDS: concluding.NAMES,
    TOY: ("collection", "first day", "season", "room"),
    W2: ("times", "first time"),
    HOCR: ("deadline to record", "hate crime flag", "metal theft flag", "perceived religion", "news owed",
           "record to keep", "closing category", "recording force"),
}
EDITION = {HOCR: "2026-04"}


@cache
def rules(book: str) -> Rules:
    if book == FINDS:
        with TemporaryDirectory() as folder:
            return load(concluding.written(Path(folder) / book))
    return load(ROOT / book, edition=EDITION.get(book) or load(ROOT / book).plan().edition)


def batch(book: str, seeds: range, known: float) -> Any:
    """Generated incidents, of which few completions are tried."""
    plan = rules(book).plan()
    made = [concluding.incident(Random(seed), 1 - known) if book == FINDS else
            Maker(plan, Random(seed), known).incident() for seed in seeds]
    fitting = [one for one in made if not rules(book).validate(one)
               and possible_on(one, plan.vocabulary, rules(book).edition_on, None, 9)[2]]
    return batch_of(fitting, layout_of(plan.vocabulary), [f"{place:05}" for place in range(len(fitting))])


def compiled(book: str, names: tuple[str, ...]) -> Compiled:
    return Compiled(rules(book), asked_for(rules(book), names))


@pytest.mark.parametrize(("book", "known", "number"), [
    (FINDS, 1.0, 60), (FINDS, 0.9, 60), (TOY, 1.0, 40), (TOY, 0.9, 40), (W2, 1.0, 40), (W2, 0.9, 40), (HOCR, 1.0, 20),
])
def test_the_columns_say_what_a_decision_says(book: str, known: float, number: int) -> None:
    some = batch(book, range(number), known)
    found = compiled(book, NAMES[book]).decide(some)
    assert concluded_as_decided(rules(book), some, found[:3], asked_for(rules(book), NAMES[book])) > 0


def decided(book: str, names: tuple[str, ...], incident: dict[str, Any]) -> list[list[dict[str, Any]]]:
    some = batch_of([incident], layout_of(rules(book).plan().vocabulary), ["a"])
    return [table.to_pylist() for table in compiled(book, names).decide(some)[:3]]


def w2(*moments: str | None) -> dict[str, Any]:
    """One victim, who confirms it, and as many offences of one kind."""
    return {
        "victims": {"Ann": {"confirms": True}}, "offenders": {"Ben": {"age": 30}},
        "reports": [{"received": "2026-05-02", "allegations": [
            {"offence": offence("personal"), "victim": "Ann", "offender": "Ben",
             **({} if moment is None else {"committed": moment})}
            for moment in moments
        ]}],
    }


@cache
def engines(book: str, portable: bool, names: tuple[str, ...]) -> tuple[Compiled, Any]:
    """The compiled function, and an engine that makes its programs at once."""
    found, said = compiled(book, names), asked_for(rules(book), names)
    if portable:
        return found, Portable(rules(book), found, worth=0, said=said)
    return found, Fast(rules(book), found, worth=0, open_worth=0, said=said)


def left(book: str, known: float, portable: bool, names: tuple[str, ...]) -> float:
    """Which share of incidents without news an engine leaves; every table is the compiled function's."""
    slow, quick = engines(book, portable, names)
    some = batch(book, range(120), known)
    wanted, found = slow.decide(some), quick.decide(some)
    assert not quick.cannot
    for table, other in zip(found[:3], wanted[:3], strict=True):
        assert table.schema == other.schema
        assert table.to_pylist() == other.to_pylist()
    alone = some.column("more").null_count
    return (found.fell_back - (some.num_rows - alone)) / alone


@pytest.mark.parametrize(("book", "known", "portable"), [
    (FINDS, 1.0, False), (FINDS, 0.95, False), (FINDS, 0.95, True), (TOY, 1.0, False), (TOY, 0.9, False),
    (TOY, 0.9, True), (W2, 1.0, False), (W2, 0.9, False), (W2, 0.9, True),
])
def test_every_engine_concludes_the_same(book: str, known: float, portable: bool) -> None:
    assert left(book, known, portable, concluding.SURE if book == FINDS else NAMES[book]) < 0.5


@pytest.mark.parametrize("portable", [False, True])
@pytest.mark.parametrize("name", [one for one in concluding.NAMES if one not in concluding.SURE])
def test_what_loops_are_not_sure_of_is_left(name: str, portable: bool) -> None:
    assert 0 < left(FINDS, 1.0, portable, (name,)) < 1


@cache
def offence(kind: str) -> str:
    rows = rules(W2).plan().model.rows["offence"]
    return rows.keys[rows.columns["kind"].index(kind)]


@pytest.mark.parametrize(("moments", "times", "first", "whole_day"), [
    (("2026-05-01T14:30",), 1, datetime(2026, 5, 1, 14, 30), False),
    (("2026-05-01T14:30", "2026-04-30T08:00"), 2, datetime(2026, 4, 30, 8), False),
    (("2026-05-01",), 1, datetime(2026, 5, 1), True),
    (("2026-05-01", "2026-05-01T00:00"), 2, None, None),
    (("2026-05-01T14:30", None), 2, None, None),
])
def test_numbers_and_times(moments: tuple[str, ...], times: int, first: Any, whole_day: Any) -> None:
    """A day is told apart from its midnight, and what nobody knows is null."""
    _, (crime,), _ = decided(W2, ("times", "first time"), w2(*moments))
    assert (crime["times"], crime["first_time"], crime["first_time_is_day"]) == (times, first, whole_day)


@pytest.mark.parametrize("name", ["fast", "portable", "compiled", "apply"])
def test_w2_as_the_floor_has_it(name: str, tmp_path: Path) -> None:
    """Every crime with how many times and since when, against the hand-written function."""
    random = Random(4)
    cases = [workloads.w2_case(random) for _ in range(300)]
    layout = layout_of(rules(W2).plan().vocabulary)
    some = batch_of([workloads.w2_incident(one) for one in cases], layout, [f"{at:03}" for at in range(len(cases))])
    if name == "apply":
        pq.write_table(pa.Table.from_batches([some]), tmp_path / "in.parquet")
        records = open_records(tmp_path / "in.parquet", layout)
        apply(rules(W2), records, tmp_path / "out", Asked(engine="portable", said=NAMES[W2], block=64))
        crimes = pq.read_table(tmp_path / "out" / "crimes.parquet")
    else:
        slow, quick = engines(W2, name == "portable", NAMES[W2])
        decided = (slow if name == "compiled" else quick).decide(some)
        assert name == "compiled" or decided.fell_back == 0
        crimes = decided.counted
    found: dict[int, list[Any]] = {}
    for row in crimes.to_pylist():
        told = [cases[int(row["incident"])]["offences"][place] for place in row["allegations"]]
        kind = spec.KINDOF[told[0]["cls"]]
        victim = min(one["victim"] for one in told) if kind == 2 else told[0]["victim"]
        key = (-1, told[0]["offender"], told[0]["building"])[kind]
        minutes = (row["first_time"] - workloads.FIRST) // timedelta(minutes=1)
        found.setdefault(int(row["incident"]), []).append((kind, victim, key, told[0]["cls"], minutes, row["times"]))
    for place, case in enumerate(cases):
        assert sorted(found.get(place, [])) == ref.w2(case)


def test_nothing_is_said_of_what_is_not_determined() -> None:
    incident = w2("2026-05-01")
    incident["victims"]["Ann"] = {}
    (row,), crimes, _ = decided(W2, ("times",), incident)
    assert not row["determined"] and (row["crimes_low"], row["crimes_high"]) == (0, 1)
    assert [one["times"] for one in crimes] == [None]


def test_what_a_name_is_asked_by() -> None:
    said = asked_for(rules(TOY), (" First day", "first_day", "season", "room"))
    assert [(one.name, one.kind, one.table) for one in said] == [
        ("first_day", "time", 1), ("season", "word", 1), ("room", "word", 2)]


@pytest.mark.parametrize(("name", "book", "says"), [
    ("colection", TOY, ("is it `collection`?", "about prizes: collection, first day", "about entries: room")),
    ("place of the card", TOY, ("names a thing",)),
    ("authority", HOCR, ("about each cancellation", "there is no table")),
])
def test_a_name_of_nothing(name: str, book: str, says: tuple[str, ...]) -> None:
    with pytest.raises(NoConclusion) as error:
        asked_for(rules(book), (name,))
    assert all(one in str(error.value) for one in says)


def test_every_edition_is_looked_through() -> None:
    """What is concluded in an old edition alone can be asked for where each event has its own."""
    whole = load(ROOT / HOCR)
    (flag,) = asked_for(whole, ["repeat domestic abuse flag"])
    assert flag.table == 1
    with pytest.raises(NoConclusion):
        asked_for(rules(HOCR), ["repeat domestic abuse flag"])


def test_a_run_goes_on_with_the_same_columns_only(tmp_path: Path) -> None:
    some = batch(TOY, range(30), 1.0)
    pq.write_table(pa.Table.from_batches([some]), tmp_path / "in.parquet")

    def run(out: str, **options: Any) -> dict[str, Any]:
        records = open_records(tmp_path / "in.parquet", layout_of(rules(TOY).plan().vocabulary))
        asked = Asked(**{"engine": "compiled", "block": 7, "said": ("season", "room"), **options})
        return apply(rules(TOY), records, tmp_path / out, asked, stop if options.get("said") else lambda told: None)

    def stop(told: Any) -> None:
        raise KeyboardInterrupt

    manifest = run("whole")
    assert manifest["with"] == ["season", "room"]
    with pytest.raises(KeyboardInterrupt):
        run("out", said=("season", "room"))
    with pytest.raises(Refused):
        run("out", said=("season",), resume=True)
    assert run("out", resume=True) == manifest
    for table in manifest["tables"].values():
        assert (tmp_path / "out" / table["file"]).read_bytes() == (tmp_path / "whole" / table["file"]).read_bytes()
    assert json.loads((tmp_path / "out" / "manifest.json").read_text()) == manifest
    names = pq.read_schema(tmp_path / "out" / "prizes.parquet").names
    assert names[-1] == "season" and pq.read_schema(tmp_path / "out" / "fates.parquet").names[-1] == "room"
