"""From a file, a text or plain data to a checked scenario."""

from __future__ import annotations

import copy
import gc
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from deterrence.errors import Problem, ScenarioError, nearest
from deterrence.scenario.checking import findings
from deterrence.scenario.fields import shown
from deterrence.scenario.library import bundled_path
from deterrence.scenario.scenario import Scenario, ScenarioShape
from deterrence.scenario.source import BYTES, Path, Source, SourceNode, read_source
from deterrence.scenario.symbols import KINDS, Symbols

VERSION = 1
ROUNDS = 10
PROBLEMS = 50


def load(source: str | os.PathLike[str]) -> Scenario:
    """Read a scenario from a file, or a bundled one by its name.

    Parameters
    ----------
    source
        A path to a ``.yaml``, ``.yml`` or ``.json`` file, or the name of a
        bundled scenario, such as ``"abm-2000"``. A file of that name wins.

    Raises
    ------
    ScenarioError
        With every problem of the file: line, column, what was found, what was
        expected and the nearest right name.

    Examples
    --------
    >>> load("technology-for-money").baseline["need"]
    2.0
    """
    path = FilePath(source)
    if path.suffix in (".efg", ".nfg"):
        help = "`deterrence solve` lists the equilibria of a game file; dt.read_efg and dt.read_nfg read one"
        raise ScenarioError([Problem(f"'{path.name}' is a game of Gambit's, not a scenario", help=help)])
    if not path.is_file():
        path = bundled_path(str(source))
    with path.open("rb") as file:
        return parse(
            file.read(BYTES + 1), file=os.path.relpath(path) if path.is_relative_to(FilePath.cwd()) else str(path)
        )


def parse(text: str | bytes, *, file: str = "scenario") -> Scenario:
    """Read a scenario from a text; `file` is the name that error messages give it.

    Raises
    ------
    ScenarioError
        With every problem of the text.

    Examples
    --------
    >>> text = '''
    ... deterrence: 1
    ... title: A duel
    ... players: {a: Challenger}
    ... decisions: {fire: {player: a, choices: [no, yes]}}
    ... payoffs: {a: 0 - (fire == yes)}
    ... game: {order: [fire]}
    ... '''
    >>> parse(text).initial
    {'fire': 'no'}
    """
    with _no_collection():
        source = read_source(text, file)
        shape = checked(source.root.data, source)
    scenario = Scenario.model_construct(**dict(shape))
    scenario._source = source
    return scenario


