"""Many incidents at once: a plan as loops over the columns of an Arrow batch.

Takes: a `Plan`, batches of the layout in `records/schema.py`. Gives: columns of answers, and which rows it left.
Promises: the same answer as the reference interpreter on every incident that it does not leave. Never: a Python object
for an incident.
"""
