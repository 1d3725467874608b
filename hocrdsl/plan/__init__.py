"""How to decide, step by step.

Takes: a checked rulebook. Gives: one `Plan` for each edition and choice of readings.
Promises: steps in an order that never changes an answer; total: every incident ends decided, in a
range, referred or in conflict. Never: knows a subject. Start reading at `nodes.py`.
"""

from hocrdsl.plan.elsewhere import whole
from hocrdsl.plan.lower import label_key, lower
from hocrdsl.plan.nodes import Plan, Step
from hocrdsl.plan.reads import reads
from hocrdsl.plan.vocabulary import vocabulary

__all__ = ["Plan", "Step", "label_key", "lower", "reads", "vocabulary", "whole"]
