"""The JSON Schema of scenario files, for editors."""

from __future__ import annotations

from typing import Any

from deterrence.scenario import parts
from deterrence.scenario.parts import Part
from deterrence.scenario.scenario import ScenarioShape

DIALECT = "http://json-schema.org/draft-07/schema#"

_BARE = {
    "string": {"type": "string"},
    "number": {"type": "number"},
    "expression": {"type": ["string", "number", "boolean"]},
}


def schema() -> dict[str, Any]:
    """The shape of a scenario file as a JSON Schema (draft 7).

    It knows keys, types and enumerations, so that editors complete and
    underline; names and expressions are checked by `load`.

    Examples
    --------
    >>> sorted(schema()["required"])
    ['deterrence', 'players', 'title']
    """
    found = ScenarioShape.model_json_schema(by_alias=True, ref_template="#/definitions/{model}")
    found["definitions"] = {name: _completed(name, part) for name, part in found.pop("$defs").items()}
    found["required"] = ["deterrence", *found["required"]]
    found["properties"]["deterrence"] = {"const": 1, "description": "format version"}
    return {"$schema": DIALECT, **_without_defaults(found)}


def _completed(name: str, part: dict[str, Any]) -> dict[str, Any]:
    """A part's schema, with the bare value that may stand for it."""
    if name == "Stage":
        visit = {"$ref": "#/definitions/Visit"}
        return {
            "anyOf": [visit, {"type": "array", "items": visit, "minItems": 1}],
            "description": part.get("description"),
        }
    kind: type[Part] = getattr(parts, name)
    if name == "Prior":
        part["properties"].pop("uniform")
        return {"anyOf": [{"const": "uniform"}, part], "description": part.get("description")}
    if name == "Delay":
        part["properties"].pop("fixed")
    if kind.short is None:
        return part
    return {"anyOf": [_BARE[kind.short[1]], part], "description": part.get("description")}


def _without_defaults(node: Any) -> Any:
    """Drop pydantic's titles, defaults and nulls, which say nothing to an author; accept a lone value for a list."""
    if isinstance(node, list):
        return [_without_defaults(item) for item in node]
    if not isinstance(node, dict):
        return node
    items = {"items": node["items"]} if node.get("type") == "array" and "items" in node else {}
    kept = {
        key: _without_defaults(value)
        for key, value in node.items()
        if key not in ("title", "default") or isinstance(value, dict)
    }
    options = [option for option in kept.get("anyOf", []) if option != {"type": "null"}]
    if "anyOf" in kept and len(options) == 1:
        kept = {**{key: value for key, value in kept.items() if key != "anyOf"}, **options[0]}
    elif "anyOf" in kept:
        kept["anyOf"] = options
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    if {"type": "null"} in items.get("items", {}).get("anyOf", []):
        kept |= items
    return kept
