"""Room for what a batch comes to: large arrays that come and go with every batch.

They come from Arrow's own allocator, which hands out again what was given back, in whatever thread. From that of C
every thread but the first gets fresh pages each time, which costs it as much as deciding what is in them.
"""

from __future__ import annotations

from typing import Any

# smaller ones are found at once anywhere
_LARGE = 1 << 16


def room(count: int, kind: str) -> Any:
    """An array of so many numbers of a kind, as NumPy calls it, whatever they are."""
    import numpy as np
    import pyarrow as pa

    size = count * np.dtype(kind).itemsize
    return np.empty(count, kind) if size < _LARGE else np.frombuffer(pa.allocate_buffer(size), kind)

