"""Two editions over one record set: what the columns say differs is what differs incident by incident."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="pip install 'hocrdsl[records]'")
pa = pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[records]'")
pq = pytest.importorskip("pyarrow.parquet")

from hocrdsl.records.compare import Comparison  # noqa: E402
from hocrdsl.records.differ import DataDifference, chosen, differ, settled  # noqa: E402
from hocrdsl.records.engines import engine  # noqa: E402
from hocrdsl.records.examples import Held  # noqa: E402
from hocrdsl.records.fast_tables import Arrays  # noqa: E402
from hocrdsl.records.layout import layout_of  # noqa: E402
from hocrdsl.records.outputs import Decided  # noqa: E402
from hocrdsl.records.report_text import as_json  # noqa: E402
from hocrdsl.records.rows_in import batch_of  # noqa: E402
from hocrdsl.records.sources import open_records  # noqa: E402
from hocrdsl.records.tables import incidents_of  # noqa: E402
from hocrdsl.records.tally import KINDS, MORE, OPEN, OTHER_FATE, Tally  # noqa: E402
from hocrdsl.rules import InvalidIncident, Rules, load, on_both  # noqa: E402
from hocrdsl.world.possible import possible_on  # noqa: E402
from tests.agreement.incidents import make  # noqa: E402
from tests.agreement.plans import BOOKS  # noqa: E402

SIDES = ("before", "after")
EDITS = (
    # more and fewer, another class, another fate
    ("count one prize for each plot\n  failing which one prize\n\nreading", "count one prize for each grower\n"
     "  failing which one prize\n\nreading"),
    ("count one prize for each circle and plot", "count one prize for each plot"),
    ("| marrow | large    | V1 V/01", "| marrow | large    | V1 V/02"),
    ("(b) there is no complaint\n  otherwise treat the entry as kept back",
     "(b) there is no complaint\n  otherwise treat the entry as side-table"),
)
_FOLDER: list[Path] = []


@cache
def rules(side: str) -> Rules:
    """The toy, and the toy as it would be after some edits."""
    if side == "before":
        return load(BOOKS["toy"], edition="2025-06")
    path = _FOLDER[0] / "toy"
    shutil.copytree(BOOKS["toy"], path)
    text = (path / "rules.rules").read_text()
    for was, now in EDITS:
        assert was in text
        text = text.replace(was, now)
    (path / "rules.rules").write_text(text)
    return load(path, edition="2025-06")


@pytest.fixture(scope="module", autouse=True)
def _folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    _FOLDER[:] = [tmp_path_factory.mktemp("edited")]
    rules.cache_clear()
    incidents.cache_clear()


def few(incident: dict[str, Any]) -> bool:
    """Whether few completions are tried by either edition."""
    return all(
        possible_on(incident, one.plan().vocabulary, one.edition_on, None, 9)[2] for one in map(rules, SIDES)
    )


@cache
def incidents() -> list[dict[str, Any]]:
    random = Random(3)
    made = (make(rules("before").plan(), random, 1.0) for _ in range(500))
    found = []
    for one in made:
        one.pop("news", None)
        try:
            if few(one):
                found.append(one)
        except InvalidIncident:
            pass
    return found


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each incident three times, under names in no order."""
    every = incidents() * 3
    names = [f"i{place:05}" for place in range(len(every))]
    Random(4).shuffle(names)
    path = tmp_path_factory.mktemp("differ") / "in.parquet"
    batch = batch_of(every, layout_of(rules("after").plan().vocabulary), names)
    pq.write_table(pa.Table.from_batches([batch]), path, row_group_size=100)
    return path


def compared(source: Path, **options: Any) -> DataDifference:
    old, new = map(rules, SIDES)
    return differ(old, new, SIDES, open_records(source, layout_of(new.plan().vocabulary)), **options)


@pytest.fixture(scope="module")
def found(source: Path) -> DataDifference:
    return compared(source)


def slowly(source: Path) -> tuple[Tally, dict[str, str]]:
    """The same, said plainly, one incident after the other; and the kind of change by name."""
    layout = layout_of(rules("after").plan().vocabulary)
    table = pq.read_table(source).combine_chunks().to_batches()[0]
    tally, kinds = Tally(), {}
    for key, incident in zip(table["incident"].to_pylist(), incidents_of(table, layout), strict=True):
        sides = [rules(side).possible(incident) for side in SIDES]
        counts = [[Counter(kind or "none" for kind, _ in one[0]) for one in side.outcomes] for side in sides]
        ends = [[tuple((fate, result) for fate, _, result, _ in one[1]) for one in side.outcomes] for side in sides]
        known = [common(one) for one in ends]
        total = [(min(sum(one.values()) for one in side), max(sum(one.values()) for one in side)) for side in counts]
        known_all = all(side.determined for side in sides)
        by_class = [
            {kind: (min(one[kind] for one in side), max(one[kind] for one in side)) for kind in set().union(*side)}
            for side in counts
        ]
        if known_all:
            before, after = (one[0] for one in total)
            kind = ("more" if after > before else "fewer" if after < before else
                    "reclassified" if counts[0] != counts[1] else "other fate" if known[0] != known[1] else "none")
        else:
            alike = total[0] == total[1] and by_class[0] == by_class[1] and known[0] == known[1]
            alike &= sides[0].determined == sides[1].determined
            complete, pairs = on_both(rules("before"), rules("after"), incident)
            kind = "none" if alike else settled(pairs).kind if complete else "not determined"
            tally.alike += alike
        kinds[key] = kind
        tally.kinds[kind] += 1
        tally.compared += 1
        for which, one in enumerate((tally.totals.old, tally.totals.new)):
            one[0] += total[which][0]
            one[1] += total[which][1]
    return tally, kinds


