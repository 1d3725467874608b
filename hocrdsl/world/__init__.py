"""The world of one incident: things and their facts, time, and what is unknown.

Takes: a plain mapping and a description of the vocabulary. Gives: things, outcomes, decisions.
Promises: standard library only, so that these modules are written into every compiled module.
Never: knows a rule. Start reading at `read.py`.
"""
