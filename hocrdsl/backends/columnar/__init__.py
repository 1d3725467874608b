"""A plan as loops over columns: whole record sets, without an object for each thing.

Takes: one edition's `Plan` and batches of incidents in Arrow's layout. Gives: fates and counted things as columns, and
which incidents are left to the compiled function. Promises: what it decides is what the reference interpreter decides;
what it is not sure of it leaves. Never: knows a subject, or guesses at an unknown.

The way: `layout.py` (which columns) -> `emit_*.py` (the plan as a small loop language, which is also Python) ->
`whole_text.py` (the program for the columns that a batch has) -> `machine.py` (that language as machine code) ->
`kernel.py` (batches in, answers out).
"""
