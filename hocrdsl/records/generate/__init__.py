"""Record sets made up by a rulebook's own words, so that anyone can measure on the same records.

Takes: a vocabulary, and what the rulebook's folder says of how often things are told (`generate.yaml`, or the texts in
`generate/`). Gives: Arrow batches, Parquet parts. Promises: the same seed gives the same rows whatever the number of
workers; memory does not grow with the number of rows. Never: knows a subject; decides anything. Start reading at
`kinds.py`.
"""
