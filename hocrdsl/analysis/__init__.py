"""Questions about rules, answered without running cases.

Takes: a `Plan`, or two. Gives: gaps, clashes, what sleeps, cycles, changes, mutants.
Promises: what is finite is enumerated, findings carry an example, what is not exact is said. Never: decides.
Start reading at `findings.py`, or at `regions.py` for how.
"""

from hocrdsl.analysis.findings import findings, group_findings, space_of
from hocrdsl.analysis.regions import Space
from hocrdsl.analysis.stages import Stages

__all__ = ["Space", "Stages", "findings", "group_findings", "space_of"]
