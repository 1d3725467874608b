"""Are the golden cases strong enough? Mutants of a rulebook's latest edition against its cases.

    python benchmarks/mutation.py hocr --sample 200 --seed 1
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from time import perf_counter

from hocrdsl.analysis.mutate import mutants, sample
from hocrdsl.analysis.survivors import Strength, survivors
from hocrdsl.cli.trials import GoldenTrial, ready
from hocrdsl.harness.session import case_files, read_files, session
from hocrdsl.rules import Rules, find


def main() -> int:
    """Print the share noticed, by kind, and each mutant that no case notices."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--sample", type=int, help="so many mutants, chosen by seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--min", type=float, default=0.0, help="least share noticed, per cent")
    parser.add_argument("--edition-day", help="a day of the edition to mutate; the latest without it")
    options = parser.parse_args()
    path, shown = find(options.name)
    held = session(Path(path), shown)
    cases, problems = read_files(held, case_files(held.book.path, held.shown))
    if problems:
        print(f"{len(problems)} problems in the cases")
    plan = Rules(held.book).plan(options.edition_day or "")
    began = perf_counter()
    trials = [
        GoldenTrial(case.name, case, one)
        for case in cases if not case.reading and case.known_wrong is None
        for one in case.expectations if plan.day <= one.day <= (plan.until or "9999")
    ]
    chosen = sample(list(mutants(plan.model)), options.sample, options.seed)
    found = survivors(plan, chosen, trials, ready, options.workers)
    print(report(found, perf_counter() - began))
    return int(100 * found.share < options.min)


def report(found: Strength, seconds: float) -> str:
    """Survivors, then a table by kind, then the share."""
    lines = []
    for one in found.verdicts:
        if not one.noticed_by:
            span = one.mutant.span
            place = f"{span.source.name}:{span.line}" if span is not None else ""
            lines.append(f"{place}: {one.mutant.label}: {one.mutant.description} ({one.tried} cases try it)")
    every = Counter(one.mutant.kind for one in found.verdicts)
    left = Counter(one.kind for one in found.survivors)
    lines.append(f"{'kind':<16} {'mutants':>8} {'noticed':>8} {'share':>7}")
    lines += [f"{kind:<16} {number:>8} {number - left[kind]:>8} {100 * (1 - left[kind] / number):>6.1f}%"
              for kind, number in sorted(every.items())]
    untested = sum(not one.noticed_by and not one.tried for one in found.verdicts)
    lines.append(
        f"{len(found.verdicts)} mutants, {100 * found.share:.1f}% noticed, {len(found.survivors)} not ({untested} no "
        f"case tries), {found.same} left out as the same, {found.cases} cases, {seconds:.0f} s"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
