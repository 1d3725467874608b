"""Cases: what a rulebook must answer, with a citation for each, and whether it does.

Takes: YAML or JSON text, a vocabulary, rules that decide. Gives: `Incident`, `Case`, `Results`, and how to show them.
Promises: every problem points to its line; nothing is guessed; the same bytes on every machine. Never: decides.
Start reading at `read_cases.py`; `session.py` runs a whole folder.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hocrdsl.harness.case import Case
    from hocrdsl.harness.incident import Incident, read_incident
    from hocrdsl.harness.run import Results, Selection
    from hocrdsl.harness.summary import as_json, as_text, junit_xml

# `read_cases`, `run` and `schema` are asked for from the modules of their names: a package can't hold both
__all__ = ["Case", "Incident", "Results", "Selection", "as_json", "as_text", "junit_xml", "read_incident"]

_HOMES = {
    "Case": "case", "Incident": "incident", "read_incident": "incident", "Results": "run", "Selection": "run",
    "as_json": "summary", "as_text": "summary", "junit_xml": "summary",
}


def __getattr__(name: str) -> Any:
    # read when first used: pytest imports this package for its plugin in projects that hold no case at all
    if name not in _HOMES:
        raise AttributeError(f"module 'hocrdsl.harness' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"hocrdsl.harness.{_HOMES[name]}"), name)
