"""YAML text to plain data that remembers where each piece stood.

Composed from the parser's event stream, with YAML 1.2 scalars (`no` and `on`
are text), so that every limit is checked while scanning and nothing in a file
can build an object, repeat itself through an alias, or grow.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from deterrence.errors import Location, Problem, ScenarioError

BYTES = 1_000_000
NODES = 20_000
NESTING = 64

Path = tuple[str | int, ...]

_SCALARS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (re.compile(r"(null|Null|NULL|~|)"), lambda text: None),
    (re.compile(r"(true|True|TRUE)"), lambda text: True),
    (re.compile(r"(false|False|FALSE)"), lambda text: False),
    (re.compile(r"[-+]?[0-9]{1,15}"), int),
    (re.compile(r"0o[0-7]{1,15}"), lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]{1,13}"), lambda text: int(text[2:], 16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?(\.inf|\.Inf|\.INF)"), lambda text: -math.inf if text[0] == "-" else math.inf),
    (re.compile(r"(\.nan|\.NaN|\.NAN)"), lambda text: math.nan),
)


def plain_scalar(text: str) -> str | int | float | bool | None:
    """What an unquoted scalar means under the YAML 1.2 core schema.

    >>> plain_scalar("no"), plain_scalar("1e3"), plain_scalar("0x10"), plain_scalar("null")
    ('no', 1000.0, 16, None)
    """
    for pattern, read in _SCALARS:
        if pattern.fullmatch(text):
            value: str | int | float | bool | None = read(text)
            return value
    return text


@dataclass(slots=True)
class SourceNode:
    """One YAML node: its plain data and its place (line and column from 1)."""

    data: Any
    line: int
    column: int
    end: tuple[int, int]
    style: str
    children: dict[str | int, SourceNode] = field(default_factory=dict)
    keys: dict[str, SourceNode] = field(default_factory=dict)


@dataclass(slots=True)
class Source:
    """A text, the nodes found in it, and what was wrong without stopping the reading."""

    file: str
    lines: list[str]
    root: SourceNode
    problems: list[Problem] = field(default_factory=list)

    def node(self, path: Path) -> SourceNode:
        """The node at a path; steps that the text does not have are passed over."""
        node = self.root
        for step in path:
            node = node.children.get(step, node)
        return node

    def real(self, path: Path) -> Path:
        """The steps of a path that the text has."""
        node, found = self.root, []
        for step in path:
            if step in node.children:
                node = node.children[step]
                found.append(step)
        return tuple(found)

    def locate(self, path: Path, *, key: bool = False, span: tuple[int, int] | None = None) -> Location:
        """The place of a value, of its key, or of a span of characters inside a scalar."""
        node = self.node(path)
        if key and path and isinstance(path[-1], str):
            parent = self.node(path[:-1])
            node = parent.keys.get(path[-1], node)
            span = None
        line, column, length = node.line, node.column, _length(node)
        if span and isinstance(node.data, str):
            line, column = self._inside(node, span[0])
            length = span[1] - span[0]
        return self.at(line, column, length)

    def at(self, line: int, column: int, length: int = 1) -> Location:
        """The place at a line and column."""
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Location(self.file, line, column, text, length)

    def _inside(self, node: SourceNode, offset: int) -> tuple[int, int]:
        """Where a character of a scalar's text stands in the file; folding moves only white space."""
        wanted = sum(not character.isspace() for character in node.data[:offset])
        for line, column, character in self._characters(node):
            if not character.isspace():
                if wanted == 0:
                    return line, column
                wanted -= 1
        return (node.end[0], node.end[1]) if node.style in ("plain", "single", "double") else (node.line, node.column)

    def _characters(self, node: SourceNode) -> Iterator[tuple[int, int, str]]:
        line, column = node.line, node.column
        if node.style in ("|", ">"):
            line, column = line + 1, 1
        elif node.style in ("'", '"'):
            column += 1
        while (line, column) < node.end and line <= len(self.lines):
            text = self.lines[line - 1]
            if column > len(text):
                line, column = line + 1, 1
                continue
            yield line, column, text[column - 1]
            column += 2 if node.style == "'" and text[column - 1 : column + 1] == "''" else 1


def read_source(text: str | bytes, file: str) -> Source:
    """Compose the one YAML document in a text.

    Raises
    ------
    ScenarioError
        Not UTF-8, too large, too deep, too many nodes, not YAML, duplicate
        keys, anchors, aliases, tags, or more than one document.
    """
    text = _decoded(text, file)
    composer = _Composer(Source(file, text.splitlines(), SourceNode(None, 1, 1, (1, 1), "plain")))
    return composer.compose(text)


def _decoded(text: str | bytes, file: str) -> str:
    size = len(text) if isinstance(text, bytes) else len(text.encode(errors="replace"))
    if size > BYTES:
        raise _stop(Location(file, 1, 1), f"a file of {size:,} bytes; the limit is {BYTES:,}")
    if isinstance(text, str):
        if lone := re.search("[\ud800-\udfff]", text):
            line = text.count("\n", 0, lone.start()) + 1
            raise _stop(Location(file, line, 1), "half of a surrogate pair; only printable text is allowed")
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        column = error.start - (text.rfind(b"\n", 0, error.start) + 1) + 1
        raise _stop(Location(file, line, column), "the text is not UTF-8", "save the file as UTF-8") from None


