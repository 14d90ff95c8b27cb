"""Cuts a JSON schema down to what the engine can enforce and to what must come to an end. Pure.

Two faults of small models and of the engine make this necessary: a model that is free to go on does (digits, array
items, white space, keys) until its token limit breaks the JSON; and a keyword that the engine's grammar compiler does
not know turns the whole grammar off without an error.
"""

import re
from typing import Any, Final, TypeAlias

Schema: TypeAlias = dict[str, Any]

_CHARACTERS: Final = 120
_ITEMS: Final = 6
_LARGEST: Final = 1_000_000_000
_KNOWN: Final = frozenset(
    {"type", "properties", "required", "items", "prefixItems", "anyOf", "allOf", "$ref", "enum", "const"}
    | {"additionalProperties", "minProperties", "maxProperties", "minItems", "maxItems", "minLength", "maxLength"}
    | {"pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
)
_DATE: Final = r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
_TIME: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_PATTERNS: Final = {
    "date": f"^{_DATE}$",
    "time": f"^{_TIME}$",
    "date-time": f"^{_DATE}T{_TIME}Z$",
    "uuid": r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    "uri": r"^https://[a-z0-9-]{1,24}\.[a-z]{2,3}(/[a-z0-9-]{1,24})?$",
    "email": r"^[a-z0-9.]{1,24}@[a-z0-9-]{1,24}\.[a-z]{2,3}$",
    "ipv4": r"^[1-9][0-9]?\.[1-9][0-9]?\.[1-9][0-9]?\.[1-9][0-9]?$",
    "duration": r"^P[1-9][0-9]?D$",
}
_UNKNOWN_REGEX: Final = re.compile(r"\(\?(?!:)|\\[bBAZ1-9]")
"""Looking around and back, which the grammar compiler does not know."""
_KEY: Final = r"^[A-Za-z][A-Za-z0-9_ ]{0,24}$"
_SCALAR: Final[Schema] = {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}, {"type": "null"}]}

ANY_OBJECT: Final[Schema] = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [*_SCALAR["anyOf"], {"type": "array"}, {"type": "object", "additionalProperties": True}]
    },
}
"""JSON whose shape nobody named: a few keys, each with a scalar, a list of scalars or a mapping to scalars."""


def bounded(schema: Schema) -> Schema:
    """`schema` with an end in sight: a bound on every string, number, list and mapping that has none.

    What it allows is always allowed by `schema` too, but for keywords that the engine cannot enforce (formats that it
    does not know, unique items) and for schemas that refer to themselves, which keep no bound on their depth.
    """
    definitions = {name: _bounded(value) for name, value in (schema.get("$defs") or {}).items()}
    top = _bounded(schema)
    return {**top, "$defs": definitions} if definitions else top


def compact(schema: Schema) -> Schema:
    """The schema with JSON on one line: a small model otherwise emits white space until its limit."""
    layout = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
    return {**schema, "x-guidance": layout}


def _bounded(schema: Any) -> Schema:
    if not isinstance(schema, dict):  # `true` and `false` are schemas too
        return _bounded(_SCALAR)
    known = {key: value for key, value in schema.items() if key in _KNOWN}
    if "oneOf" in schema:
        known["anyOf"] = schema["oneOf"]
    if not known:
        return _bounded(_SCALAR)
    if "anyOf" in known:
        known["anyOf"] = [each for each in known["anyOf"] if not _is_unenforceable(each)] or known["anyOf"]
    for key in ("anyOf", "allOf", "prefixItems"):
        if key in known:
            known[key] = [_bounded(each) for each in known[key]]
    return _by_type(known, schema.get("format"))


def _by_type(schema: Schema, form: str | None) -> Schema:
    match schema.get("type"):
        case "string":
            return _string(schema, form)
        case "integer" | "number" as kind:
            return _number(schema, kind)
        case "array":
            return _array(schema)
        case "object":
            return _object(schema)
    return schema


def _string(schema: Schema, form: str | None) -> Schema:
    if schema.keys() & {"enum", "const"}:
        return schema
    if form in _PATTERNS:
        return {**schema, "pattern": _PATTERNS[form]}
    kept = {key: value for key, value in schema.items() if key != "pattern" or not _is_unenforceable(schema)}
    longest = max(_CHARACTERS, schema.get("minLength", 0))
    return {**kept, "maxLength": min(schema.get("maxLength", longest), longest)}


def _is_unenforceable(schema: Any) -> bool:
    """Whether text must match a pattern that the grammar compiler does not know."""
    return isinstance(schema, dict) and bool(_UNKNOWN_REGEX.search(schema.get("pattern", "")))


def _number(schema: Schema, kind: str) -> Schema:
    if schema.keys() & {"enum", "const"}:
        return schema
    bounds = {}
    if not schema.keys() & {"minimum", "exclusiveMinimum"}:
        bounds["minimum"] = min(-_LARGEST, schema.get("maximum", 0), schema.get("exclusiveMaximum", 0) - 1)
    if not schema.keys() & {"maximum", "exclusiveMaximum"}:
        bounds["maximum"] = max(_LARGEST, schema.get("minimum", 0), schema.get("exclusiveMinimum", 0) + 1)
    if kind == "number":
        bounds.setdefault("multipleOf", schema.get("multipleOf", 0.01))
    return {**schema, **bounds}


def _array(schema: Schema) -> Schema:
    if "prefixItems" in schema:
        length = len(schema["prefixItems"])
        return {**schema, "minItems": schema.get("minItems", length), "maxItems": schema.get("maxItems", length)}
    return {**schema, "items": _bounded(schema.get("items", {})), **_counts(schema, "minItems", "maxItems")}


def _object(schema: Schema) -> Schema:
    if "properties" in schema:
        properties = {name: _bounded(value) for name, value in schema["properties"].items()}
        return {**schema, "properties": properties, "additionalProperties": False}
    values = schema.get("additionalProperties")
    value = _bounded(values if isinstance(values, dict) else _SCALAR)
    named = {"patternProperties": {_KEY: value}, "additionalProperties": False}
    return {**schema, **named, **_counts(schema, "minProperties", "maxProperties")}


def _counts(schema: Schema, least: str, most: str) -> Schema:
    """At least one, because a small model closes a list as soon as it may; at most a few."""
    fewest = schema.get(least, min(1, schema.get(most, 1)))
    longest = max(_ITEMS, fewest)
    return {least: fewest, most: min(schema.get(most, longest), longest)}
