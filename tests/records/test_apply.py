"""A record set decided: the same rows however it is cut up, whole or not at all, and what goes in comes out."""

from __future__ import annotations

import csv
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[records]'")
pq = pytest.importorskip("pyarrow.parquet")

from hocrdsl.records import apply as applying  # noqa: E402
from hocrdsl.records.apply import Asked, apply  # noqa: E402
from hocrdsl.records.layout import layout_of  # noqa: E402
from hocrdsl.records.progress import Progress  # noqa: E402
from hocrdsl.records.rows_in import batch_of  # noqa: E402
from hocrdsl.records.runs import Refused  # noqa: E402
from hocrdsl.records.sources import open_records  # noqa: E402
from hocrdsl.rules import Rules, load  # noqa: E402
from hocrdsl.world.possible import possible_on  # noqa: E402
from tests.agreement.incidents import make  # noqa: E402
from tests.agreement.plans import BOOKS, ROOT  # noqa: E402
from tests.records.test_engines import held  # noqa: E402
from tests.records.test_tables import cases  # noqa: E402

TABLES = ("incidents", "prizes", "fates")
NUMBER = 900


@cache
def rules() -> Rules:
    return load(BOOKS["toy"], edition="2026-09")


def quick(incident: dict[str, Any]) -> bool:
    """Whether few completions are tried; most incidents have one, some are not determined."""
    incident.pop("news", None)
    complete = possible_on(incident, rules().plan().vocabulary, rules().edition_on, None, 5)[2]
    return bool(complete)


@cache
def rows() -> Any:
    """A table of incidents in order of their names; a few can't be decided."""
    random = Random(11)
    made = (make(rules().plan(), random, 1.0) for _ in range(400))
    every = [one for one in made if quick(one)][:90]
    chosen = [every[place % len(every)] for place in range(NUMBER)]
    batch = batch_of(chosen, layout_of(rules().plan().vocabulary), [f"i{place:05}" for place in range(NUMBER)])
    more = batch.column("more").to_pylist()
    more[7] = more[501] = '{"news": [{"on": "2026-09-03", "about": "Mrs Secret", "giant": true}]}'
    place = batch.schema.get_field_index("more")
    return pa.Table.from_batches([batch]).set_column(place, "more", pa.array(more, pa.string()))


def written(path: Path, table: Any, group: int = 200) -> Path:
    pq.write_table(table, path, row_group_size=group)
    return path


def applied(source: Path, out: Path, tell: Callable[[Progress], None] = lambda progress: None,
            **options: Any) -> dict[str, Any]:
    records = open_records(source, layout_of(rules().plan().vocabulary))
    return apply(rules(), records, out, Asked(**{"engine": "compiled", **options}), tell)


def answer(out: Path) -> list[list[dict[str, Any]]]:
    return [pq.read_table(out / f"{table}.parquet").to_pylist() for table in TABLES]


