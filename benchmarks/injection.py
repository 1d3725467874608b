"""Random slips in a rulebook: how many pass unseen?

    python benchmarks/injection.py hocr --sample 500 --seed 7

Each slip is one edit of one logic line: a word deleted, doubled, swapped with the next or misspelt; a line deleted;
a mark of punctuation dropped; a digit changed; a code exchanged for another of the rulebook. Unseen: `check` gives
no error, what the text means is not the same, and every golden case still passes. The share is of all edits made.
Unseen before cases is what `check` alone lets pass.
"""

from __future__ import annotations

import argparse
from collections import Counter
from time import perf_counter

from edits import Workshop, slips, verdicts

from hocrdsl.rules import find

GATE = 6.0


def main() -> int:
    """Print a table of the share unseen by kind, and the slips unseen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--sample", type=int, default=400, help="so many edits")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--gate", type=float, default=GATE, help="greatest share unseen, per cent")
    parser.add_argument("--list", action="store_true", help="print each edit that passes unseen")
    parser.add_argument("--latest", action="store_true", help="the latest edition only: quicker, and says less")
    options = parser.parse_args()
    path, shown = find(options.name)
    shop = Workshop(str(path), shown, options.latest)
    chosen = slips(shop, options.sample, options.seed)
    began = perf_counter()
    found = verdicts(shop, chosen, options.workers)
    if options.list:
        for edit, verdict in zip(chosen, found, strict=True):
            if verdict == "silent":
                print(f"{edit.file}:{edit.line}: {edit.kind}\n  - {edit.old}\n  + {edit.new}")
    every = Counter(edit.kind for edit in chosen)
    by = Counter((edit.kind, verdict) for edit, verdict in zip(chosen, found, strict=True))
    print(f"{'kind':<22} {'edits':>6} {'reported':>9} {'same':>6} {'before cases':>13} {'unseen':>7} {'share':>7}")
    for kind, number in sorted(every.items()):
        silent = by[kind, "silent"]
        print(f"{kind:<22} {number:>6} {by[kind, 'reported']:>9} {by[kind, 'same']:>6} "
              f"{silent + by[kind, 'failed']:>13} {silent:>7} {100 * silent / number:>6.1f}%")
    silent = sum(verdict == "silent" for verdict in found)
    before = silent + sum(verdict == "failed" for verdict in found)
    share = 100 * silent / len(chosen)
    print(f"{len(chosen)} edits, seed {options.seed}: {share:.1f}% unseen, "
          f"{100 * before / len(chosen):.1f}% before cases; gate {options.gate:g}%; {perf_counter() - began:.0f} s")
    return int(share > options.gate)


if __name__ == "__main__":
    raise SystemExit(main())
