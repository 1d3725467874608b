"""What the rulebook means, edition by edition, before anything is decided.

Takes: the syntax tree. Gives: `fold` (the text in force on a day) and `check` (the `Model`).
Promises: every name bound, every expression typed, every provision cited, no circles. Never: guesses.
Start reading at `check.py`.
"""

from hocrdsl.model.besides import besides
from hocrdsl.model.check import check
from hocrdsl.model.editions import edition_day, edition_days, edition_name
from hocrdsl.model.effective import fold, origins
from hocrdsl.model.nodes import Model
from hocrdsl.model.precedence import displaces
from hocrdsl.model.scope import bare, key

__all__ = [
    "Model",
    "bare",
    "besides",
    "check",
    "displaces",
    "edition_day",
    "edition_days",
    "edition_name",
    "fold",
    "key",
    "origins",
]
