"""Colours, hatches, lines and signs: whoever and whatever is drawn is told apart by more than colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matplotlib.colors import to_hex, to_rgb

BLACK, GREY, PALE = "#1A1A1A", "#5F5F5F", "#D9D9D9"
BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
OKABE_ITO = (BLUE, VERMILLION, GREEN, PURPLE)
PETROFF = ("#5790FC", "#F89C20", "#E42536", "#964A8B", "#9C9CA1", "#7A21DD")
PETROFF_TEN = (
    "#3F90DA",
    "#FFA90E",
    "#BD1F01",
    "#94A4A2",
    "#832DB6",
    "#A96B59",
    "#E76300",
    "#B9AC70",
    "#717581",
    "#92DADD",
)
REGIONS = ("#9FD3F2", "#F6C48B", "#A9DFC9", "#EBC3D9", "#F5EB8C", "#C9C9C9", "#C8BFE7", "#E3B5A4")
LEVELS, AROUND_ZERO = "cividis", "PuOr"
HATCHES = ("", "///", "...", "\\\\\\", "xx", "--", "++", "oo")
LINES: tuple[Any, ...] = (
    "-",
    (0, (5, 2)),
    (0, (1, 1.5)),
    (0, (5, 1.5, 1, 1.5)),
    (0, (7, 1.5, 1, 1, 1, 1.5)),
    (0, (2, 2)),
)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "h")
CONTRAST = 4.5
VERMILLION_TEXT = "#B54F00"


def player_colours(players: Iterable[str]) -> dict[str, str]:
    """A colour for each player, in their order: Okabe and Ito's for up to four, Petroff's six, then ten, beyond.

    >>> player_colours(["us", "russia"])
    {'us': '#0072B2', 'russia': '#D55E00'}
    """
    names = list(players)
    cycle = next((few for few in (OKABE_ITO, PETROFF) if len(names) <= len(few)), PETROFF_TEN)
    return {name: cycle[place % len(cycle)] for place, name in enumerate(names)}


def text_colour(colour: str) -> str:
    """The colour darkened until text in it can be read on white (contrast 4.5).

    >>> text_colour("#D55E00"), text_colour("#0072B2")
    ('#B54F00', '#0072B2')
    """
    if to_hex(colour).upper() == VERMILLION:
        return VERMILLION_TEXT
    red, green, blue = to_rgb(colour)
    while 1.05 / (luminance((red, green, blue)) + 0.05) < CONTRAST:
        red, green, blue = 0.95 * red, 0.95 * green, 0.95 * blue
    return to_hex((red, green, blue)).upper()


def luminance(rgb: Sequence[float]) -> float:
    """Relative luminance of an sRGB colour, 0 (black) to 1 (white)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def initials(labels: Mapping[str, str]) -> dict[str, str]:
    """A short sign for each player: the initials of its label, more letters where two would be the same, else a number.

    >>> initials({"us": "United States", "uk": "United Kingdom", "ru": "Russia", "ro": "Romania"})
    {'us': 'US', 'uk': 'UK', 'ru': 'Ru', 'ro': 'Ro'}
    >>> initials({"one": "Inspector", "two": "Inspectee"})
    {'one': '1', 'two': '2'}
    """
    for length in range(1, 3):
        found = {name: _initials(label, length) for name, label in labels.items()}
        if len(set(found.values())) == len(found):
            return found
    return {name: str(place + 1) for place, name in enumerate(labels)}


def _initials(label: str, length: int) -> str:
    words = [word for word in label.split() if word[0].isupper() or word[0].isdigit()] or label.split() or [label]
    return "".join(word[0] for word in words[:3]) if len(words) > 1 else words[0][:length]
