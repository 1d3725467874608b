"""A small rulebook that concludes values of every kind, and incidents for it."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

HEAD = """rulebook "Finds"
  language 1
  cites [Finds Book]
  in force from 1 January 2020
  known on 1 January 2026
  decides by the delivery's brought
  decides each find
  counts hoard by the kind's shelf
  local time Europe/London
  class rules prevail over general rules
  cites [Finds Book]
  where provisions disagree, keeper
  where nothing classifies, keeper

result keeper
  cites [Finds Book]

entity digger
  has licence: code, optional
  guidance "Which licence?"

entity delivery, listed as deliveries
  has brought: date, required
  guidance "When was it brought?"

entity kind, rows of table "kinds"
  has shelf: one of upper, lower
  has worth: number

table "kinds"
  cites [Finds Book]
  | kind | shelf | worth |
  | K1   | upper | 0.5   |
  | K2   | lower | -2    |
  | K3   | lower | 100   |

entity thing
  has kind: kind
  has digger: digger, optional
  guidance "Who dug it up?"
  has lot: one of left, right
  guidance "Where did it lie?"
  has broken: yes or no
  guidance "Is it broken?"
  has weight: number
  guidance "How heavy is it?"
  has title: text
  guidance "What is it called?"
  has found: date
  guidance "When was it found?"

entity find, a kind of thing
  has delivery: delivery, required

