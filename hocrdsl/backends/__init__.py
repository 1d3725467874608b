"""Ways to run a plan; they do not know each other.

Takes: a `Plan`. Gives: a decision function, or a decision with its trace.
Promises: the same answer as the reference interpreter (`trace/`) on every incident.
Never: import one another. Start reading at `trace/evaluate.py`.
"""
