"""A record set decided for a command line: what goes wrong in words, what came of it in lines."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hocrdsl.cli.deciding import in_words, opened
from hocrdsl.cli.talk import Talk
from hocrdsl.cli.trouble import Trouble

if TYPE_CHECKING:
    from hocrdsl.records.progress import Tell
    from hocrdsl.rules import Rules

# no room: on the disk, in a file, in a quota
FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
# so many fates are named in the summary; the manifest has all
_MOST = 8


def applied(rules: Rules, records: str, out: Path, tell: Tell, talk: Talk, **options: Any) -> dict[str, Any]:
    """The manifest of the answer; raises Trouble."""
    read = opened(records, rules, talk)
    from hocrdsl.records.apply import Asked, apply

    still = "as it was" if out.exists() else "not there"
    kept = f"; what is finished is kept, and --resume goes on with it; {out} is {still}"
    try:
        with in_words(kept):
            return apply(rules, read, out, Asked(**options), tell)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise Trouble(f"no room to write {out}: {error.strerror or 'the disk is full'}{kept}") from None
    except KeyboardInterrupt:
        talk.say(kept.removeprefix("; "))
        raise


def summary(manifest: Mapping[str, Any], out: str) -> list[str]:
    """What came of a record set, in lines."""
    said = manifest["incidents"]
    counted = next(key for key, value in manifest.items() if isinstance(value, dict) and "low" in value)
    low, high = manifest[counted]["low"], manifest[counted]["high"]
    many = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    open_ = said["decided"] - said["determined"]
    fallen = manifest["decided by the compiled function"]
    fates = sorted(manifest["fates"].items(), key=lambda one: -one[1])
    told = "; ".join(f"{fate.replace('_', ' ')} {number:,}" for fate, number in fates[:_MOST])
    if len(fates) > _MOST:
        told += f"; {len(fates) - _MOST} others {sum(number for _, number in fates[_MOST:]):,}"
    return [
        f"{said['in']:,} incidents in: {said['decided']:,} decided, {said['rejected']:,} rejected",
        f"{many} {counted}; {open_:,} {'incident is' if open_ == 1 else 'incidents are'} not determined",
        f"fates: {told or 'none'}",
        f"engine {manifest['engine']}; {100 * fallen['share']:.2f}% by the compiled function",
        *(f"{out}/{table['file']}: {table['rows']:,} rows" for table in manifest["tables"].values()),
    ]
