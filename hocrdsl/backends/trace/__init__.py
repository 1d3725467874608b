"""The reference interpreter, judge of the other backends, and explanations from its trace.

Takes: a `Plan` and an incident. Gives: outcomes, with every step recorded.
Promises: plain, slow, total; its code is the meaning of the language. Never: optimises.
Start reading at `evaluate.py`.
"""

from hocrdsl.backends.trace.edition import edition
from hocrdsl.backends.trace.evaluate import Reference
from hocrdsl.backends.trace.trace import Trace, Tried

__all__ = ["Reference", "Trace", "Tried", "edition"]
