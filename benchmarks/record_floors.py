"""What the rows of `records.py` are held against: floors in NumPy, Polars and pyarrow, and hand-written Python on the
very incidents that the rulebooks take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import workloads
from hb import ref, spec, w1_batch, w2_batch

Run = Callable[[], Any]
# rows read and written at once
PIECE = 65_536
_SIDE = {one: key for key, one in workloads.SIDE.items()}
_CONFIRM = {one: key for key, one in workloads.CONFIRMATION.items()}
_NEWS = {one: key for key, one in workloads.NEWS.items()}


def w1_incident_by_hand(incident: Mapping[str, Any]) -> tuple[str, str]:
    """W1 on an incident as it is told: the words looked up, the times read, then the hand-written function."""
    (notice,) = incident["notices"]
    (case,) = notice["cases"]
    reported = datetime.fromisoformat(notice["received"])
    written = case["written_down"]
    return ref.w1({
        "route": case["route"], "kind": _SIDE[case["side"]],
        "confirm": _CONFIRM.get(case["confirmation"], case["confirmation"]), "avi": _NEWS[case["news"]],
        "on_behalf": case["on_behalf"], "contrary": case["contradicted"], "points_proved": case["points_made_out"],
        "in_area": case["in_the_area"], "balance": case["balance"], "class_rank": case["class_rank"],
        "suspect_age": -1 if case["suspect_age"] == "none" else case["suspect_age"], "outcome": case["outcome"],
        "offence_at": _minutes(datetime.fromisoformat(case["committed"])), "reported_at": _minutes(reported),
        "recorded_at": -1 if written == "none" else _minutes(datetime.fromisoformat(written)),
    })


def w2_incident_by_hand(incident: Mapping[str, Any]) -> list[tuple[int, ...]]:
    """W2 likewise: places for names, minutes for times."""
    victims = {name: place for place, name in enumerate(incident["victims"])}
    offenders = {name: place for place, name in enumerate(incident["offenders"])}
    buildings = {name: place for place, name in enumerate(incident["buildings"])}
    return ref.w2({
        "victims": list(incident["victims"].values()), "offenders": list(incident["offenders"].values()),
        "offences": [
            {"cls": int(one["offence"][1:]), "victim": victims[one["victim"]], "offender": offenders[one["offender"]],
             "building": buildings[one["building"]], "at": _minutes(datetime.fromisoformat(one["committed"]))}
            for report in incident["reports"] for one in report["allegations"]],
    })  # type: ignore[no-any-return]


def _minutes(moment: datetime) -> int:
    return int((moment - workloads.FIRST).total_seconds()) // 60


def of_columns(module: Any, name: str, columns: Mapping[str, Any], number: int) -> Run:
    """A floor of `hb` over columns, made ready."""
    floor = module.ENGINES[name]()
    floor.prepare(columns, number)
    return floor.run  # type: ignore[no-any-return]


def byte_masks(columns: Mapping[str, Any], number: int) -> Run:
    """W1: the greatest of mask times weight, in bytes, by blocks."""
    return of_columns(w1_batch, w1_batch.NumpyMax.name, columns, number)


def polars_forms(columns: Mapping[str, Any], number: int) -> dict[str, Run]:
    """W2: the forms of Polars that were quickest."""
    forms = (w2_batch.PolarsNested, w2_batch.PolarsGather)
    return {form.name: of_columns(w2_batch, form.name, columns, number) for form in forms}


def polars_with_nulls(batch: Any) -> Run:
    """W2 with unknowns, in Polars, list columns, explode, group_by. What is null satisfies nothing and has no key, and
    each incident that has a null is marked: less than an engine says, which tells what may come of it."""
    import polars as pl

    decided = batch.column("reports").values.field("allegations")
    items = decided.values

    def listed(column: Any, values: Any) -> Any:
        return pa.ListArray.from_arrays(column.offsets, values)

    frame = pl.from_arrow(pa.table({
        "case": pa.array(np.arange(batch.num_rows, dtype=np.int32)),
        "confirms": listed(batch.column("victims"), batch.column("victims").values.field("confirms")),
        "ages": listed(batch.column("offenders"), batch.column("offenders").values.field("age")),
        "cls": listed(decided, items.field("offence").indices), "vic": listed(decided, items.field("victim")),
        "off": listed(decided, items.field("offender")), "bld": listed(decided, items.field("building")),
        "at": listed(decided, items.field("committed")),
    }))
    numbers = np.arange(spec.N_CLASS, dtype=np.int16)
    classes = pl.DataFrame({"cls": numbers, "rank": w2_batch.RANK, "knd": w2_batch.KIND})
    told = ("cls", "vic", "off", "bld", "at")
    nulls = [pl.col(one).list.eval(pl.element().is_null()).list.any() for one in ("confirms", "ages", *told)]

    def run() -> tuple[Any, Any]:
        marked = frame.lazy().select(pl.any_horizontal(nulls))
        lazy = (frame.lazy()
                .with_columns(conf=pl.col("confirms").list.gather(pl.col("vic")),
                              age=pl.col("ages").list.gather(pl.col("off")))
                .select("case", *told, "conf", "age").explode(*told, "conf", "age")
                .join(classes.lazy(), on="cls")
                .filter(pl.col("conf") & ~((pl.col("rank") >= spec.MINOR_RANK) & (pl.col("age") < 10)))
                .filter(~((pl.col("knd") == 1) & pl.col("off").is_null())
                        & ~((pl.col("knd") == 2) & pl.col("bld").is_null())))
        k = pl.col("knd")
        lazy = lazy.with_columns(x=pl.when(k == 2).then(pl.col("bld")).otherwise(pl.col("vic")),
                                 y=pl.when(k == 1).then(pl.col("off")).otherwise(pl.lit(-1, pl.Int32)))
        groups = lazy.group_by("case", "knd", "x", "y").agg(
            pl.col("rank").min(), pl.col("at").min(), pl.len().alias("n"), pl.col("vic").min().alias("v"))
        return w2_batch.pl_finish(pl, groups).collect(engine="streaming"), marked.collect(engine="streaming")

    return run


def batches(file: Any) -> Iterator[Any]:
    """The rows of a file, row group by row group: nested columns of several can't be read in one piece."""
    for group in range(file.num_row_groups):
        yield from file.iter_batches(PIECE, row_groups=[group])