def content(out: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(out.iterdir())}


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The answer on the incidents in order, decided in one go; beside it the input."""
    folder = tmp_path_factory.mktemp("unbroken")
    applied(written(folder / "in.parquet", rows()), folder / "out", block=50, rejects=folder / "rejects.csv")
    return folder


def test_what_goes_in_comes_out(unbroken: Path) -> None:
    manifest = json.loads((unbroken / "out" / "manifest.json").read_text())
    said = manifest["incidents"]
    assert (said["in"], said["decided"], said["rejected"]) == (NUMBER, NUMBER - 2, 2)
    incidents, prizes, fates = answer(unbroken / "out")
    assert [one["incident"] for one in incidents] == sorted(one["incident"] for one in incidents)
    assert len(incidents) == said["decided"] == manifest["tables"]["incidents"]["rows"]
    assert manifest["prizes"] == {"low": sum(one["prizes_low"] for one in incidents),
                                  "high": sum(one["prizes_high"] for one in incidents)}
    assert len(prizes) == manifest["tables"]["prizes"]["rows"]
    assert sum(manifest["fates"].values()) == len(fates) == sum(one["entries"] for one in incidents)
    assert said["determined"] == sum(one["determined"] for one in incidents)
    assert manifest["decided by the compiled function"] == {"incidents": NUMBER - 2, "share": 1.0}
    listed = list(csv.reader((unbroken / "rejects.csv").open()))
    assert [one[1] for one in listed] == ["row", "8", "502"]
    assert "Secret" not in (unbroken / "rejects.csv").read_text()
    assert not list(unbroken.glob(".*"))


def test_rows_are_those_that_rules_come_to(unbroken: Path) -> None:
    batch = rows().to_batches()[0]
    assert held(rules(), batch, answer_tables(unbroken / "out"), {"i00007", "i00501"}) > 0


def answer_tables(out: Path) -> list[Any]:
    return [pq.read_table(out / f"{table}.parquet") for table in TABLES]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("block", [17, 1000])
@pytest.mark.parametrize("order", ["as it is", "shuffled", "halves the other way round"])
def test_the_same_rows_however_it_is_cut(unbroken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                         workers: int, block: int, order: str) -> None:
    monkeypatch.setattr(applying, "_AT_ONCE", 250)
    table = rows()
    if order == "shuffled":
        places = list(range(NUMBER))
        Random(5).shuffle(places)
        table = table.take(places)
    elif order != "as it is":
        table = pa.concat_tables([table.slice(NUMBER // 2), table.slice(0, NUMBER // 2)]).combine_chunks()
    source = written(tmp_path / "in.parquet", table, 130)
    manifest = applied(source, tmp_path / "out", block=block, workers=workers)
    assert answer(tmp_path / "out") == answer(unbroken / "out")
    first = json.loads((unbroken / "out" / "manifest.json").read_text())
    for part in ("incidents", "prizes", "fates", "decided by the compiled function"):
        assert manifest[part] == first[part]


@pytest.mark.parametrize("kind", ["folder", "arrow"])
def test_the_same_rows_from_other_files(unbroken: Path, tmp_path: Path, kind: str) -> None:
    source = tmp_path / ("in.arrow" if kind == "arrow" else "in")
    if kind == "arrow":
        with pa.OSFile(str(source), "wb") as sink, pa.ipc.new_file(sink, rows().schema) as file:
            file.write_table(rows(), 70)
    else:
        source.mkdir()
        for number, first in enumerate(range(0, NUMBER, 250)):
            # the last file holds the first rows
            written(source / f"{9 - number}.parquet", rows().slice(first, 250).combine_chunks())
    applied(source, tmp_path / "out", block=60, workers=2)
    assert answer(tmp_path / "out") == answer(unbroken / "out")


@pytest.mark.parametrize("block", [40, 1000])
def test_incidents_given_twice_are_rejected_all(unbroken: Path, tmp_path: Path, block: int) -> None:
    table = pa.concat_tables([rows(), rows().slice(3, 2), rows().slice(40, 1)]).combine_chunks()
    places = list(range(len(table)))
    Random(2).shuffle(places)
    for name, source in (("in order", table), ("shuffled", table.take(places))):
        out, rejects = tmp_path / name, tmp_path / f"{name}.csv"
        manifest = applied(written(tmp_path / "in.parquet", source), out, block=block, rejects=rejects)
        assert manifest["incidents"]["in"] == NUMBER + 3
        assert manifest["incidents"]["rejected"] == 2 + 6
        gone = {"i00003", "i00004", "i00040"}
        kept = [[row for row in rows if row["incident"] not in gone] for rows in answer(unbroken / "out")]
        assert answer(out) == kept
        listed = [(int(row), why) for _, row, why in list(csv.reader(rejects.open()))[1:]]
        assert listed == sorted(listed)
        twice = [row for row, why in listed if why == "the incident is given more than once"]
        assert twice == sorted(place + 1 for place, name in enumerate(source["incident"].to_pylist()) if name in gone)


def test_names_that_are_numbers_stand_by_size(unbroken: Path, tmp_path: Path) -> None:
    places = [place * 7 % NUMBER for place in range(NUMBER)]
    table = rows().take(places)
    numbers = pa.array([place - 100 for place in places], pa.int32())
    applied(written(tmp_path / "in.parquet", table.set_column(0, "incident", numbers)), tmp_path / "out", block=70)
    incidents = answer(tmp_path / "out")[0]
    assert [one["incident"] + 100 for one in incidents] == [int(one["incident"][1:]) for one in
                                                            answer(unbroken / "out")[0]]


def test_a_list_of_rejects_needs_its_folder(unbroken: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is no folder"):
        applied(unbroken / "in.parquet", tmp_path / "out", rejects=tmp_path / "none" / "rejects.csv")
    assert not list(tmp_path.iterdir())


def test_where_processes_are_started_anew(unbroken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on systems that can't fork."""
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    applied(unbroken / "in.parquet", tmp_path / "out", block=50, workers=2)
    assert content(tmp_path / "out") == content(unbroken / "out")


