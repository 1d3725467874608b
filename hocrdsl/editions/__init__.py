"""What keeps editions what they are: seals over their texts, and amendments folded into the folders.

Takes: the text of a rulebook, its files. Gives: seals compared and made, the files as consolidated.
Promises: a sealed text is changed by an amendment only; consolidating changes no answer. Never: opens a file.
Start reading at `sealing.py`.
"""

from hocrdsl.editions.consolidating import Consolidated, consolidate
from hocrdsl.editions.seals import Seal, Seals, read_seals, write_seals
from hocrdsl.editions.sealing import Comparison, compare, known_day, sealed
from hocrdsl.editions.waiting import waiting

__all__ = [
    "Comparison", "Consolidated", "Seal", "Seals", "compare", "consolidate", "known_day", "read_seals", "sealed",
    "waiting", "write_seals",
]
