"""What is kept while one event is decided, and what answers and tests are that can't be settled."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Unknown(LookupError):
    """A fast test met something that it can't settle."""


class Differ:
    """Two answers of one provision on one thing."""


class Book:
    """The emitted functions and tables of one plan; only `profiles` is ever filled in later."""

    __slots__ = ("vocabulary", "zone", "classified", "apart", "steps", "full_steps", "conclusions", "full_conclusions",
                 "disagreements", "disagreements_go_to", "unclassified_go_to", "closures", "applies", "kinds",
                 "meeting", "alike", "heeded", "of_event", "heedless", "rulings", "ruled_by", "profiles")

    def __init__(self, **parts: Any) -> None:
        # what is worked out from the above, see `runtime.profiles`
        self.profiles: Any = None
        for name, part in parts.items():
            setattr(self, name, part)


class Run:
    """One pass over one event. `entries` None: no trace is kept; `steps`: the tables in use."""

    __slots__ = ("book", "state", "assumed", "in_view", "unknown", "closures", "limbs", "read", "prefix", "entries",
                 "steps", "ranges", "leaves", "rulings", "kept")

    def __init__(self, book: Any, state: Any, assumed: Any, in_view: Any, entries: Any = None) -> None:
        self.book = book
        self.state = state
        self.assumed = assumed
        self.in_view = in_view
        self.unknown: Any = []
        self.closures: Any = {}
        self.limbs: Any = {}
        self.read: Any = {}
        self.prefix = ""
        self.entries = entries
        self.steps = book.steps if entries is None else book.full_steps
        self.ranges: Any = {}
        # by identity of a thing: what was worked out once, see `once`; under an empty name the thing, so that it stays
        self.kept: Any = {}
        # profiles by place among the decided, of those that have one
        self.leaves: Any = {}
        # see `runtime.rulings`
        self.rulings: Any = None


DIFFER = Differ()
