"""Every logic line of a rulebook, deleted in turn, must be noticed: by `check`, or by a golden case that fails.

    python benchmarks/deletion.py hocr --sample 50 --seed 1

Logic lines are all but text, citations, standing, guidance, comments, blank lines, headings of results and data in
files. The list of lines that may be deleted unseen is printed; it should be short, and each with a reason.
"""

from __future__ import annotations

import argparse
from collections import Counter
from time import perf_counter

from edits import Edit, Workshop, deletions, verdicts

from hocrdsl.rules import find


def main() -> int:
    """Print each line that goes unseen, and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--sample", type=int, help="so many lines, chosen by seed; all without it")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--max", type=int, help="fail where more lines than these go unseen")
    parser.add_argument("--latest", action="store_true", help="the latest edition only: quicker, and says less")
    options = parser.parse_args()
    path, shown = find(options.name)
    shop = Workshop(str(path), shown, options.latest)
    chosen: list[Edit] = deletions(shop, options.sample, options.seed)
    began = perf_counter()
    found = verdicts(shop, chosen, options.workers)
    for edit, verdict in zip(chosen, found, strict=True):
        if verdict == "silent":
            print(f"{edit.file}:{edit.line}: {edit.old}")
    count = Counter(found)
    unseen = count["silent"]
    print(f"{len(chosen)} logic lines deleted in turn: {count['reported']} reported, {count['failed']} fail a case, "
          f"{count['same']} mean the same, {unseen} unseen; {perf_counter() - began:.0f} s")
    return int(options.max is not None and unseen > options.max)


if __name__ == "__main__":
    raise SystemExit(main())