def common(ends: list[tuple[Any, ...]]) -> list[Any]:
    """What becomes of each thing, part by part, where all completions agree."""
    return [tuple(parts[0] if len(set(parts)) == 1 else None for parts in zip(*some, strict=True))
            for some in zip(*ends, strict=True)]


def test_as_incident_by_incident(source: Path, found: DataDifference) -> None:
    plainly, kinds = slowly(source)
    tally = found.tally
    assert {kind: many for kind, many in tally.kinds.items() if many} == plainly.kinds
    assert (tally.compared, tally.alike) == (plainly.compared, plainly.alike)
    assert (tally.totals.old, tally.totals.new) == (plainly.totals.old, plainly.totals.new)
    # every kind is among them
    assert set(plainly.kinds) == set(KINDS)
    for pattern, (many, examples) in tally.patterns.items():
        assert all(kinds[one.key] == pattern.kind for one in examples)
        assert many >= len(examples) == min(many, 10)
    by_kind: Counter[str] = Counter()
    for pattern, (many, _) in tally.patterns.items():
        by_kind[pattern.kind] += many
    assert by_kind == {kind: many for kind, many in plainly.kinds.items() if kind != "none"}


def test_changes_add_up(found: DataDifference) -> None:
    totals = found.tally.totals
    certain = sum(low for kind, (low, _) in totals.change.items() if kind != "not determined")
    least, most = totals.change["not determined"]
    assert totals.new[0] - totals.old[1] <= certain + least <= certain + most <= totals.new[1] - totals.old[0]
    for kind in ("more", "fewer", "reclassified"):
        # of these the change is the same whatever is unknown
        low, high = totals.change[kind]
        assert low == high == sum(one.change.get(kind, [0])[0] for one in found.tally.sums.values())
    assert totals.change["more"][0] > 0 > totals.change["fewer"][0]
    assert totals.change["reclassified"] == [0, 0] == totals.change["other fate"]
    for which in (0, 1):
        low = sum((one.old, one.new)[which][0] for one in found.tally.sums.values())
        assert low <= (totals.old, totals.new)[which][0]
        assert sum(found.tally.ends[which].values()) == sum(found.tally.ends[0].values())


def test_patterns_say_what_changed(found: DataDifference) -> None:
    for pattern in found.tally.patterns:
        gone, come = (sum(many for _, many in part) for part in (pattern.gone, pattern.come))
        if pattern.kind == "more":
            assert come > gone
        elif pattern.kind == "fewer":
            assert come < gone
        elif pattern.kind == "reclassified":
            assert come == gone > 0
        elif pattern.kind == "other fate":
            assert pattern.ends and all(before != after for before, after, _ in pattern.ends)


@pytest.mark.parametrize(("workers", "block"), [(1, 7), (2, 31), (2, None)])
def test_the_same_however_it_is_cut(source: Path, found: DataDifference, workers: int, block: int | None) -> None:
    again = compared(source, workers=workers, block=block)
    assert plain(again) == plain(found)
    assert [one.key for some in again.examples.values() for one in some] == [
        one.key for some in found.examples.values() for one in some]
    assert again.examples == found.examples and again.made == found.made
    # to the letter: also in which order things are told
    assert json.dumps(as_json(again)) == json.dumps(as_json(found))


def plain(found: DataDifference) -> Any:
    tally = found.tally
    patterns = {pattern: (many, [(one.key, one.row) for one in examples])
                for pattern, (many, examples) in tally.patterns.items()}
    return (found.rows, found.rejected, tally.compared, tally.alike, +tally.kinds, tally.totals, tally.sums, tally.ends,
            patterns)


def test_examples_are_explained(found: DataDifference) -> None:
    for kind, some in found.examples.items():
        assert 0 < len(some) <= 10
        assert len({one.key for one in some}) == len(some)
        for one in some:
            assert one.pattern.kind == kind
            assert "by edition 2025-06" in one.old[0] and "by edition 2025-06" in one.new[0]
            assert one.old != one.new
    # each pattern is shown before any is shown twice
    every = chosen(found.tally)
    for some in every.values():
        patterns = [pattern for pattern, _ in some]
        known = {pattern for pattern in found.tally.patterns if pattern.kind == patterns[0].kind}
        assert len(set(patterns)) == min(len(known), 10)