entity hoard, a kind of thing, listed as hoards
"""
RULES = """
define pieces
  cites [Finds Book]
  for each hoard
  it is the number of finds where (the find's hoard is the hoard)

define heavy
  cites [Finds Book]
  for each hoard
  it is the number of finds where (the find's weight is at least 1 and the find's lot is the hoard's lot)

define mates
  cites [Finds Book]
  for each find
  it is the number of other finds where (the other find's kind's shelf is upper and the two have the same lot)

define start
  cites [Finds Book]
  for each hoard
  it is the earliest found of finds where (the find's lot is the hoard's lot and the find's broken is no)

define end
  cites [Finds Book]
  for each hoard
  it is the latest found of finds where (the find's hoard is the hoard and the find's weight is more than 0)

define light
  cites [Finds Book]
  for each hoard
  it is the number of finds where (the find's weight is less than 5)

define circle
  cites [Finds Book]
  for each find and other find
  the two belong together when the two have the same lot

rule A1 "All"
  cites [Finds Book]
  for each find
  record the find when the find's weight is less than 1000
  otherwise treat the find as keeper

rule J1 "One of its kind and lot"
  cites [Finds Book]
  for each find and hoard
  join the find to the hoard when all of
    (a) the two have the same kind; and
    (b) the two have the same lot

rule F1 "Worth"
  cites [Finds Book]
  for each find and other find
  where the two have the same digger
  let the more serious prevail by the first of the following that decides
    (1) the greater worth

rule F2 "Upper before lower"
  cites [Finds Book]
  for each find and other find
  where all of
    (a) the find's kind's shelf is upper
    (b) the other find's kind's shelf is lower; and
    (c) the two have the same lot
  let the find prevail over the other find when the find's weight is less than the other find's weight

rule F3 "Two of the lower shelf"
  cites [Finds Book]
  for each find and other find
  where all of
    (a) the find's kind's shelf is lower
    (b) the other find's kind's shelf is lower
    (c) the find's title is "bowl"; and
    (d) the other find's title is "bowl"
  refer the find to keeper when the two have the same lot

rule D1 "One each"
  cites [Finds Book]
  for each find
  count one hoard for each lot

rule G1 "Numbers"
  cites [Finds Book]
  for each hoard
  then the burden is the hoard's weight

rule G2 "Of a row"
  cites [Finds Book]
  for each hoard
  then the price is the hoard's kind's worth

rule G3 "Yes or no"
  cites [Finds Book]
  for each hoard
  then the mended is the hoard's broken

rule G4 "Pieces"
  cites [Finds Book]
  for each hoard
  then the size is the pieces

rule G11 "What is heavy"
  cites [Finds Book]
  for each hoard
  then the mass is the heavy

rule G12 "From when"
  cites [Finds Book]
  for each hoard
  then the opening is the start

rule G13 "Until when"
  cites [Finds Book]
  for each hoard
  then the closing is the end

rule H4 "Of the same lot"
  cites [Finds Book]
  for each find
  then the company is the mates

rule G14 "Of all"
  cites [Finds Book]
  for each hoard
  then the crowd is the light

rule G5 "Rows"
  cites [Finds Book]
  for each hoard
  then the case is the hoard's kind when the hoard's broken

rule G6 "A text of the record"
  cites [Finds Book]
  for each hoard
  where the hoard's lot is left
  then the label is the hoard's title when the hoard's kind is K1
  otherwise then the label is "plain"

rule G7 "Hours"
  cites [Finds Book]
  for each hoard
  then the deadline is 24 hours after the hoard's found

exception G7.1 to G7 "Broken"
  cites [Finds Book]
  for each hoard
  where the hoard's broken
  then the deadline is 5 hours before the hoard's found

exception G7.2 to G7.1, G7 "Of the lower shelf"
  cites [Finds Book]
  for each hoard
  where the hoard's kind's shelf is lower
  then the deadline is 2 months after the hoard's found

rule G8 "One view"
  cites [Finds Book]
  for each hoard
  then the view is "dear" when the hoard's kind's worth is at least 50

rule G9 "Another view"
  cites [Finds Book]
  for each hoard
  then the view is "whole" when the hoard's broken is no

rule G10 "A third view"
  cites [Finds Book]
  for each hoard
  then the view is "light" when the hoard's weight is less than 2

disagreement X1 "Views" between G8 and G9
  cites [Finds Book], [Finds Book, p. 2]
  refer the find to keeper

rule H1 "The first that is known"
  cites [Finds Book]
  for each find
  then the shelf is the first of the following that is known
    (1) the find's lot; and
    (2) the find's kind's shelf

rule H2 "Whoever dug"
  cites [Finds Book]
  for each find
  then the licence is the find's digger's licence

rule H3 "Size as well"
  cites [Finds Book]
  for each find
  then the size is "one of some" when any other find where (the two have the same circle)
"""
# what loops are sure of; others they leave, where it comes to words of the record alone or to declared disagreements
SURE = ("burden", "price", "mended", "size", "case", "deadline", "shelf", "mass", "opening", "closing", "company",
        "crowd")
NAMES = ("burden", "price", "mended", "size", "case", "label", "deadline", "view", "shelf", "licence",
         "mass", "opening", "closing", "company", "crowd")


def written(folder: Path) -> Path:
    """The rulebook as a folder."""
    folder.mkdir(exist_ok=True)
    (folder / "rulebook.rules").write_text(HEAD, encoding="utf-8")
    (folder / "rules.rules").write_text(RULES, encoding="utf-8")
    return folder


def incident(random: Random, unknown: float) -> dict[str, Any]:
    """An incident of one to three deliveries; so much of it is not known."""

    def find() -> dict[str, Any]:
        told = {
            "kind": random.choice(["K1", "K2", "K3"]), "lot": random.choice(["left", "right"]),
            "digger": random.choice(["diggers 1", "diggers 2", "none"]), "broken": random.random() < 0.5,
            "weight": random.choice([-12.25, 0, 1, 1.5, 7]), "title": random.choice(["ring", "bowl", "upper", "K1"]),
            "found": random.choice(["2026-03-28T12:30", "2026-03-29T03:15", "2026-10-25T01:30", "2026-05-01",
                                    "2026-10-24T13:00", "2026-12-31T00:00"]),
        }
        return {fact: value for fact, value in told.items() if random.random() >= unknown}

    return {
        "diggers": {"diggers 1": {"licence": "L1/7"}, "diggers 2": {}},
        "deliveries": [{"brought": f"2026-0{month}-01", "finds": [find() for _ in range(random.randint(1, 4))]}
                       for month in range(1, random.randint(2, 4))],
    }
