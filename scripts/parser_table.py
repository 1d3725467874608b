"""Makes `grammar/states.json`, the parser's table, from `grammar/rulebook.lark`.

    python scripts/parser_table.py [--check]

Run it after every change of the grammar. `--check` writes nothing and fails where the stored one is of another grammar.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from hocrdsl.syntax.grammar import GRAMMAR, STORED, packed  # noqa: E402

ROOT = Path(__file__).parents[1]


def drawn(table: dict[str, Any]) -> str:
    """The table as JSON, one rule or state a line, so that a change can be read."""
    lines = [f'{{"grammar": {json.dumps(table["grammar"])}, "last": {table["last"]},']
    for name in ("rules", "ahead", "states"):
        lines.append(f'"{name}": [')
        lines.append(",\n".join(json.dumps(one, separators=(",", ":")) for one in table[name]))
        lines.append("]," if name != "states" else "]")
    return "\n".join([*lines, "}", ""])


def main() -> int:
    """Writes the table, or compares it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    text, place = drawn(packed((ROOT / GRAMMAR).read_text("utf-8"))), ROOT / STORED
    if asked.check:
        fresh = place.is_file() and place.read_text("utf-8") == text
        print("the parser's table is of this grammar" if fresh else "run scripts/parser_table.py")
        return 0 if fresh else 1
    place.write_text(text, "utf-8")
    print(f"{STORED}: {len(text):,} characters")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