def test_nothing_in_nothing_out(tmp_path: Path) -> None:
    manifest = applied(written(tmp_path / "in.parquet", rows().slice(0, 0)), tmp_path / "out")
    assert manifest["incidents"]["in"] == 0
    assert answer(tmp_path / "out") == [[], [], []]
    assert pq.read_schema(tmp_path / "out" / "prizes.parquet").names[:2] == ["incident", "prize"]


class Stop(Exception):
    pass


def test_a_run_goes_on_where_another_stopped(unbroken: Path, tmp_path: Path) -> None:
    source, seen = unbroken / "in.parquet", []

    def stop(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == 5:
            raise Stop

    with pytest.raises(Stop):
        applied(source, tmp_path / "out", stop, block=50)
    assert not (tmp_path / "out").exists()
    with pytest.raises(Refused, match="--resume goes on with it"):
        applied(source, tmp_path / "out", block=50)
    with pytest.raises(Refused, match=r"asked something else \(block\)"):
        applied(source, tmp_path / "out", block=60, resume=True)
    again: list[Progress] = []
    applied(source, tmp_path / "out", again.append, block=50, resume=True)
    decided = [one.done for one in again if one.doing == "deciding"]
    # the part that was begun is gone on with: five blocks of 50 are finished
    assert len(decided) == NUMBER // 50 - 5 and decided[-1] == NUMBER
    assert content(tmp_path / "out") == content(unbroken / "out")
    assert not list(tmp_path.glob(".*"))


def test_another_input_is_not_gone_on_with(tmp_path: Path) -> None:
    source = written(tmp_path / "in.parquet", rows())

    def stop(progress: Progress) -> None:
        raise Stop

    with pytest.raises(Stop):
        applied(source, tmp_path / "out", stop, block=50)
    written(source, rows().slice(1))
    with pytest.raises(Refused, match=r"asked something else \(input\)"):
        applied(source, tmp_path / "out", block=50, resume=True)
    assert applied(source, tmp_path / "out", block=50, replace=True)["incidents"]["in"] == NUMBER - 1


def test_an_answer_is_replaced_only_when_the_next_is_whole(unbroken: Path, tmp_path: Path) -> None:
    shutil.copytree(unbroken / "out", tmp_path / "out")
    with pytest.raises(Refused, match="is there already"):
        applied(unbroken / "in.parquet", tmp_path / "out")

    def stop(progress: Progress) -> None:
        if progress.doing == "writing":
            raise Stop

    with pytest.raises(Stop):
        applied(written(tmp_path / "in.parquet", rows().slice(10)), tmp_path / "out", stop, replace=True)
    assert content(tmp_path / "out") == content(unbroken / "out")
    applied(tmp_path / "in.parquet", tmp_path / "out", replace=True, resume=True)
    assert pq.read_metadata(tmp_path / "out" / "incidents.parquet").num_rows < NUMBER - 10


def test_nothing_else_is_replaced(unbroken: Path, tmp_path: Path) -> None:
    source = unbroken / "in.parquet"
    home, file, empty = tmp_path / "home", tmp_path / "file", tmp_path / "empty"
    home.mkdir()
    (home / "letters").write_text("dear")
    file.write_text("dear")
    empty.mkdir()
    (tmp_path / "linked").symlink_to(unbroken / "out")
    for wrong in (home, file, tmp_path / "linked", unbroken):
        with pytest.raises(Refused, match="is not replaced|holds what is to be decided"):
            applied(source, wrong, replace=True)
    assert (home / "letters").read_text() == file.read_text() == "dear"
    applied(source, empty, block=50, replace=True)
    assert content(empty) == content(unbroken / "out")
    assert source.exists() and not list(tmp_path.glob(".*"))


def test_pieces_that_were_damaged_are_made_again(unbroken: Path, tmp_path: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.doing == "writing":
            raise Stop

    with pytest.raises(Stop):
        applied(unbroken / "in.parquet", tmp_path / "out", stop, block=50)
    folder = tmp_path / ".out.partial"
    blocks = sorted(folder.glob("block-*.0.parquet"))
    blocks[0].write_bytes(blocks[0].read_bytes()[:100])
    blocks[1].unlink()
    told = sorted(folder.glob("block-*.json"))
    told[5].write_text("{")
    applied(unbroken / "in.parquet", tmp_path / "out", block=50, resume=True)
    assert content(tmp_path / "out") == content(unbroken / "out")


# --- by the command, with signals and limits


def command(source: Path, out: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "hocrdsl", "apply", str(BOOKS["toy"]), str(source), "-o", str(out), "--edition",
            "2026-09", "--block", "50", "--engine", "compiled", *options]


def run(*words: Any, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), cwd=ROOT, capture_output=True, text=True, check=False, **more)


def begun(source: Path, out: Path, *options: str, blocks: int = 3) -> subprocess.Popen[str]:
    """A run that has finished some blocks and is at work."""
    process = subprocess.Popen(command(source, out, *options), cwd=ROOT, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    folder = out.with_name(f".{out.name}.partial")
    until = time.monotonic() + 60
    while len(list(folder.glob("block-*.json"))) < blocks:
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.005)
    return process


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_killed_in_the_middle(unbroken: Path, tmp_path: Path, workers: str) -> None:
    out = tmp_path / "out"
    process = begun(unbroken / "in.parquet", out, "--workers", workers)
    process.kill()
    process.communicate()
    assert not out.exists()
    assert run(unbroken / "in.parquet", out).returncode == 2
    again = run(unbroken / "in.parquet", out, "--resume", "--workers", workers)
    # two rows are rejected
    assert again.returncode == 1, again.stderr
    assert content(out) == content(unbroken / "out")
    assert not list(tmp_path.glob(".*"))


@pytest.mark.slow
def test_stopped_by_the_keyboard(unbroken: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = begun(unbroken / "in.parquet", out, "--workers", "2")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130
    assert "stopped" in said and "--resume goes on" in said and "Traceback" not in said
    assert not out.exists()
    run(unbroken / "in.parquet", out, "--resume")
    assert content(out) == content(unbroken / "out")


@pytest.mark.slow
@pytest.mark.parametrize(("room", "workers"), [(3_000, "1"), (3_000, "2"), (9_000, "1")])
def test_no_room(unbroken: Path, tmp_path: Path, room: int, workers: str) -> None:
    """The smaller room is not enough for a block, the larger one not for a whole table."""
    assert max(file.stat().st_size for file in (unbroken / "out").iterdir()) > 9_000
    out = tmp_path / "out"

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    full = run(unbroken / "in.parquet", out, "--workers", workers, preexec_fn=limited)
    assert full.returncode == 2 and full.stdout == ""
    assert f"no room to write {out}" in full.stderr and "Traceback" not in full.stderr
    assert not out.exists()
    assert run(unbroken / "in.parquet", out, "--resume").returncode == 1
    assert content(out) == content(unbroken / "out")


def test_a_worker_that_is_killed_is_missed(unbroken: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = begun(unbroken / "in.parquet", out, "--workers", "2", blocks=1)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        process.kill()
        pytest.skip("who is whose child is not to be seen here")
    os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
    _, said = process.communicate()
    assert process.returncode == 2 and "a worker ended early" in said and "Traceback" not in said
    assert not out.exists()


# --- golden cases


def told(case: Any, words: dict[str, Any]) -> dict[str, Any]:
    """The incident of a case with what is taken as given told of everything that leaves it open."""

    def given(entity: str, thing: dict[str, Any]) -> dict[str, Any]:
        facts = words["entities"][entity][1]
        return {**thing, **{key: value for key, value in case.given.items() if key in facts and thing.get(key) is None}}

    incident = dict(case.incident.canonical)
    listing = words["decided_list"]
    for heading, entity in words["headings"].items():
        if incident.get(heading):
            incident[heading] = {name: given(entity, thing or {}) for name, thing in incident[heading].items()}
    incident[words["event_list"]] = [
        {**given(words["event"], event), listing: [given(words["decided"], one) for one in event.get(listing, ())]}
        for event in incident[words["event_list"]]
    ]
    return incident


@pytest.mark.slow
@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_every_golden_case(name: str, tmp_path: Path) -> None:
    own = load(BOOKS[name])
    layout = layout_of(own.plan().vocabulary)
    incidents = [told(case, own.plan().vocabulary) for case in cases(name)]
    batch = batch_of(incidents, layout, [f"{place:05}" for place in range(len(incidents))])
    source = written(tmp_path / "in.parquet", pa.Table.from_batches([batch]))
    manifest = apply(own, open_records(source, layout), tmp_path / "out", Asked(workers=2))
    assert manifest["incidents"]["decided"] == len(incidents)
    tables = [pq.read_table(tmp_path / "out" / table["file"]) for table in manifest["tables"].values()]
    held(own, batch, tables, set())
