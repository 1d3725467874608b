"""Definitions whose value for a thing is worked out once in a pass over an event, however many provisions read it.

The value must hang on nothing that deciding changes: what is stated of things stays as it is while an event is decided
(news comes between events, what is assumed of an unknown between runs), but classified values, fates, what is counted,
groups, conclusions and releases do not.
"""

from __future__ import annotations

from hocrdsl.backends.python.language import language_key
from hocrdsl.backends.python.names import Shared
from hocrdsl.backends.python.shapes import parts
from hocrdsl.model import nodes
from hocrdsl.model.expressions import ConcludedOf, FactOf, GroupType, Quantified, Shifted, Within

# what is less than so many forms is sooner worked out again than looked up
_LITTLE = 12


def worked_out_once(shared: Shared, entity: str, definition: str) -> bool:
    """Whether a definition's value is worked out once for a thing."""
    key = (entity, definition)
    found = shared.keeping.get(key)
    if found is None:
        found = shared.keeping[key] = _worth_it(shared, key)
    return found


def _worth_it(shared: Shared, key: tuple[str, str]) -> bool:
    if key[0] in shared.model.rows:
        return False
    body = shared.model.definitions[key].body
    roots: list[object] = [body]
    if isinstance(body, nodes.TableBody):
        roots += shared.model.tables[body.table].inputs
    forms = _LITTLE if isinstance(body, nodes.TableBody) else 0
    for node in parts(shared, *roots):
        if _passes(shared, node):
            return False
        forms += _LITTLE if isinstance(node, (Shifted, Within)) else 1
    return forms > _LITTLE


def _passes(shared: Shared, node: object) -> bool:
    """Whether a form reads what deciding changes."""
    if isinstance(node, (ConcludedOf, Quantified, nodes.TallyBody, nodes.ClosureBody)):
        return True
    if isinstance(getattr(node, "type", None), GroupType):
        return True
    return isinstance(node, FactOf) and node.entity not in shared.model.rows and (
        node.fact == shared.model.charter.classified or language_key(shared, node.entity, node.fact) is not None
    )