def _stop(where: Location, message: str, help: str = "") -> ScenarioError:
    return ScenarioError([Problem(message, where=where, help=help)])


def _length(node: SourceNode) -> int:
    return max(1, node.end[1] - node.column) if node.end[0] == node.line else 1


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet."""

    node: SourceNode
    key: SourceNode | None = None


class _Composer:
    """Builds nodes from parser events, on a stack of open collections."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.open: list[_Open] = []
        self.count = 0

    def compose(self, text: str) -> Source:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            self.read(yaml.parse(text, Loader=loader))
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            column = error.position - (text.rfind("\n", 0, error.position) + 1) + 1
            raise self.stop(line, column, "a control character; only printable text is allowed") from None
        except yaml.MarkedYAMLError as error:
            raise self.malformed(error) from None
        return self.source

    def read(self, events: Iterable[Any]) -> None:
        documents = 0
        for event in events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise self.refuse(event, "a second document; a scenario is one document")
                if event.version not in (None, (1, 1), (1, 2)) or event.tags:
                    raise self.refuse(event, "a YAML directive; only %YAML 1.2 is allowed")
            elif name == "AliasEvent":
                raise self.refuse(event, f"alias '*{event.anchor}'; anchors and aliases are refused", "write it out")
            elif name == "ScalarEvent":
                self.add(event, self.scalar(event), event.style or "plain")
            elif name in ("SequenceStartEvent", "MappingStartEvent"):
                data: Any = [] if name == "SequenceStartEvent" else {}
                node = self.add(event, data, "flow" if event.flow_style else "block")
                self.open.append(_Open(node))
                if len(self.open) > NESTING:
                    raise self.refuse(event, f"nested more than {NESTING} deep")
            elif name in ("SequenceEndEvent", "MappingEndEvent"):
                closed = self.open.pop().node
                closed.end = _place(event.end_mark)
        if documents == 0:
            raise self.stop(1, 1, "the file is empty", "a scenario begins with 'deterrence: 1' and a title")

    def scalar(self, event: Any) -> Any:
        return event.value if event.style else plain_scalar(event.value)

    def add(self, event: Any, data: Any, style: str) -> SourceNode:
        if event.anchor is not None:
            raise self.refuse(event, f"anchor '&{event.anchor}'; anchors and aliases are refused")
        if event.tag is not None:
            raise self.refuse(event, f"tag '{event.tag[:60]}'; tags are refused", "write the value alone")
        self.count += 1
        if self.count > NODES:
            raise self.refuse(event, f"more than {NODES:,} YAML nodes")
        node = SourceNode(data, *_place(event.start_mark), _place(event.end_mark), style)
        if not self.open:
            self.source.root = node
        elif isinstance(self.open[-1].node.data, list):
            self.append(self.open[-1].node, node)
        else:
            self.pair(event, self.open[-1], node)
        return node

    def append(self, parent: SourceNode, node: SourceNode) -> None:
        parent.children[len(parent.data)] = node
        parent.data.append(node.data)

    def pair(self, event: Any, parent: _Open, node: SourceNode) -> None:
        if parent.key is not None:
            key, parent.key = parent.key, None
            if key.data not in parent.node.data:
                parent.node.data[key.data] = node.data
                parent.node.children[key.data] = node
                parent.node.keys[key.data] = key
            return
        if not hasattr(event, "value"):
            raise self.refuse(event, "a collection as a key; keys are words")
        if event.value == "<<" and not event.style:
            raise self.refuse(event, "merge key '<<'; merge keys are refused", "write it out")
        node.data = event.value
        parent.key = node
        if node.data in parent.node.data:
            first = parent.node.keys[node.data]
            where = self.source.at(node.line, node.column, len(node.data))
            self.source.problems.append(
                Problem(f"duplicate key '{node.data}'", where=where, help=f"first on line {first.line}")
            )

    def refuse(self, event: Any, message: str, help: str = "") -> ScenarioError:
        return self.stop(*_place(event.start_mark), message, help)

    def stop(self, line: int, column: int, message: str, help: str = "") -> ScenarioError:
        return ScenarioError([*self.source.problems, Problem(message, where=self.source.at(line, column), help=help)])

    def malformed(self, error: Any) -> ScenarioError:
        mark = error.problem_mark or error.context_mark
        if error.context == "while scanning a simple key":
            mark = error.context_mark
        line, column = _place(mark)
        where = self.source.at(line, column)
        message, help = f"not YAML: {error.problem or error.context}", ""
        if where.text[: column + 1].lstrip(" ").startswith("\t") or where.text[column - 1 : column] == "\t":
            message, help = "a tab; YAML indents with spaces", "replace the tab by spaces"
        elif "mapping values are not allowed" in str(error.problem):
            help = "text with ': ' in it must be in quotes; or is this line indented too far?"
        elif "did not find expected ','" in str(error.problem):
            opened = f"in the flow collection that begins on line {error.context_mark.line + 1} "
            help = f"{opened}a comma or a bracket is missing, or text with ': ' in it needs quotes"
        elif "block sequence entries are not allowed" in str(error.problem):
            help = "a leading '- ' begins a list: put the expression in quotes"
        elif error.context and error.context_mark:
            help = f"{error.context} that begins on line {error.context_mark.line + 1}"
        return self.stop(line, column, message, help)


def _place(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1
