"""How many limbs of a rulebook come out true, false and unknown over incidents made from seeds.

    python benchmarks/limbs.py [BOOK] [--incidents N] [--completions N] [--missing]

Exit code 1 where the backends differ, or where fewer limbs than the floor came out both true and false.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.agreement.limbs import limbs, seen, share  # noqa: E402
from tests.agreement.plans import BOOKS, plan  # noqa: E402

# of all limbs, those that came out both true and false: measured, then rounded down
FLOORS = {"toy": 1.0, "hocr": 0.9}


def main() -> int:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("book", nargs="?", choices=sorted(BOOKS), default="hocr")
    parser.add_argument("--incidents", type=int, default=216)
    parser.add_argument("--completions", type=int, default=2)
    parser.add_argument("--missing", action="store_true", help="name the limbs that did not come out both ways")
    told = parser.parse_args()
    begun = time.perf_counter()
    one = plan(told.book)
    ours, theirs = seen(one, range(told.incidents), told.completions)
    print(f"{told.book}: {len(limbs(one))} limbs, {told.incidents} incidents, {time.perf_counter() - begun:.0f} s")
    for name, part in share(one, ours).items():
        print(f"  {name:16} {part:.1%}")
    if told.missing:
        print(*[f"  {label}({letter})" for label, letter in limbs(one)
                if not {True, False} <= ours.get((label, letter), set())], sep="\n")
    alike = ours == theirs
    print("both backends alike" if alike else "THE BACKENDS DIFFER")
    return 0 if alike and share(one, ours)["true and false"] >= FLOORS[told.book] else 1


if __name__ == "__main__":
    raise SystemExit(main())
