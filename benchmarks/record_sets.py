"""The columns of the floors (`hb/gen.py`) as Arrow batches of the rulebooks in `w1/` and `w2/`, and what engines say of
them in the form of the floors. Whole numbers stay as narrow as they are; times become moments.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import workloads
from hb import spec

FIRST = int((workloads.FIRST - datetime(1970, 1, 1)).total_seconds())
Array = Any
Columns = dict[str, Any]


def keys(number: int) -> Any:
    """Keys as text, in order."""
    return pc.utf8_lpad(pc.cast(pa.array(np.arange(number)), pa.string()), 10, "0")


def moments(minutes: Array, missing: Array | None = None) -> Any:
    """Minutes as moments."""
    seconds = minutes.astype(np.int64) * 60 + FIRST
    return pa.array(seconds, mask=missing).cast(pa.timestamp("s"))


def words(codes: Array, options: tuple[str, ...], missing: Array | None = None) -> Any:
    """Codes as a dictionary."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int16), mask=missing), pa.array(options))


def lists(begins: Array, items: Any) -> Any:
    """Lists of items."""
    return pa.ListArray.from_arrays(pa.array(begins.astype(np.int32)), items)


def one_each(items: Any) -> Any:
    """Lists of one item each."""
    return lists(np.arange(len(items) + 1), items)


def structs(fields: dict[str, Any]) -> Any:
    """Things of these facts."""
    return pa.StructArray.from_arrays(list(fields.values()), names=list(fields))


# --- W1 -----------------------------------------------------------------------------------


def w1_batch(columns: Columns) -> Any:
    """Cases of W1 as one batch."""
    c = columns
    nobody, unwritten = c["suspect_age"] < 0, c["recorded_at"] < 0
    sides = tuple(workloads.SIDE[one] for one in spec.KIND)
    said = tuple(workloads.CONFIRMATION.get(one, one) for one in spec.CONFIRM)
    cases = structs({
        "route": words(c["route"], spec.ROUTE), "side": words(c["kind"], sides),
        "confirmation": words(c["confirm"], said),
        "news": words(c["avi"], tuple(workloads.NEWS[one] for one in spec.AVI)),
        "on_behalf": pa.array(c["on_behalf"]), "contradicted": pa.array(c["contrary"]),
        "points_made_out": pa.array(c["points_proved"]), "in_the_area": pa.array(c["in_area"]),
        "balance": pa.array(c["balance"]), "class_rank": pa.array(c["class_rank"]),
        "suspect_age": pa.array(c["suspect_age"], mask=nobody), "suspect_age_is_none": pa.array(nobody),
        "outcome": pa.array(c["outcome"]), "committed": moments(c["offence_at"]),
        "written_down": moments(c["recorded_at"], unwritten), "written_down_is_none": pa.array(unwritten),
    })
    notices = structs({"received": moments(c["reported_at"]), "cases": one_each(cases)})
    return pa.record_batch({"incident": keys(len(nobody)), "notices": one_each(notices)})


def w1_codes(decided: Any) -> Array:
    """The number of each case's rule, from the answers."""
    fates = decided.fates
    result, reason = fates.column("result"), fates.column("reason")
    names = [workloads.REASON_OF.get(one) for one in result.dictionary.to_pylist()]
    by_result = np.array([spec.CODE.get(one, 255) for one in names] + [255], np.uint8)
    by_row = np.array([spec.CODE[one] for one in reason.dictionary.to_pylist()] + [255], np.uint8)
    found = by_result[result.indices.fill_null(len(names)).to_numpy()]
    recorded = by_row[reason.indices.fill_null(len(by_row) - 1).to_numpy()]
    return np.where(result.is_null().to_numpy(zero_copy_only=False), recorded, found)


# --- W2 -----------------------------------------------------------------------------------

OFFENCES = tuple(f"C{number}" for number in range(spec.N_CLASS))


def w2_batch(columns: Columns, unknown: float = 0.0, seed: int = 5) -> Any:
    """Incidents of W2 as one batch; `unknown`: the share of all facts that is null."""
    c, random = columns, np.random.default_rng(seed)
    number = len(c["v_ptr"]) - 1

    def missing(values: Array) -> Array | None:
        return random.random(len(values)) < unknown if unknown else None

    def told(values: Array, kind: str | None = None) -> Any:
        return pa.array(values if kind is None else values.astype(kind), mask=missing(values))

    allegations = structs({
        "offence": words(c["a_cls"], OFFENCES, missing(c["a_cls"])), "victim": told(c["a_vic"], "int32"),
        "offender": told(c["a_off"], "int32"), "building": told(c["a_bld"], "int32"),
        "committed": moments(c["a_at"], missing(c["a_at"])),
    })
    received = pa.array(np.full(number, 1_735_689_600)).cast(pa.timestamp("s"))
    buildings = np.arange(number + 1) * workloads.BUILDINGS
    return pa.record_batch({
        "incident": keys(number),
        "victims": lists(c["v_ptr"], structs({"confirms": told(c["v_confirms"])})),
        "offenders": lists(c["o_ptr"], structs({"age": told(c["o_age"])})),
        "buildings": lists(buildings, structs({"there": pa.array(np.ones(buildings[-1], bool))})),
        "reports": one_each(structs({"received": received, "allegations": lists(c["a_ptr"], allegations)})),
    })


def w2_crimes(columns: Columns, decided: Any) -> Array:
    """Rows (case, kind, victim or building, offender, class, first time, how many) of what is counted, in order, from
    the answers; of a building the victim is left out, which is no part of them."""
    counted = decided.counted
    number = np.array([int(one[1:]) for one in counted.column("offence").dictionary.to_pylist()], np.int64)
    members = counted.column("allegations")
    case = pc.cast(counted.column("incident"), pa.int64()).to_numpy()
    principal = members.values.to_numpy()[members.offsets.to_numpy()[:-1]] + columns["a_ptr"][case]
    first = counted.column("first_time").cast(pa.int64()).to_numpy()
    return _rows(case, number[counted.column("offence").indices.to_numpy()], columns["a_vic"][principal],
                 columns["a_off"][principal], columns["a_bld"][principal], (first - FIRST) // 60,
                 counted.column("times").to_numpy())


def w2_floor(found: Columns) -> Array:
    """The same from the answer of a floor."""
    key = found["key"]
    return _rows(found["case"], found["cls"], found["victim"], key, key, found["at"], found["n"])


def _rows(case: Array, number: Array, victim: Array, offender: Array, building: Array, first: Array,
          times: Array) -> Array:
    kind = np.array(spec.KINDOF)[np.asarray(number).astype(np.int64)]
    rows = np.stack([np.asarray(one).astype(np.int64) for one in (
        case, kind, np.where(kind == 2, building, victim), np.where(kind == 1, offender, -1), number, first,
        times)], 1)
    return rows[np.lexsort(rows.T[::-1])]
