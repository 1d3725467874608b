"""Every diagnostic code and what it means, in one line each; each has a page in docs/diagnostics."""

from __future__ import annotations

CATALOGUE: dict[str, str] = {
    # HR1xx reading
    "HR101": "the file is not a rulebook text",
    "HR102": "a line in column 1 opens no definition",
    "HR103": "a line opens with no known clause word",
    "HR104": "two words are written as one",
    "HR105": "something else was expected here",
    "HR106": "the line goes on after its end",
    "HR107": "a quoted text is not closed",
    "HR108": "a citation is not closed or not well formed",
    "HR109": "there is no such date",
    "HR110": "a declared name holds a reserved word, a digit or a sign",
    "HR111": "`and` and `or` are mixed on one line",
    "HR112": "a limb is out of order, repeated or left out",
    "HR113": "a group has fewer than two limbs",
    "HR114": "the last limb but one ends without its connective",
    "HR115": "a limb ends with the wrong connective",
    "HR116": "a connective stands on a limb that takes none",
    "HR117": "conditions are nested too deep",
    "HR118": "a clause stands twice",
    "HR119": "a clause is out of order",
    "HR120": "a clause is missing",
    "HR121": "a provision has no action",
    "HR122": "a text line has no `text` above it",
    "HR123": "an `end` line is missing",
    "HR124": "an `end` line closes nothing",
    "HR125": "a table row has the wrong number of cells",
    "HR126": "a table has the same heading twice",
    "HR127": "a definition does not open in column 1",
    "HR128": "a limb stands under no group",
    "HR129": "a clause does not belong in this definition",
    # HR2xx names and types
    # HR3xx dates, editions, amendments
    # HR4xx conflicts, gaps, tables
    # HR5xx cases and incidents
    # HR6xx batch
}
