"""One incident decided for a command line: as data and as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hocrdsl.cli.talk import Talk
from hocrdsl.cli.trouble import Trouble

if TYPE_CHECKING:
    from hocrdsl.rules import Rules
    from hocrdsl.source import SourceText

Answer = tuple[dict[str, Any], list[str]]


def answered(talk: Talk, rules: Rules, source: SourceText, with_why: bool) -> Answer | None:
    """A decision with its lines; or what is wrong with the incident, without repeating its facts unless asked (-v)."""
    from hocrdsl.cli.drawing import drawn, without_facts
    from hocrdsl.cli.wording import short
    from hocrdsl.harness.incident import read_incident
    from hocrdsl.harness.open_numbers import by_unit, told

    plan = rules.plan()
    incident = read_incident(source, plan.vocabulary, plan)
    if incident.value is None:
        for one in incident.diagnostics:
            talk.warn(drawn([one], talk) if talk.level > 0 else without_facts(one))
        if talk.level <= 0:
            talk.say("-v shows the lines of the incident and what to write instead")
        return None
    decision = rules.decide(incident.value.canonical)
    open_ = by_unit(decision, incident.value, rules.decide, plan.vocabulary)
    more = {"open": open_} if open_ else {}
    if with_why:
        why = rules.explain(incident.value.canonical)
        return {**why.as_dict(), **more}, [*why.sentences, *told(open_, plan.vocabulary)]
    lines = [f"  {one}" for one in told(open_, plan.vocabulary)]
    return {**decision, **more}, [*short(decision, plan.vocabulary), *lines]


def from_set(talk: Talk, rules: Rules, records: str, name: str, with_why: bool) -> Answer:
    """The decision on one incident of a record set; raises Trouble, BadRecords."""
    from hocrdsl.cli.deciding import opened
    from hocrdsl.cli.wording import short

    read = opened(records, rules, talk)
    from hocrdsl.records.find import NotThere, find

    try:
        incident = find(read, name)
    except NotThere as error:
        raise Trouble(str(error)) from None
    if with_why:
        why = rules.explain(incident)
        return why.as_dict(), [*why.sentences]
    decision = rules.decide(incident)
    return decision, [*short(decision, rules.plan().vocabulary)]
