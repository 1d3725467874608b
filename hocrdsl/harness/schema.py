"""JSON Schema (2020-12) of incidents, cases and decisions, from a vocabulary: for editors and for other programs.

Strict: what is not described is refused. Keys and options stand in snake case and, where that differs, in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from hocrdsl.harness.case import ORIGINS
from hocrdsl.harness.lexicon import Vocabulary
from hocrdsl.harness.schema_words import Said, Words
from hocrdsl.plan import whole

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?$"}
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 1}
# a number in the compact form, of which only the least may be said
_MANY: dict[str, Any] = {"anyOf": [_COUNT, {"type": "string", "pattern": r"^(at\s+least\s+)?[0-9]*[1-9][0-9]*$"}]}
_EDITION = r"^(from |until )?\d{4}-\d\d(-\d\d)?( to \d{4}-\d\d(-\d\d)?)?$"

Schema = dict[str, Any]


def schema(vocabulary: Vocabulary, what: Literal["incident", "case", "decision"], said: Words | None = None) -> Schema:
    """The schema of one of the three documents. `said`: what facts and their values mean, as descriptions."""
    makers = {"incident": incident_schema, "case": case_schema}
    # words of any edition may be said
    known = whole(vocabulary)
    made = decision_schema(known) if what == "decision" else makers[what](known, said or {})
    return {"$schema": _DRAFT, "title": what, **made}


def _object(properties: Mapping[str, Any], required: Iterable[str] = (), **others: Any) -> Schema:
    return {"type": "object", "properties": dict(properties), "required": list(required),
            "additionalProperties": False, **others}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _spelled(names: Iterable[str]) -> list[str]:
    """Each key in snake case and in words."""
    return list(dict.fromkeys(one for name in names for one in (name, name.replace("_", " "))))


def incident_schema(vocabulary: Vocabulary, said: Words) -> Schema:
    """Headings, events with what they bring, held things, news, and what was recorded."""
    entities = vocabulary["entities"]
    defs: Schema = {}
    for entity in entities:
        _facts(vocabulary, entity, defs, said)
    decided, event, counted = vocabulary["decided"], vocabulary["event"], vocabulary["counted"]
    listing = vocabulary["decided_list"]
    repeated = {"name": _TEXT, "times": _MANY, "for each": _TEXT, "spread over": _TEXT,
                "rows": {"type": "array", "items": {"type": "array"}}}
    one = _object({**repeated, **defs[decided]["properties"]})
    event_facts = defs[event]["properties"]
    properties: Schema = {
        vocabulary["event_list"]: _list(_object({
            "name": _TEXT, **event_facts, listing: _list(one), "the same in all": _object(defs[decided]["properties"]),
            "rows": repeated["rows"],
        }, allOf=_required(vocabulary, event))),
        "held": _list(_object({
            "name": _TEXT, **defs[counted]["properties"],
            listing: _list(_object({"name": _TEXT, **defs[decided]["properties"]})),
        })),
        "news": _list(_news(vocabulary, defs)),
        "recorded": _list(_object({vocabulary["kept_apart_by"]: _TEXT, vocabulary["classified"]: _TEXT, "on": _DATE})),
    }
    for heading, entity in vocabulary["headings"].items():
        properties[heading] = _map(_object({"count": _MANY, **defs[entity]["properties"]}))
    return {**_object(properties, [vocabulary["event_list"]]), "$defs": defs.pop("options", {})}


def _facts(vocabulary: Vocabulary, entity: str, defs: Schema, said: Words) -> None:
    properties = {}
    for name, (kind, argument, optional) in vocabulary["entities"][entity][1].items():
        words = said.get((entity, name), Said("", {}))
        value = _explained(kind, argument, words.values) or _value(kind, argument, defs)
        absent = ["unknown", "none"] if optional or kind == "things" else ["unknown"]
        more = vocabulary.get("otherwise", {}).get(entity, {}).get(name, ())
        others = [_value(other, takes, defs) for other, takes, _ in more]
        either: Schema = {"anyOf": [value, *others, {"enum": [*absent, None]}]}
        if words.fact:
            either["description"] = words.fact
        for spelling in _spelled([name]):
            properties[spelling] = either
    defs[entity] = {"properties": properties}


def _explained(kind: str, argument: Any, means: Mapping[str, str]) -> Schema | None:
    """The options one by one, each with what it means; those whose words say it together. None where none is told."""
    every: dict[str, list[Any]] = {key: [*_spelled([key])] for key in argument} if kind == "one" else {}
    if kind == "yes":
        every = {"yes": [True, "yes"], "no": [False, "no"]}
    told = [{"enum": every[key], "description": said} for key, said in means.items() if key in every]
    plain = [spelling for key, spellings in every.items() if key not in means for spelling in spellings]
    if not told:
        return None
    return {"anyOf": [*told, {"enum": plain}]} if plain else {"anyOf": told}


def _required(vocabulary: Vocabulary, entity: str) -> list[Schema]:
    required = dict.fromkeys([*vocabulary["entities"][entity][2], vocabulary["event_date"]])
    return [{"anyOf": [{"required": [spelling]} for spelling in _spelled([name])]} for name in required]


def _news(vocabulary: Vocabulary, defs: Schema) -> Schema:
    """News may be about anything, so it may state any fact; which ones is for the reader to say."""
    properties: Schema = {}
    for entity in vocabulary["entities"]:
        for name, value in defs[entity]["properties"].items():
            known = properties.get(name)
            properties[name] = value if known in (None, value) else {"anyOf": [known, value]}
    return _object({**properties, "on": _DATE, "about": _TEXT}, ["on", "about"])


def _value(kind: str, argument: Any, defs: Schema) -> Schema:
    match kind:
        case "yes":
            return {"enum": [True, False, "yes", "no"]}
        case "one":
            return {"enum": _spelled(argument)}
        case "row":
            options = defs.setdefault("options", {})
            name = next((key for key, known in options.items() if known["enum"] == list(argument)), None)
            if name is None:
                name = f"rows{len(options) + 1}"
                options[name] = {"enum": list(argument)}
            return {"$ref": f"#/$defs/{name}"}
        case "number":
            return {"type": "number"}
        case "time":
            return _DATE
        case "code":
            return {"type": ["string", "integer"]}
        case "things":
            return {"anyOf": [_TEXTS, {"const": "each other"}, _TEXT]}
    return _TEXT


def case_schema(vocabulary: Vocabulary, said: Words) -> Schema:
    """A case, with its incident."""
    inner = incident_schema(vocabulary, said)
    cites: Schema = {"anyOf": [_TEXT, _list({"anyOf": [_TEXT, _TEXTS]})]}
    listing, because = vocabulary["counted_list"], {"anyOf": [_TEXT, _TEXTS]}
    kind, whole = vocabulary["kept_apart_by"], vocabulary["classified"]
    sort = {"type": ["string", "integer"]}
    counted = _object({kind: sort, whole: sort, vocabulary["decided_list"]: _list(sort), "because": because,
                       "times": _COUNT}, ["because"], anyOf=[{"required": [kind]}, {"required": [whole]}])
    fate = _object({vocabulary["decided"]: sort, "fate": _TEXT, "because": because}, [vocabulary["decided"], "fate"])
    entry = _map({"type": ["string", "number", "boolean", "array"]})
    expected = {
        listing: _list(counted), "fates": _list(fate),
        "undetermined": _object({listing: sort, "ask": _TEXTS}), "each further": _map(_map(_COUNT)),
        "compared": _list({"anyOf": [_TEXT, entry]}),
        **{section: _list(entry) for section in ("conclusions", "cancelled", "released", "permissions")},
    }
    editions = {"type": "object", "minProperties": 1, "additionalProperties": False}
    number = {listing: {"anyOf": [_list(counted), {"type": "integer", "minimum": 0}]}}
    expect = {**editions, "patternProperties": {_EDITION: _object(expected)}}
    claim: Schema = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "array", "items": sort}]}
    position = _object({
        "party": _TEXT, "holds": _TEXT, "cites": cites, "reading": _map(_TEXT),
        "expect": {**editions, "patternProperties": {_EDITION: _object({**expected, **number})}},
        "claims": {"anyOf": [claim, {**editions, "patternProperties": {_EDITION: claim}}]},
    }, ["party", "cites"], anyOf=[{"required": ["expect"]}, {"required": ["holds"]}])
    definitions = inner.pop("$defs")
    return {**_object({
        "case": _TEXT, "cites": cites, "origin": {"enum": list(ORIGINS)}, "text": {"type": "string"}, "incident": inner,
        "taken as given": _given(vocabulary), "reading": _map(_TEXT), "expect": expect,
        "positions": _list(position), "not enough facts": _TEXT,
        "known wrong": _object({"reason": _TEXT, "cites": cites}, ["reason", "cites"]),
    }, ["case", "cites"], anyOf=[{"required": ["incident", "expect"]}, {"required": ["incident", "positions"]},
                                 {"required": ["not enough facts"], "not": {"required": ["incident"]}}]),
        "$defs": definitions}


def _given(vocabulary: Vocabulary) -> Schema:
    facts = dict.fromkeys(fact for _, specs, *_ in vocabulary["entities"].values() for fact in specs)
    return _object({spelling: {"type": ["string", "number", "boolean"]} for spelling in _spelled(facts)})


def decision_schema(vocabulary: Vocabulary) -> Schema:
    """`hocrdsl.decision/1`, with the nouns of this rulebook."""
    counted, decided = vocabulary["counted"], vocabulary["decided"]
    whole, kind, listing = vocabulary["classified"], vocabulary["kept_apart_by"], vocabulary["counted_list"]
    maybe = {"type": ["string", "null"]}
    value = {"type": ["string", "number", "boolean", "null"]}
    texts = {"type": "array", "items": {"type": "string"}}
    one = {"id": _TEXT, whole: maybe, kind: maybe, "provision": _TEXT, "unit": texts,
           vocabulary["event"]: _COUNT, "principal": _TEXT, vocabulary["decided_list"]: texts, "joined": texts,
           "because": texts}
    fate = {decided: _TEXT, "fate": {"enum": ["recorded", "absorbed", "joined", "referred", "result"]}, counted: maybe,
            "result": maybe, "stated": maybe, whole: maybe, "because": texts}
    conclusion = {"about": _TEXT, "name": _TEXT, "value": value, "because": texts}
    supposed = _list(_object({"about": _TEXT, "fact": _TEXT}, ["about", "fact"]))
    span = _object({"low": {"type": "integer"}, "high": {"type": "integer"}}, ["low", "high"])
    ask = _object({"about": {"type": "string"}, "fact": _TEXT, "question": _TEXT, "answers": _map({"type": "string"})},
                  ["about", "answers"])
    undetermined = _object({
        listing: span, f"by {kind}": _map(span), "fates": _map(texts), "ask": _list(ask),
        "completions": {"type": "integer"}, "exact": {"type": "boolean"},
    }, [listing, "fates", "ask", "completions", "exact"])
    compared = {"recorded": {"type": ["integer", "null"]}, "due": maybe, "verdict": _TEXT, "stated": maybe,
                "should be": maybe}
    told = _object({"about": {"type": "string"}, "fact": _TEXT, "question": _TEXT, "answer": {"type": "string"}})
    replay = {name: {"type": "string"} for name in ("rulebook", "digest", "edition", "known", "package", "incident")}
    permission = {"about": _TEXT, "allowed": {"type": "boolean"}, "name": _TEXT, "codes": texts, "because": texts}
    properties = {
        "schema": {"const": "hocrdsl.decision/1"}, "determined": {"type": "boolean"},
        listing: _list(_object(one, one)), "fates": _list(_object(fate, fate)),
        "conclusions": _list(_object(conclusion, conclusion)), "deadlines": _list(_object(conclusion, conclusion)),
        "cancelled": _list(_object({"about": _TEXT, "as": _TEXT, "because": texts}, ["about", "as", "because"])),
        "released": _list(_object({"about": _TEXT, "from": _TEXT, "because": texts}, ["about", "from", "because"])),
        "permissions": _list(_object(permission, permission)), "joined": _map(texts),
        "reasons": _map(_object({"title": {"type": "string"}, "cites": texts, "standing": _TEXT},
                                ["title", "cites", "standing"])),
        "presumed": supposed, "given": supposed,
        "marks": _list(_object({"mark": _TEXT, "about": texts, "because": texts, "path": _TEXT},
                               ["mark", "about", "because"])),
        "compared": {"anyOf": [{"type": "null"}, _list(_object(compared, ["recorded", "due", "verdict"]))]},
        "undetermined": {"anyOf": [{"type": "null"}, undetermined]},
        "replay": _object({**replay, "readings": _map(_TEXT)}, [*replay, "readings"]),
    }
    possible = _list(_object({listing: _list(maybe), "fates": texts, "when": _list(told)}, [listing, "fates", "when"]))
    growth = _object({"counted": _TEXT, "at least": _COUNT, "tried": _list(_COUNT), "even": {"type": "boolean"},
                      "each further": _list(_object({kind: maybe, whole: maybe, "count": _COUNT}, [whole, "count"]))},
                     ["counted", "at least", "tried", "even", "each further"])
    each = {"about": _TEXT, "on": _DATE, "edition": _TEXT}
    editions = _list(_object(each, each))
    return _object({**properties, "editions": editions, "possible": possible, "open": _list(growth)}, properties)
