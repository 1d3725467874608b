"""Record sets: many incidents as tables.

Takes: files or folders of Parquet, Arrow, NDJSON or CSV. Gives: Arrow batches of one layout, made from the vocabulary.
Promises: bounded memory for any size; a row that can't be decided is told by its number and reason; facts of a record
appear in no message. Never: imported before a record set is asked for; alters what it reads.
Start reading at `schema.py`.
"""
