"""A rulebook to start from: small, whole, and free of findings. The words are a library's; change them all."""

from __future__ import annotations

from hocrdsl.cli.case_start import FIRST_CASE

RULEBOOK = {
    "rulebook.rules": """\
-- What the rules are about. Change every word; `hocrdsl check` says what no longer fits.
rulebook "{title}"
  language 1
  cites [Library Handbook]
  in force from 1 January 2026
  known on 1 January 2026
  decides by the visit's day
  decides each return
  counts charge by the tariff's class
  class rules prevail over general rules
  cites [Library Handbook, p. 1]
  where provisions disagree, librarian
  where nothing classifies, librarian

result free of charge
  cites [Library Handbook, p. 2]

result librarian
  cites [Library Handbook, p. 1]
""",
    "vocabulary.rules": """\
-- What can be stated.
entity reader

entity visit
  has day: date, required

entity tariff, rows of table "tariffs"
  has class: code

entity matter
  has tariff: tariff
  has reader: reader

entity return, a kind of matter
  has visit: visit, required
  has lateness: one of in time, late
  guidance "Was the date on the slip passed?"

entity charge, a kind of matter

table "tariffs"
  cites [Library Handbook, p. 3]
  | tariff  | class |
  | L1 L/01 | L1    |
""",
    "rules.rules": """\
-- What follows from it.
rule A1 "Late returns are charged"
  cites [Library Handbook, p. 2]
  for each return
  record the return when the lateness is late
  otherwise treat the return as free of charge

rule B1 "One tariff"
  cites [Library Handbook, p. 3]
  for each return
  classify the return as L1 L/01

rule D1 "One charge for each reader"
  cites [Library Handbook, p. 2]
  for each return
  count one charge for each reader
""",
    "cases/two-books.yaml": FIRST_CASE,
}
