"""How we speak to authors.

Takes: anything with a span. Gives: `Diagnostic`, `Checked`, and their drawings.
Promises: drawing never changes what is said; the same bytes on every machine. Never: prints.
Start reading at `diagnostic.py`.
"""

from hocrdsl.diagnostics.catalogue import CATALOGUE
from hocrdsl.diagnostics.diagnostic import Checked, Diagnostic, Label, Severity
from hocrdsl.diagnostics.render_json import as_json
from hocrdsl.diagnostics.render_text import render
from hocrdsl.diagnostics.suggest import nearest

__all__ = ["CATALOGUE", "Checked", "Diagnostic", "Label", "Severity", "as_json", "nearest", "render"]
