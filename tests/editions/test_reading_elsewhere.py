"""A reading of a wording that is in force on other days reads nothing; one that nobody wrote is refused."""

from __future__ import annotations

import pytest

import hocrdsl


def test_a_reading_of_other_days_reads_nothing() -> None:
    plain, read = (hocrdsl.load("hocr", edition="2019-04", readings=one).plan() for one in ({}, {"F4": "June"}))
    assert read.readings == {} and read.strata == plain.strata
    assert hocrdsl.load("hocr", edition="2023-05-16", readings={"F4": "June"}).plan().readings == {"F4": "June"}


def test_a_reading_that_nobody_wrote_is_refused() -> None:
    with pytest.raises(KeyError):
        hocrdsl.load("hocr", edition="2019-04", readings={"F4": "July"}).plan()
