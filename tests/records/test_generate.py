"""Made-up sets: the same rows for everybody, incidents that fit the vocabulary, and every problem of a text told."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import hocrdsl
from hocrdsl import pipeline
from hocrdsl.harness import read_incident
from hocrdsl.source import SourceText

pytest.importorskip("pyarrow")
import numpy as np  # noqa: E402
import pyarrow.compute as pc  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

from hocrdsl.cli.making import texts_of  # noqa: E402
from hocrdsl.records.generate.fallback import anything  # noqa: E402
from hocrdsl.records.generate.reading import read_kinds  # noqa: E402
from hocrdsl.records.generate.received import received  # noqa: E402
from hocrdsl.records.generate.sets import Maker, maker, write_set  # noqa: E402
from hocrdsl.records.layout import layout_of  # noqa: E402
from hocrdsl.records.tables import incidents_of  # noqa: E402

ROOT = Path(__file__).parents[2]
BOOKS = {"toy": ROOT / "tests" / "toy", "hocr": ROOT / "rulebooks" / "hocr",
         "w1": ROOT / "benchmarks" / "w1", "w2": ROOT / "benchmarks" / "w2"}
DAY = "2025-06-01"


@cache
def plan(name: str) -> Any:
    book = pipeline.read_book(BOOKS[name], name, name).value
    assert book is not None
    made = pipeline.make_plan(book, DAY).value
    assert made is not None
    return made


def of_text(name: str, *texts: str, incidents: int = 200, left_out: float | None = None, wide: bool = False) -> Maker:
    sources = [SourceText(f"{place}.yaml", text) for place, text in enumerate(texts)]
    read = read_kinds(sources, plan(name), left_out)
    assert read.value is not None, [one.title for one in read.diagnostics]
    return maker(plan(name), read.value, 1, incidents, wide)


def made(name: str, incidents: int, left_out: float | None = None, seed: int = 1) -> Maker:
    paths = texts_of(BOOKS[name])
    if paths:
        texts = [path.read_text() for path in paths]
        return replace(of_text(name, *texts, incidents=incidents, left_out=left_out), seed=seed)
    kinds = received(anything(layout_of(plan(name).vocabulary), left_out), DAY, DAY)
    return maker(plan(name), kinds, seed, incidents)


def incidents(one: Maker) -> list[dict[str, Any]]:
    return [incident for batch in one.batches() for incident in incidents_of(batch, one.layout)]


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("left_out", [None, 0.3])
def test_incidents_fit_the_vocabulary(name: str, left_out: float | None) -> None:
    # `only where` too
    for incident in incidents(made(name, 80, left_out)):
        read = read_incident(SourceText("incident", json.dumps(incident)), plan(name).vocabulary, plan(name))
        assert not read.diagnostics, [one.title for one in read.diagnostics]


@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_blocks_hang_on_the_seed_and_their_number(name: str) -> None:
    one = replace(made(name, 500), block=100)
    # drawn alone, in another order, or as part of a longer set
    last = one.batch(4)
    assert last.equals(replace(one, incidents=2000).batch(4))
    assert last.column(0).to_pylist() == [f"{number:010}" for number in range(400, 500)]
    assert not last.equals(replace(one, seed=2).batch(4))
    assert not one.batch(3).drop_columns(["incident"]).equals(last.drop_columns(["incident"]))
    for batch in one.batches():
        batch.validate(full=True)


def test_any_number_of_workers_writes_the_same_files(tmp_path: Path) -> None:
    one = replace(made("toy", 1000), block=100, blocks_of_a_part=3)
    said: list[int] = []
    write_set(one, tmp_path / "alone", 1, said.append)
    write_set(one, tmp_path / "two", 2)
    assert said == [300, 600, 900, 1000]
    names = [path.name for path in sorted((tmp_path / "alone").iterdir())]
    assert names == [f"part-{part:05}.parquet" for part in range(4)]
    for name in names:
        assert (tmp_path / "alone" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert pq.read_table(tmp_path / "two").num_rows == 1000


def test_an_empty_set_is_a_set(tmp_path: Path) -> None:
    write_set(made("hocr", 0), tmp_path / "none")
    assert pq.read_table(tmp_path / "none").num_rows == 0


def test_what_could_not_be_written_whole_is_not_there(tmp_path: Path) -> None:
    one = replace(made("toy", 300), block=100, blocks_of_a_part=1)

    def stop(rows: int) -> None:
        if rows > 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_set(one, tmp_path / "set", 1, stop)
    assert list(tmp_path.iterdir()) == []


def test_a_wide_set_has_every_column() -> None:
    from hocrdsl.records.schema import schema_of

    text = "kinds: {plain: {deliveries: [{entries: [{kind: onion}]}]}}"
    wide, narrow = of_text("toy", text, wide=True), of_text("toy", text)
    assert wide.batch(0).schema == schema_of(wide.layout)
    assert narrow.schema.names == ["incident", "deliveries"]
    assert incidents(narrow) == [
        {key: value for key, value in one.items() if value} for one in incidents(wide)]


KINDS = """
received: 2025-05-01 to 2025-05-31
left out: {growers: {age: 0.5}}
usual:
  growers: {familiar to the committee: yes}
  entries: {condition: sound, weight: 1 to 9}