def test_examples_are_explained_as_they_are_by_themselves(source: Path, found: DataDifference) -> None:
    """What is known of a decision already, and rows kept from when they were decided, change nothing."""
    table = pq.read_table(source).combine_chunks().to_batches()[0]
    told = dict(zip(table["incident"].to_pylist(), incidents_of(table, found_layout()), strict=True))
    shown = [one for some in found.examples.values() for one in some]
    assert len(shown) > 20
    for one in shown:
        for side, sentences in zip(SIDES, (one.old, one.new), strict=True):
            every = rules(side).explain(told[one.key]).sentences
            assert sentences == tuple(line for line in every if not line.startswith("Hypothetical: "))


def test_rows_of_examples_are_let_go(source: Path, found: DataDifference, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they take much room, no more are held than may be shown."""
    held: list[Held] = []
    begin = Held.__init__

    def begun(self: Held, layout: Any) -> None:
        begin(self, layout)
        held.append(self)

    monkeypatch.setattr(Held, "__init__", begun)
    compared(source, block=20)
    # every block has something to show, some of it only until a name comes that is before it
    everything = sum(len(one.numbers) for one in held[0]._rows.values())
    monkeypatch.setattr("hocrdsl.records.examples._ROOM", 0)
    again = compared(source, block=20)
    assert again.examples == found.examples
    needed = {one.row for _, examples in again.tally.patterns.values() for one in examples}
    left = {number for one in held[1]._rows.values() for number in one.numbers}
    assert needed <= left and len(left) < everything


@pytest.mark.parametrize("name", ["fast", "portable"])
def test_what_programs_found_is_compared_as_their_tables_are(name: str, source: Path) -> None:
    if name == "fast":
        pytest.importorskip("llvmlite", reason="pip install 'hocrdsl[fast]'")
    engines: list[Any] = [engine(rules(side), name) for side in SIDES]
    batch = pq.read_table(source).combine_chunks().to_batches()[0]
    for one in engines:
        one.made_at_once()
        assert isinstance(one.arrays(batch), Decided), "there is no program yet"
        left = one.program.decide(batch).left
        told = one.arrays(batch)
        # where some are left, as tables
        assert isinstance(told, Decided if left.any() else Arrays)
        assert told.fell_back == left.sum()
        batch = batch.take(pa.array((~left).nonzero()[0]))
    assert batch.num_rows > 300
    found = [[one.decide(batch) for one in engines], [one.arrays(batch) for one in engines]]
    assert all(isinstance(one, Arrays) for one in found[1])
    found.append([found[0][0], found[1][1]])
    tallies = [
        Comparison().tally(old, new, batch.column("incident"), (0, 0), np.arange(batch.num_rows)) for old, new in found
    ]
    assert all(tallies[0].kinds[kind] > 5 for kind in (OPEN, MORE, OTHER_FATE))
    assert tallies[0] == tallies[1] == tallies[2]


def found_layout() -> Any:
    return layout_of(rules("after").plan().vocabulary)


def test_one_edition_against_itself(source: Path) -> None:
    old = rules("before")
    again = differ(old, old, ("one", "the same"), open_records(source, layout_of(old.plan().vocabulary)))
    assert +again.tally.kinds == Counter({"none": again.tally.compared})
    assert not again.tally.patterns and not again.examples


def test_both_are_told_the_same() -> None:
    """What may come of an incident by each is what may come of it by both; and nothing differs of one from itself."""
    old, new = map(rules, SIDES)
    several = 0
    for incident in incidents():
        complete, pairs = on_both(old, new, incident)
        assert complete
        assert {pair[0] for pair in pairs} == set(old.possible(incident).outcomes)
        assert {pair[1] for pair in pairs} == set(new.possible(incident).outcomes)
        several += len(pairs) > 1
        _, itself = on_both(old, old, incident)
        assert all(before == after for before, after in itself)
    assert several > 10


def test_how_an_incident_changes() -> None:
    """By hand: one thing and another, told alike or not."""
    def outcome(*classes: str, fates: tuple[str, ...] = ()) -> Any:
        return tuple((one, (0,)) for one in classes), tuple((fate, None, None, None) for fate in fates)

    same = (outcome("a"), outcome("a"))
    assert settled([same, (outcome("b"), outcome("b"))]).kind == "none"
    more = settled([(outcome("a"), outcome("a", "c")), (outcome(), outcome("c"))])
    assert more == ("more", (1, 1), {"c": (1, 1)})
    assert settled([(outcome("a", "c"), outcome("a"))]).kind == "fewer"
    assert settled([(outcome("a"), outcome("b"))]) == ("reclassified", (0, 0), {"a": (-1, -1), "b": (1, 1)})
    assert settled([(outcome(fates=("referred",)), outcome(fates=("result",)))]).kind == "other fate"
    assert settled([same, (outcome("a"), outcome("b"))]) == ("not determined", (0, 0), {"a": (-1, 0), "b": (0, 1)})
    assert settled([(outcome(fates=("x",)), outcome(fates=("y",))), (outcome(fates=("z",)), outcome(fates=("y",)))]
                   ).kind == "not determined"
