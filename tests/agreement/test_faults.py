"""Agreement notices faults put into the emitter. A few here, by seed; all of them in `benchmarks/faults.py`."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks import faults

SAMPLE = Random(4).sample(faults.FAULTS, 4)


@pytest.mark.parametrize("fault", SAMPLE, ids=lambda fault: str(fault.what))
def test_a_fault_of_the_emitter_is_noticed(fault: faults.Fault) -> None:
    with faults.seeded(fault):
        assert faults.by_incidents("toy", range(400)) or faults.by_cases("toy")
    assert not faults.by_incidents("toy", range(12))


def test_there_are_twenty_of_different_kinds() -> None:
    assert len({fault.what for fault in faults.FAULTS}) == 20
