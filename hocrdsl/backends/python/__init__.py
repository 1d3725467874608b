"""Plans as Python: functions for this process, or one standalone module.

Takes: a `Plan`. Gives: an edition that `world.decide` runs, or the text of a module that needs nothing else.
Promises: the same answers as the reference interpreter; titles and citations are data and never become code.
Never: decides anything itself. Start reading at `program.py`, then `provisions.py`; the runtime is in `runtime/`.
"""

from hocrdsl.backends.python.edition import edition
from hocrdsl.backends.python.module import emit

__all__ = ["edition", "emit"]