kinds:
  a pair and a crowd:
    share: 3
    growers:
      pair: {count: 2, gardens together with: each other, age: 20 to 29}
      crowd: {count: {0: 1, 3: 1}, gardens together with: [pair, each other], age: 30, familiar to the committee: no}
    deliveries:
      - brought by: post
        the same in all: {picked: {0 to 5 days before: 1}}
        entries:
          - {for each: pair, times: 2, kind: onion, grower: it}
          - {times: {0: 1, 2: 1}, kind: {rose: 1, sponge: 3}, grower: crowd, weight: 5}
      - {handed in: 1 to 3 days after, times: {0: 1, 1: 1}, entries: [{kind: marrow, category: {family vegetable: 1}}]}
  later:
    from: 2025-05-20
    held:
      - {category: C1 C/01, withdrawn: no, grower: somebody}
    growers: {somebody: {gardens together with: []}}
    deliveries: [{entries: [{kind: onion}]}]
"""


def test_kinds_are_drawn_as_written() -> None:
    one = of_text("toy", KINDS, incidents=1200)
    found = incidents(one)
    later = [incident for incident in found if "held" in incident and incident["held"]]
    assert 60 < len(later) < 200
    assert all("2025-05-20" <= incident["deliveries"][0]["handed_in"][:10] <= "2025-05-31" for incident in later)
    held = [{"category": "C1 C/01", "withdrawn": False, "grower": "growers 1"}]
    assert all(incident["held"] == held for incident in later)
    numbers: Counter[Any] = Counter()
    for incident in found:
        if incident["held"]:
            continue
        growers = incident["growers"]
        numbers["growers", len(growers)] += 1
        assert growers["growers 1"]["gardens_together_with"] == ["growers 2"]
        assert growers["growers 2"]["gardens_together_with"] == ["growers 1"]
        if len(growers) == 5:
            assert growers["growers 4"]["gardens_together_with"] == ["growers 1", "growers 2", "growers 3", "growers 5"]
        numbers["age known"] += sum("age" in grower for grower in growers.values())
        numbers["age"] += len(growers)
        assert {grower.get("age", 20) for grower in growers.values()} <= {*range(20, 30), 30}
        first, *second = incident["deliveries"]
        numbers["second"] += len(second)
        assert [entry["grower"][-1] for entry in first["entries"][:4]] == ["1", "1", "2", "2"]
        assert len({entry["picked"] for entry in first["entries"]}) == 1
        assert first["entries"][0]["picked"] <= first["handed_in"]
        for entry in first["entries"]:
            # asked only of marrows and onions
            assert ("weight" in entry) == (entry["kind"] == "onion")
        numbers["more", len(first["entries"]) - 4] += 1
        for entry in first["entries"][4:]:
            numbers[entry["kind"]] += 1
            assert entry.get("grower", "growers 3") in ("growers 3", "growers 4", "growers 5")
        for event in second:
            assert event["handed_in"] > first["handed_in"]
            assert event["entries"][0]["category"][0] == "V"
    rest = len(found) - len(later)
    assert 0.4 < numbers["growers", 5] / rest < 0.6 and numbers["growers", 2] + numbers["growers", 5] == rest
    assert 0.4 < numbers["age known"] / numbers["age"] < 0.6
    assert 0.4 < numbers["second"] / rest < 0.6 and 0.4 < numbers["more", 2] / rest < 0.6
    assert 0.6 < numbers["sponge"] / (numbers["sponge"] + numbers["rose"]) < 0.9


def test_the_workload_has_its_shape() -> None:
    batch = made("w2", 20_000).batch(0)
    for heading, expected in (("victims", 1.60), ("offenders", 1.47), ("buildings", 4.0)):
        lengths = pc.list_value_length(batch.column(heading)).to_numpy(zero_copy_only=False)
        assert abs(lengths.mean() - expected) < 0.05
    decided = batch.column("reports").flatten().field("allegations")
    assert abs(pc.list_value_length(decided).to_numpy(zero_copy_only=False).mean() - 2.38) < 0.06
    assert decided.flatten().null_count == 0
    half = made("w2", 5000, 0.5).batch(0).column("victims").flatten().field("confirms")
    assert abs(half.null_count / len(half) - 0.5) < 0.05


def test_records_of_the_rulebook_are_mostly_complete() -> None:
    rules = hocrdsl.load(str(BOOKS["hocr"]), edition="2025-04")
    fates: Counter[str] = Counter()
    for incident in incidents(made("hocr", 500)):
        decision = rules.decide(incident)
        fates["undetermined"] += not decision["determined"]
        fates["classes unknown"] += any(mark["mark"] == "nothing classifies" for mark in decision["marks"])
        for fate in decision["fates"]:
            fates[fate["fate"]] += 1
    assert fates["undetermined"] < 40 and fates["classes unknown"] < 10
    assert 350 < fates["recorded"] < 470 and 30 < fates["result"] < 150 and 5 < fates["absorbed"] < 50
    assert fates["joined"]


PROBLEMS = {
    "kinds: {a: {deliveries: [{entries: [{kind: onoin}]}]}}": ("HR507", "onoin"),
    "kinds: {a: {deliveries: [{entries: [{kinds: onion}]}]}}": ("HR505", "kinds"),
    "kinds: {a: {deliveries: [{entries: [{grower: Ann}]}]}}": ("HR510", "Ann"),
    "kinds: {a: {growers: {Ann: {gardens together with: Bob}}, deliveries: []}}": ("HR510", "Bob"),
    "kinds: {a: {deliveries: [{entries: [{for each: Ann}]}]}}": ("HR510", "Ann"),
    "kinds: {a: {deliveries: [{entries: [{kind: {onion: many}}]}]}}": ("HR509", "many"),
    "kinds: {a: {deliveries: [{entries: [{kind: {onion: 0}}]}]}}": ("HR509", "{onion: 0}"),
    "kinds: {a: {deliveries: [{entries: [{times: few}]}]}}": ("HR509", "few"),
    "kinds: {a: {deliveries: [{entries: [{picked: some days before}]}]}}": ("HR508", "some days before"),
    "kinds: {a: {deliveries: [{entries: [{category: family bird}]}]}}": ("HR506", "family bird"),
    "kinds: {a: {deliveries: [{entries: [{weight: none}]}]}}": ("HR525", "none"),
    "kinds: {a: {prizes: {}, deliveries: []}}": ("HR505", "prizes"),
    "kinds: {a: {share: 1}}": ("HR513", "{share: 1}"),
    "sort: {}": ("HR505", "sort"),
    "usual: {growers: {aeg: 3}}": ("HR505", "aeg"),
    "left out: {entry: {}}": ("HR505", "entry"),
    "never: {entries: [colour]}": ("HR505", "colour"),
    "received: soon": ("HR508", "soon"),
    "kinds: {a: [": ("HR502", ""),
}


@pytest.mark.parametrize("text", PROBLEMS)
def test_each_problem_has_its_place(text: str) -> None:
    code, at = PROBLEMS[text]
    read = read_kinds([SourceText("kinds.yaml", text)], plan("toy"))
    assert read.value is None and code in {one.code for one in read.diagnostics}
    if at:
        assert any(one.primary is not None and text[one.primary.span.start : one.primary.span.end] == at
                   for one in read.diagnostics if one.code == code), read.diagnostics


def test_the_example_of_the_page_is_one() -> None:
    page = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    text = next(one for one in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "kinds:" in one)
    found = incidents(of_text("hocr", text, incidents=50))
    assert {len(one["people"]) for one in found} <= set(range(3, 8))


def test_a_setting_stands_once() -> None:
    sources = [SourceText(f"{place}.yaml", "sometimes: 0.1") for place in range(2)]
    found = read_kinds(sources, plan("toy")).diagnostics
    assert [one.code for one in found] == ["HR504"]


def test_now_and_then_anything_is_told() -> None:
    kinds = "kinds: {a: {growers: {Ann: {}}, deliveries: [{entries: [{kind: rose}]}]}}"
    text = f"sometimes: 0.2\nnever: {{entries: [giant]}}\n{kinds}"
    found = [incident["deliveries"][0]["entries"][0] for incident in incidents(of_text("toy", text, incidents=2000))]
    told = Counter(key for entry in found for key in entry)
    assert told["kind"] == 2000 and told["giant"] == 0 and told["weight"] == 0
    assert all(250 < told[fact] < 550 for fact in ("condition", "judged_alone", "category"))


def test_days_in_place_of_those_of_the_text() -> None:
    kinds = read_kinds([SourceText("kinds.yaml", KINDS)], plan("toy")).value
    assert kinds is not None
    for first, last in (("2025-05-10", None), (None, "2025-05-12"), ("2025-05-11", "2025-05-11")):
        one = maker(plan("toy"), received(kinds, first, last), 1, 300)
        days = {incident["deliveries"][0]["handed_in"][:10] for incident in incidents(one)}
        assert min(days) == (first or "2025-05-01") and max(days) == (last or "2025-05-31")


def test_states_are_three() -> None:
    text = "kinds: {a: {deliveries: [{entries: [{complaint: {a smell: 1, none: 1, unknown: 1}, plot: none}]}]}}"
    found = [one["deliveries"][0]["entries"][0] for one in incidents(of_text("toy", text, incidents=900))]
    told = Counter(entry.get("complaint") for entry in found)
    assert set(told) == {"a smell", "none", None} and min(told.values()) > 200
    assert all(entry["plot"] == "none" for entry in found)
    assert np.isclose(sum(told.values()), 900)
