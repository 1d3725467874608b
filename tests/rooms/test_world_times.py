"""Civil time as written: the cases that the contract names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocrdsl.world.times import compare, order, shift, within

LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        ("2026-05-01", "2026-05-02", -1),
        ("2026-05-01", "2026-05-01", 0),
        ("2026-05-01T09:00", "2026-05-01T10:00", -1),
        ("2026-05-01", "2026-05-01T10:00", None),
        ("2026-05-01", "2026-05-02T00:00", -1),
        ("2026-05-02T00:00", "2026-05-01", 1),
    ],
)
def test_a_day_and_a_moment_of_it_have_no_order(left: str, right: str, wanted: int | None) -> None:
    assert order(left, right) == wanted


def test_24_hours_are_elapsed_time_across_a_clock_change() -> None:
    # the clocks went forward on 29 March 2026 and back on 25 October 2026
    assert shift("2026-03-28T14:00", 24, "hour", LONDON) == "2026-03-29T15:00"
    assert shift("2026-10-24T14:00", 24, "hour", LONDON) == "2026-10-25T13:00"
    assert shift("2026-05-01T14:00", 24, "hour", LONDON) == "2026-05-02T14:00"


def test_a_whole_day_moves_by_whole_days_only() -> None:
    assert shift("2026-05-01", 24, "hour", LONDON) == "2026-05-02"
    assert shift("2026-05-01", 72, "hour", LONDON) == "2026-05-04"
    assert shift("2026-05-01", 12, "hour", LONDON) is None


def test_months_are_clipped_to_the_last_valid_day() -> None:
    assert shift("2026-01-31", 1, "month") == "2026-02-28"
    assert shift("2024-01-31", 1, "month") == "2024-02-29"
    assert shift("2026-11-30", 3, "month") == "2027-02-28"
    assert shift("2024-02-29", 1, "year") == "2025-02-28"
    assert shift("2026-03-31T08:00", -1, "month") == "2026-02-28T08:00"
    assert shift("9999-12-31", 1, "day") is None


def test_three_months_reaching_it_counts_as_passed() -> None:
    assert within("2026-05-09", 3, "month", "after", "2026-02-10") is True
    assert within("2026-05-10", 3, "month", "after", "2026-02-10") is False
    assert within("2026-02-10", 3, "month", "after", "2026-02-10") is True
    assert within("2026-02-09", 3, "month", "after", "2026-02-10") is False
    assert within("2026-02-09", 3, "month", "of", "2026-02-10") is True
    assert within("2025-11-11", 3, "month", "before", "2026-02-10") is True
    assert within("2025-11-10", 3, "month", "before", "2026-02-10") is False


DAYS = st.dates().map(lambda day: day.isoformat())


@given(DAYS, DAYS)
def test_order_of_days_is_that_of_the_calendar(left: str, right: str) -> None:
    assert compare(left, "<", right) is (left < right)
    assert compare(left, ">=", right) is (left >= right)


@given(DAYS, st.integers(0, 40))
def test_within_is_the_half_open_stretch_that_shift_marks(day: str, number: int) -> None:
    end = shift(day, number, "month")
    if end is not None and number:
        assert within(day, number, "month", "after", day) is True
        assert within(end, number, "month", "after", day) is False
