"""Letters that can be drawn: which font has them, and what stands for those that no font has."""

from __future__ import annotations

from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.textpath import text_to_path

BASE = "DejaVu Sans"
MISSING = "□"


def families(text: str) -> list[str]:
    """The fonts to look letters up in: DejaVu Sans, then what else is installed and needed.

    >>> families("Mutually assured")
    ['DejaVu Sans']
    """
    found = {_home(letter) for letter in set(text) if not letter.isspace()}
    return [BASE, *sorted(name for name in found if name and name != BASE)]


def drawable(text: str) -> str:
    """The text with a box for every letter that no installed font has, and blanks for other white space.

    >>> drawable("no\u00a0break")
    'no break'
    """
    return "".join(
        letter if letter == "\n" else " " if letter.isspace() else letter if _home(letter) else MISSING
        for letter in text
        if letter.isspace() or letter.isprintable()
    )


@lru_cache(maxsize=4096)
def _home(letter: str) -> str | None:
    """The first font that has a letter."""
    if get_font(findfont(FontProperties(family=BASE))).get_char_index(ord(letter)):
        return BASE
    for entry in fontManager.ttflist:
        try:
            if (
                entry.style == "normal"
                and "Last Resort" not in entry.name
                and get_font(entry.fname).get_char_index(ord(letter))
            ):
                return entry.name
        except (OSError, RuntimeError):
            continue
    return None


@lru_cache(maxsize=4096)
def text_width(text: str, points: float, *, bold: bool = False) -> float:
    """How wide the longest line of a text is, in points.

    >>> text_width("keep", 10.0) < text_width("keep", 10.0, bold=True) < text_width("withdraw", 10.0)
    True
    """
    if not text:
        return 0.0
    properties = FontProperties(family=BASE, size=points, weight="bold" if bold else "normal")
    wide = (text_to_path.get_text_width_height_descent(line, properties, ismath=False)[0] for line in text.split("\n"))
    return float(max(wide))
