"""One column of values made ours: the type of the layout, and where a value is none that the fact takes.

Each function takes what is told of a fact over many things and gives (the column, what is wrong): for each sort of
mistake the places that have it, and why, in words that hold no value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from hocrdsl.records.fit import is_list, is_text
from hocrdsl.records.layout import NO_PLACE, Fact, Layout
from hocrdsl.records.schema import dictionary_of, type_of
from hocrdsl.records.tables import parts, told
from hocrdsl.world.facts import is_time

# (places, why)
Wrong = list[tuple[Any, str]]
Value = tuple[Any, Wrong]

_SECONDS = {"s": 1, "ms": 1000, "us": 10**6, "ns": 10**9}
# the first second of the year 1 and the first after 9999, and their days
_FIRST, _LAST = -62_135_596_800, 253_402_300_800
_DAY = 86_400


def options(array: Any, fact: Fact, layout: Layout) -> Value:
    """Options and rows: a dictionary in our order, whatever was written and in which order."""
    ours = dictionary_of(layout, fact)
    due = type_of(fact).index_type
    if not types.is_dictionary(array.type):
        array = pc.dictionary_encode(array)
    indices, dictionary = array.indices, array.dictionary
    if dictionary.equals(ours):
        return pa.DictionaryArray.from_arrays(indices.cast(due), ours), []
    there = told(indices)
    codes = np.zeros(len(indices), np.int64) if not len(dictionary) else indices.fill_null(0).to_numpy()
    known = np.array([*_codes(dictionary, fact), -1], np.int64)
    found = known[codes]
    # a null among the options is as a null among the codes
    unknown = ~there | np.append(~told(dictionary), True)[codes]
    wrong = (found < 0) & ~unknown
    made = pa.array(np.where(wrong | unknown, 0, found).astype(due.to_pandas_dtype()), mask=unknown | wrong)
    why = "is no row of the table of its kind" if fact.kind == "row" else "is none of its options"
    return pa.DictionaryArray.from_arrays(made, ours), [(wrong, why)] if wrong.any() else []


def _codes(dictionary: Any, fact: Fact) -> list[int]:
    return [fact.codes.get(one, fact.codes.get(one.replace(" ", "_"), -1)) if fact.kind == "one"
            else fact.codes.get(one, -1) for one in texts_of(dictionary)]


def texts_of(array: Any) -> list[str]:
    """The texts of a column; what is null, or no UTF-8, as the empty text."""
    raw = array.cast(pa.large_binary()).to_pylist()
    return ["" if one is None else one.decode("utf-8", "ignore") for one in raw]


def numbers(array: Any) -> Value:
    """Numbers, as floating ones."""
    whole = types.is_integer(array.type)
    made = array.cast(pa.float64(), safe=False)
    if whole or made.null_count == len(made):
        return made, []
    wrong = ~np.isfinite(made.fill_null(0).to_numpy())
    return made, [(wrong, "is no number")] if wrong.any() else []


def moments(array: Any, layout: Layout) -> Value:
    """Times: to the minute in local time, or days, or texts of both."""
    if is_text(array.type):
        return _written(array)
    days = types.is_date(array.type)
    if days:
        array = array.cast(pa.date32())
    elif array.type.tz is not None:
        array = pc.local_timestamp(array.cast(pa.timestamp(array.type.unit, layout.vocabulary["zone"])))
    unit = _DAY if days else _SECONDS[array.type.unit]
    raw = array.view(pa.int32() if days else pa.int64()).fill_null(0).to_numpy()
    seconds = raw.astype(np.int64) * _DAY if days else raw // (60 * unit) * 60
    wrong = (seconds < _FIRST) | (seconds >= _LAST)
    if not days and (unit != 1 or bool((seconds != raw).any())):
        mask = None if array.null_count == 0 else ~told(array)
        array = pa.array(seconds, mask=mask).view(pa.timestamp("s"))
    return array, [(wrong, "is out of the calendar")] if wrong.any() else []


def _written(array: Any) -> Value:
    coded = array if types.is_dictionary(array.type) else pc.dictionary_encode(array)
    written = texts_of(coded.dictionary)
    # with a blank between day and hour, as many write it
    plain = [one[:10] + "T" + one[11:16] if len(one) in (16, 19) and one[10] == " " else one[:16] for one in written]
    good = [is_time(one) and is_time(whole[:10] + "T" + whole[11:] if len(whole) > 10 else whole)
            for one, whole in zip(plain, written, strict=True)]
    made = pa.array(plain, pa.string()).take(coded.indices) if written else array.cast(pa.string())
    if all(good):
        return made, []
    wrong = told(array) & ~np.array(good)[coded.indices.fill_null(0).to_numpy()]
    return made, [(wrong, "is no day or time, such as 2026-04-01 or 2026-04-01T09:30")] if wrong.any() else []


def texts(array: Any) -> Value:
    """Texts: in UTF-8."""
    if types.is_dictionary(array.type):
        array = array.dictionary_decode()
    try:
        made = array if types.is_string(array.type) else array.cast(pa.string())
        made.validate(full=True)
        return made, []
    except pa.ArrowInvalid:
        raw = array.cast(pa.large_binary()).to_pylist()
        found = [_text(one) for one in raw]
        wrong = np.array([text is None and one is not None for text, one in zip(found, raw, strict=True)])
        return pa.array(found, pa.string()), [(wrong, "is not UTF-8")]


def _text(raw: bytes | None) -> str | None:
    try:
        return None if raw is None else raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def place_of(array: Any, fact: Fact, listed: Any, counts: Any) -> Value:
    """References by place: to one of `counts` things, where things are `listed`."""
    there = told(array)
    places = array.cast(pa.int64(), safe=False).fill_null(0).to_numpy()
    wrong: Wrong = []
    out = there & ((places < NO_PLACE) | listed & (places >= counts) | (places > np.iinfo(np.int32).max))
    if out.any():
        wrong.append((out, f"is a place in `{fact.heading}` where nothing stands"))
    if not fact.optional and (never := there & (places == NO_PLACE)).any():
        wrong.append((never, "is never none (-1)"))
    if array.type == pa.int32():
        return array, wrong
    made = np.where(out, 0, places).astype(np.int32)
    return pa.array(made, mask=None if array.null_count == 0 else ~there), wrong


def name_of(array: Any, known: Callable[[str], int | None], held: Any) -> Value:
    """References by name: to one of `held` things, if they are known by number (else to whatever has a name)."""
    made, wrong = texts(array)
    if wrong or made.null_count == len(made):
        return made, wrong
    coded = pc.dictionary_encode(made)
    numbers_ = np.array([-1 if number is None else number for number in map(known, coded.dictionary.to_pylist())])
    found = numbers_[coded.indices.fill_null(0).to_numpy()]
    out = told(made) & ((found < 0) | (found >= held))
    return made, [(out, "names nothing of this incident")] if out.any() else []


def many(array: Any, one: Callable[[Any, Any], Value]) -> Value:
    """Lists of references; `one` takes the items, with the place in the column of each."""
    if not is_list(array.type):
        return array, []
    bounds, items = parts(plain_list(array))
    owner: Any = np.repeat(np.arange(len(array)), np.diff(bounds))
    made, wrong = one(items, owner)
    found: Wrong = []
    for places, why in [*wrong, (~told(items), "holds a null")]:
        if places.any():
            mask: Any = np.zeros(len(array), np.bool_)
            mask[owner[places]] = True
            found.append((mask, why))
    absent = None if array.null_count == 0 else array.is_null()
    return pa.ListArray.from_arrays(pa.array(bounds.astype(np.int32)), made, mask=absent), found


def plain_list(array: Any) -> Any:
    """A list of any sort as a list."""
    if types.is_list(array.type) or types.is_large_list(array.type):
        return array
    return array.cast(pa.large_list(array.type.value_field))