@contextmanager
def _no_collection() -> Iterator[None]:
    """A text's syntax trees are many and hold no cycles: looking for garbage while they grow doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def checked(data: Any, source: Source | None) -> ScenarioShape:
    """Validate plain data in shape, then in meaning; all problems are raised together."""
    reader = _Reader(source)
    shape = reader.shape(data)
    if shape is not None:
        reader.meaning(shape)
    if reader.problems:
        ordered = sorted(reader.problems, key=lambda p: (p.where.line, p.where.column) if p.where else (0, 0))
        raise ScenarioError(ordered[:PROBLEMS])
    assert shape is not None
    return shape


class _Reader:
    """Collects problems; what is malformed is dropped so that the rest can still be checked."""

    def __init__(self, source: Source | None) -> None:
        self.source = source
        self.problems: list[Problem] = list(source.problems) if source else []
        self.broken: set[Path] = set()

    def report(
        self, message: str, path: Path, help: str = "", key: bool = False, span: tuple[int, int] | None = None
    ) -> None:
        where = self.source.locate(path, key=key, span=span) if self.source else None
        self.problems.append(Problem(message, _dotted(self.source.real(path) if self.source else path), where, help))

    def shape(self, data: Any) -> ScenarioShape | None:
        if not isinstance(data, dict):
            self.report(f"a scenario is a mapping, found {shown(data)}", (), "it begins with 'deterrence: 1'")
            return None
        version = data.get("deterrence", VERSION if self.source is None else None)
        if version != VERSION or type(version) is not int:
            self.version(data, version)
            if "deterrence" in data:
                return None
            self.broken.add(("deterrence",))
            version = VERSION
        data = copy.deepcopy(data) | {"deterrence": version}
        for _ in range(ROUNDS):
            try:
                return ScenarioShape.model_validate(data)
            except ValidationError as error:
                items = error.errors(include_url=False)
                for item in sorted(items, key=lambda item: item["type"] != "extra_forbidden"):
                    self.misshapen(data, item)
                    if len(self.problems) >= PROBLEMS:
                        return None
        return None

    def version(self, data: dict[str, Any], version: Any) -> None:
        if "deterrence" not in data:
            self.report("missing key 'deterrence'", (), "a scenario begins with 'deterrence: 1'")
        elif isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
            message = f"format version {version}; this release of deterrence reads version {VERSION}"
            self.report(message, ("deterrence",), "a newer release may read it: pip install --upgrade deterrence")
        else:
            self.report(f"unknown format version {shown(version)}; expected {VERSION}", ("deterrence",))

    def misshapen(self, data: dict[str, Any], item: Any) -> None:
        ctx = item.get("ctx", {})
        path: Path = (*(step for step in item["loc"] if step != "[key]"), *ctx.get("at", ()))
        kind = item["type"]
        if any(path[: len(bad)] == bad for bad in self.broken if bad):
            return
        comma = self.comma(path, ctx)
        dropped = path
        if comma:
            path, message, help = comma
        elif kind == "problem":
            message, help = ctx["message"], ctx["help"]
        else:
            message, help = self.translated(kind, path, item)
        known_key = (kind == "extra_forbidden" or "[key]" in item["loc"]) and not (comma and path != dropped)
        span = (ctx["start"], ctx["end"]) if "start" in ctx and not comma else None
        self.report(message, path[:-1] if kind == "missing" else path, help, known_key or kind == "missing", span)
        self.drop(data, dropped[:-1] if kind == "missing" and len(dropped) > 1 else dropped)
        if comma and path != dropped:
            self.drop(data, path)

    def comma(self, path: Path, ctx: dict[str, Any]) -> tuple[Path, str, str] | None:
        """An unquoted comma in a flow collection cut an expression in two, or a decimal comma a number."""
        if not self.source or not path:
            return None
        here = self.source.real(path)
        if not here:
            return None
        parent, node = self.source.node(here[:-1]), self.source.node(here)
        if parent.style != "flow" or node.style != "plain":
            return None
        siblings = list(parent.children)
        place = siblings.index(here[-1])
        if ctx.get("syntax") and place + 1 < len(siblings) and _is_cut(node):
            self.broken.update((*here[:-1], key) for key in siblings[place + 1 :] if parent.children[key].data is None)
            return here, "an unquoted comma splits this expression", "put the expression in quotes"
        if place == 0 or node.data is not None:
            return None
        before = (*here[:-1], siblings[place - 1])
        if _is_cut(self.source.node(before)):
            self.broken.update((before, here))
            return before, "an unquoted comma splits this expression", "put the expression in quotes"
        if isinstance(self.source.node(before).data, (int, float)):
            found = f"unexpected '{here[-1]}' after {self.source.node(before).data}"
            return here, found, "a decimal comma? write 3.0"
        return None

    def translated(self, kind: str, path: Path, item: Any) -> tuple[str, str]:
        found = shown(item["input"])
        if kind == "missing":
            return f"missing key '{path[-1]}'", ""
        if kind == "extra_forbidden":
            known = _keys_at(path[:-1])
            if meant := get_close_matches(str(path[-1]), known, n=1):
                self.broken.add((*path[:-1], meant[0]))
            return f"unknown key '{path[-1]}'", nearest(str(path[-1]), known) or "known: " + ", ".join(known)
        if kind == "literal_error":
            expected = item["ctx"]["expected"].replace("'", "")
            return f"expected {expected}, found {found}", nearest(
                str(item["input"]), expected.replace(" or ", ", ").split(", ")
            )
        if kind == "float_type" and re.fullmatch(r"[-+]?\d+,\d+", str(item["input"])):
            return f"expected a number, found {found}", f"a decimal comma? write {item['input'].replace(',', '.')}"
        return f"expected {_EXPECTED.get(kind, 'another kind of value')}, found {found}", _HELP.get(kind, "")

    def drop(self, data: Any, path: Path) -> None:
        """Take the smallest entry of a mapping that holds the path out of the data."""
        holders = [(data, path[0])] if path else []
        for step, following in pairwise(path):
            inner = holders[-1][0]
            inner = inner.get(step) if isinstance(inner, dict) else inner
            if isinstance(inner, list) or not isinstance(inner, dict) or following not in inner:
                break
            holders.append((inner, following))
        if not holders:
            return
        holder, key = holders[-1]
        self.broken.add(path[: len(holders)])
        holder.pop(key, None)
        if len(holders) == 1 and key in _PLACEHOLDERS:
            holder[key] = copy.copy(_PLACEHOLDERS[str(key)])

    def meaning(self, shape: ScenarioShape) -> None:
        symbols = Symbols(shape, frozenset(self.broken))
        for finding in findings(symbols):
            self.report(finding.message, finding.path, finding.help, finding.key, finding.span)


_PLACEHOLDERS: dict[str, Any] = {"title": "untitled", "players": {}}
_EXPECTED = {
    "string_type": "text",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
    "float_type": "a number",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "bool_type": "true or false",
}
_HELP = {"string_type": "text that looks like a number or true/false needs quotes"}


def _is_cut(node: SourceNode) -> bool:
    return node.style == "plain" and isinstance(node.data, str) and node.data.count("(") > node.data.count(")")


def _dotted(path: Path) -> str:
    return ".".join(str(step) for step in path)


def _keys_at(path: Path) -> list[str]:
    """The keys that the format knows at a path."""
    model: Any = ScenarioShape
    for step in path:
        if isinstance(model, type) and issubclass(model, BaseModel):
            fields = {field.alias or name: field for name, field in model.model_fields.items()}
            model = _inner_model(fields[str(step)].annotation) if str(step) in fields else model
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return list(KINDS)
    return [field.alias or name for name, field in model.model_fields.items() if name not in ("visits", "joint")]


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        if found := _inner_model(inner):
            return found
    return None