def copy_parquet(source: Path, answers: Path, target: Path) -> None:
    """What is left when nothing is decided: read the same input, and write the same output. The answers are held in
    memory as far as they go in one piece, and written as often as it takes, so that reading them costs nothing."""
    target.mkdir()
    wanted = []
    for folder in sorted({path.parent for path in answers.rglob("*.parquet")}):
        files = sorted(folder.glob("*.parquet"))
        total = sum(pq.read_metadata(path).num_rows for path in files)
        piece = next(batches(pq.ParquetFile(files[0])))
        name = "-".join(folder.relative_to(answers).parts) or files[0].stem
        wanted.append((piece, total, pq.ParquetWriter(target / f"{name}.parquet", piece.schema)))
    files = sorted(source.rglob("*.parquet"))
    incidents = sum(pq.read_metadata(path).num_rows for path in files)
    done = 0
    written = [0] * len(wanted)
    for path in files:
        for batch in batches(pq.ParquetFile(path)):
            done += batch.num_rows
            for place, (piece, total, writer) in enumerate(wanted):
                while written[place] < total * done // incidents:
                    part = piece.slice(0, min(piece.num_rows, total * done // incidents - written[place]))
                    writer.write_batch(part)
                    written[place] += part.num_rows
    for _, _, writer in wanted:
        writer.close()


if __name__ == "__main__":
    import sys

    copy_parquet(*map(Path, sys.argv[1:4]))
