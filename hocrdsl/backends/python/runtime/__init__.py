"""What every compiled module needs beside its rules: three values, groups, choosing, the order of events.

Takes: the functions emitted for one plan, as a `Book`. Gives: decided events.
Promises: standard library only, since these modules are written into every compiled module.
Never: knows a rule, imports the plan or the model. Start reading at `events.py`.
"""
