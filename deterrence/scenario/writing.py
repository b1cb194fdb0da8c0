"""From a scenario back to the text of a file."""

from __future__ import annotations

from typing import Any

from deterrence.scenario.parts import Part
from deterrence.scenario.source import plain_scalar

WIDTH = 110


def document(scenario: Part) -> dict[str, Any]:
    """A scenario as plain data in the file's own keys; what is at its default is left out."""
    data = _plain(scenario)
    assert isinstance(data, dict)
    return {"deterrence": 1, **data}


def yaml_text(scenario: Part) -> str:
    """A scenario as YAML; short mappings and lists stand on one line."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    def text(dumper: Any, value: str) -> Any:
        plain = isinstance(plain_scalar(value), str) and value not in ("<<", "=")
        style = '"' if not value.isprintable() else None if plain else "'"
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    return yaml.dump(
        document(scenario), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None
    )


def quoted(text: str) -> str:
    """A text as it stands in YAML: in quotes where it would otherwise mean something else."""
    import yaml

    return str(yaml.safe_dump(text, allow_unicode=True, width=10_000, default_style="'")).strip()


def _plain(value: Any) -> Any:
    if isinstance(value, Part):
        return _part(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return getattr(value, "text", value)


def _part(part: Part) -> Any:
    kept = {
        field.alias or name: _plain(getattr(part, name))
        for name, field in type(part).model_fields.items()
        if getattr(part, name) != field.get_default(call_default_factory=True)
    }
    if "visits" in kept or "joint" in kept:
        return kept["visits"] if kept.get("joint") else kept["visits"][0]
    if part.short and list(kept) == [part.short[0]]:
        return kept[part.short[0]]
    for name in ("draw", "decide", "set", "at", "suppose", "with"):
        if isinstance(kept.get(name), list) and len(kept[name]) == 1:
            kept[name] = kept[name][0]
    return kept
