"""Tables as people edit them elsewhere, in Excel or as CSV, and back into the rulebook.

Takes: the files of a rulebook, the bytes of a sheet. Gives: a sheet; what a sheet changes, row by row; the files then.
Promises: a sheet that was not touched changes no byte; lines and comments of rows that stay are kept; whatever is wrong
with a sheet is told at once, each with its row and column. Never: opens a file, computes a formula.
Start reading at `putting.py`.
"""

from hocrdsl.sheets.comma import from_csv, to_csv
from hocrdsl.sheets.excel import MissingExcel, from_excel, to_excel
from hocrdsl.sheets.putting import Put, misfits_of, put
from hocrdsl.sheets.rows import RowChange, summed, told
from hocrdsl.sheets.sheet import Misfit, Sheet
from hocrdsl.sheets.written import Unfit, Written, find

__all__ = [
    "Misfit", "MissingExcel", "Put", "RowChange", "Sheet", "Unfit", "Written", "find", "from_csv", "from_excel",
    "misfits_of", "put", "summed", "to_csv", "to_excel", "told",
]
