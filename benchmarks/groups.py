"""How long the questions about provisions together take: one and two things, then groups up to three.

    python benchmarks/groups.py hocr
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from hocrdsl.analysis import Stages, findings, group_findings
from hocrdsl.rules import Rules, find
from hocrdsl.pipeline import read_book

BOUND = "groups up to 3 allegations"


def main() -> int:
    """Print the figures of each edition held; processor time, so that a busy machine counts the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--all", action="store_true", help="every edition, not only the latest")
    parser.add_argument("--max", type=float, help="fail where the first figure is above so many seconds")
    options = parser.parse_args()
    path, shown = find(options.name)
    book = read_book(Path(path), path.name, shown).value
    assert book is not None, "the rulebook has errors"
    rules = Rules(book)
    worst = 0.0
    for day in rules.days if options.all else rules.days[-1:]:
        plan = rules.plan(day)
        began = process_time()
        findings(plan, groups=False)
        alone = process_time() - began
        stages = Stages(plan)
        with TemporaryDirectory() as folder:
            began = process_time()
            found = group_findings(stages, Path(folder))
            cold = process_time() - began
            began = process_time()
            group_findings(stages, Path(folder))
            warm = process_time() - began
        rows = len(plan.model.rows[plan.model.charter.row_entity].keys)
        print(f"{plan.edition}: {len(plan.model.provisions)} provisions, {rows} rows: one and two {alone:.2f} s; "
              f"{BOUND} {cold:.2f} s, kept {warm:.2f} s, {found.total} circles")
        worst = max(worst, alone)
    return int(options.max is not None and worst > options.max)


if __name__ == "__main__":
    raise SystemExit(main())
