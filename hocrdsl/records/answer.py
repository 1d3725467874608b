"""The answer of a run: a file for each table, the list of what was rejected, and the manifest that says it all."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from hocrdsl.records.blocks import FATE, Block, rejected_of, table_file, write
from hocrdsl.records.concluded import Concluded
from hocrdsl.records.joined import Joined, join
from hocrdsl.records.order import Sorted
from hocrdsl.records.outputs import names_of, schemas
from hocrdsl.records.pieces import Place
from hocrdsl.records.progress import Progress, Tell
from hocrdsl.records.runs import MANIFEST, SCHEMA, Run
from hocrdsl.records.sources import Records
from hocrdsl.rules import PACKAGE, Rules

REPEATED = "the incident is given more than once"


class Miscounted(AssertionError):
    """What came out is not what went in: our fault."""


def put_together(run: Run, parts: Sequence[Block | Sorted], rules: Rules, said: tuple[Concluded, ...],
                 tell: Tell) -> dict[str, Joined]:
    """Write the tables as one file each, with the conclusions asked for; by name what they hold."""
    names = names_of(rules.plan().vocabulary)
    run.whole.mkdir(exist_ok=True)
    whole = sum(table.bytes for part in parts for table in part.tables)
    copied = 0

    def count(many: int) -> None:
        nonlocal copied
        copied = min(copied + many, whole)
        tell(Progress("writing", copied, whole, "bytes"))

    found = {}
    for place, (table, schema) in enumerate(zip(names.tables, schemas(names, pa.string(), said), strict=True)):
        pieces = [table_file(run.folder, part.name, place) for part in parts]
        if not pieces:
            pieces = [table_file(run.folder, "empty", place)]
            write(pieces[0], schema.empty_table())
        found[table] = join(pieces, run.whole / f"{table}.parquet", count)
    return found


def manifest_of(rules: Rules, records: Records, name: str, said: tuple[Concluded, ...], blocks: Sequence[Block],
                parts: Sequence[Block | Sorted], tables: Mapping[str, Joined], repeated: int) -> dict[str, Any]:
    """What was decided by what, and how much came of it; raises Miscounted."""
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part.counts)
    rows, tried = sum(block.rows for block in blocks), sum(block.decided for block in blocks)
    rejected = sum(block.rejected for block in blocks) + repeated
    rows_of = {table: told.rows for table, told in tables.items()}
    words = names_of(rules.plan().vocabulary)
    if rows != counts["incidents"] + rejected or rows_of["incidents"] != counts["incidents"]:
        raise Miscounted(f"{rows} in, {counts['incidents']} decided, {rejected} rejected, "
                         f"{rows_of['incidents']} written")
    fell_back = sum(block.fell_back for block in blocks)
    return {
        "schema": SCHEMA,
        "rulebook": {"name": rules.book.name, "title": rules.plan().model.charter.title, "digest": rules.book.digest},
        "edition": rules.plan().edition if rules.forced is not None else "each event's own",
        "known": "proposed" if rules.proposed else rules.known,
        "readings": dict(sorted(rules.readings.items())),
        "engine": name,
        "with": list(dict.fromkeys(one.name for one in said)),
        "package": PACKAGE,
        "input": [{"file": shown, "bytes": size} for shown, size in files_of(records).items()],
        "incidents": {
            "in": rows, "decided": counts["incidents"], "rejected": rejected, "determined": counts["determined"],
            "exact": counts["exact"],
        },
        words.counted_list: {"low": counts["low"], "high": counts["high"]},
        "fates": {key[len(FATE):]: many for key, many in sorted(counts.items()) if key.startswith(FATE)},
        "decided by the compiled function": {
            "incidents": fell_back, "share": round(fell_back / tried, 6) if tried else 0,
        },
        "tables": {
            table: {"file": f"{table}.parquet", "rows": told.rows, "bytes": told.bytes, "sha256": told.sha256}
            for table, told in tables.items()
        },
    }  # fmt: skip


def write_manifest(run: Run, manifest: Mapping[str, Any]) -> None:
    """The last file of an answer."""
    (run.whole / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def files_of(records: Records) -> dict[str, int]:
    """The files of a record set, as messages show them, and how many bytes each has."""
    found: dict[str, int] = {}
    for part in records.parts:
        found[part.shown] = Path(part.path).stat().st_size
    return found


def list_rejects(path: Path, run: Run, blocks: Sequence[Block], repeated: Sequence[tuple[Place, int]]) -> None:
    """Write the rows that could not be decided, in the order of the input, as CSV: file, row (from 1), reason."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(["file", "row", "reason"])
            for block, rows in _rejected(run, blocks, repeated):
                lines.writerows([block.file, row, reason] for row, reason in rows)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _rejected(run: Run, blocks: Sequence[Block],
              repeated: Sequence[tuple[Place, int]]) -> Iterator[tuple[Block, list[tuple[int, str]]]]:
    twice: dict[Place, list[tuple[int, str]]] = {}
    for place, row in repeated:
        twice.setdefault(place, []).append((row, REPEATED))
    for block in blocks:
        yield block, sorted([*rejected_of(run.folder, block), *twice.get(block.place, ())])
