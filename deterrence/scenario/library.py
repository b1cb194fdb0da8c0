"""The scenarios that come with the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from deterrence.errors import Problem, ScenarioError, nearest


@cache
def library_folder() -> Path:
    """The folder of bundled scenarios: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def bundled() -> dict[str, Path]:
    """Every bundled scenario: name to file, in alphabetical order.

    >>> "abm-2000" in bundled()
    True
    """
    folder = library_folder()
    names = {str(path.relative_to(folder).with_suffix("").as_posix()): path for path in folder.rglob("*.yaml")}
    return dict(sorted(names.items()))


def bundled_path(name: str) -> Path:
    """The file of a bundled scenario. Raises `ScenarioError` with the nearest name.

    The name of a folder may be left out: ``"zagare1993"`` is
    ``"published/zagare1993"``.

    >>> bundled_path("zagare1993") == bundled_path("published/zagare1993")
    True
    """
    found = bundled()
    if name in found:
        return found[name]
    same = [path for path in found.values() if path.stem == name]
    if len(same) == 1:
        return same[0]
    help = nearest(name, [*found, *(path.stem for path in found.values())]) or "bundled scenarios: " + ", ".join(found)
    raise ScenarioError([Problem(f"no file and no bundled scenario '{name}'", help=help)])
