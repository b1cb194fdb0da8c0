"""What holds a choice in place: the margin of a decision, term by term."""

from __future__ import annotations

import textwrap

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import offset_copy

from deterrence.errors import ArgumentError, ConceptError, expect_kind, nearest
from deterrence.plot.drawing.colours import BLACK, GREY, PALE, REGIONS
from deterrence.plot.drawing.labels import settle, widen
from deterrence.plot.drawing.style import (
    INCHES,
    POINTS,
    WIDE,
    Picture,
    Size,
    around,
    axis_words,
    fit_sheet,
    new_axes,
    note,
    restyled,
    sheet_of,
    tick_words,
    title,
    wrapped,
    write,
)
from deterrence.plot.equilibria.payoff_terms import Term, margin_terms
from deterrence.solvers.play import Choice
from deterrence.solvers.solution import Solution
from deterrence.tables.text import number

ROW = {"page": 0.34, "slide": 0.46}
MOST = {"page": 12, "slide": 7}
LINE = 44
NARROW = 24  # letters: fewer numbers on an axis shorter than that
GAP = 0.35  # between a bar and its number, in letters
NOTHING = 1e-12
HARD = "\N{NO-BREAK SPACE}"


def margin_waterfall(
    solution: Solution,
    variable: str | None = None,
    *,
    against: str | None = None,
    ax: Axes | None = None,
    size: Size = "page",
) -> Axes:
    """Draw why a decision falls as it does: what each term of the mover's payoff adds to the choice.

    Parameters
    ----------
    solution
        From `solve`.
    variable
        Which decision; by default the first that is reached. Of several visits
        that are reached the first.
    against
        The choice to compare with; by default the best of the others.
    ax, size
        As for every figure.

    Returns
    -------
    Axes
        Bars to the right speak for the choice, bars to the left for its
        rival; together they are the margin, the last bar. Both are valued at
        what follows them, expected over chance.

    Raises
    ------
    ArgumentError
        The variable or the rival is unknown, or no decision on it is reached.
    ConceptError
        Payoffs are ranks, whose differences mean nothing.

    Examples
    --------
    >>> from deterrence import load, solve
    >>> print(margin_waterfall(solve(load("technology-for-money"))).get_title(loc="left"))
    Technology for money: what holds
    treaty = keep in place against withdraw
    """
    expect_kind(solution, Solution, "margin_waterfall")
    if solution.scenario.ordinal:
        raise ConceptError("payoffs are ranks only, so a margin has no size and no terms")
    group = _group(solution, variable)
    made, decision = solution.play.choice(group), solution.decision(group)
    rival = _rival(made, list(decision.values), against)
    terms = _largest(margin_terms(solution, group, made.chosen, rival), MOST[size])
    total = float(made.values[made.chosen] - made.values[rival])
    wanted = 1.2 + ROW[size] * (len(terms) + 1)
    ax = new_axes(ax, size, height=wanted if size == "page" else max(INCHES[size][1], wanted))
    _bars(ax, terms, total, size)
    who = solution.scenario.players[decision.player].label
    axis_words(ax, size, x=f"what it adds to the payoff of {who}")
    other = list(decision.values)[rival]
    chosen = f"{decision.variable}{HARD}={HARD}{decision.choice}"
    tie = abs(total) <= NOTHING * max(1.0, float(abs(made.values[rival])))
    held = f"a tie of {chosen} with {other}" if tie else f"what holds {chosen} in place against {other}"
    title(ax, f"{solution.scenario.title}: {held}", size, share=0.68)
    after = ", ".join(value for _, value in decision.history)
    rows = 72 * ROW[size] * (len(terms) + 1)
    _fit(ax, rows, size)
    note(ax, _explained(who, decision.choice, other, after), size)
    _make_room(ax, rows, size)
    widen(ax, ax.texts)
    return ax


def _fit(ax: Axes, rows: float, size: Size) -> None:
    """Words and numbers under the rows no wider than those are."""
    _make_room(ax, rows, size)
    settle(ax)
    points, scale = POINTS[size], ax.get_figure(root=True).dpi / 72  # type: ignore[union-attr]  # axes have a figure
    wide = ax.get_window_extent().width / scale
    restyled(ax.xaxis.label, size).set_text(wrapped(ax.get_xlabel().replace("\n", " "), int(wide / (WIDE * points))))
    if ax.xaxis.get_offset_text().get_text() or wide < NARROW * points:
        ax.xaxis.set_major_locator(MaxNLocator(max(1, min(4, int(wide / (8 * points))))))
        ax.xaxis.set_major_formatter(lambda value, place: number(value, 3).replace("-", "\N{MINUS SIGN}"))


def _make_room(ax: Axes, rows: float, size: Size) -> None:
    """A sheet on which all rows have room between the title and the small print."""
    if isinstance(ax, Picture):
        needed = rows + (1.6 + 1.3 * (1 + ax.get_xlabel().count("\n"))) * POINTS[size]
        if needed + around(ax, size) > 72 * float(sheet_of(ax).get_size_inches()[1]):
            fit_sheet(ax, needed, size)


def _group(solution: Solution, variable: str | None) -> int:
    known = list(solution.scenario.decisions)
    if variable is not None and variable not in known:
        raise ArgumentError(
            f"unknown decision '{variable}'", nearest(variable, known) or f"decisions: {', '.join(known)}"
        )
    tree = solution.game.tree
    for group, nodes in enumerate(solution.play.groups):
        reached = solution.play.reach[nodes].sum() > 0 and tree.count[nodes[0]] > 1
        if reached and variable in (None, tree.variables[tree.variable[nodes[0]]]):
            return group
    raise ArgumentError(f"no decision on {variable or 'anything'} with a choice is reached")


def _rival(made: Choice, choices: list[str], against: str | None) -> int:
    others = [action for action in range(len(choices)) if action != made.chosen]
    if against is None:
        return max(others, key=lambda action: float(made.values[action]))
    names = [choices[action] for action in others]
    if against not in names:
        raise ArgumentError(f"'{against}' is no rival choice", nearest(against, names) or f"rivals: {', '.join(names)}")
    return choices.index(against)


def _largest(terms: list[Term], most: int) -> list[Term]:
    """All terms that are not nothing, or the largest, with the rest as one."""
    least = NOTHING * max([1.0, *(abs(term.value) for term in terms)])
    terms = [term for term in terms if abs(term.value) > least]
    if len(terms) <= most:
        return terms
    kept = sorted(terms, key=lambda term: -abs(term.value))[: most - 1]
    rest = [term for term in terms if term not in kept]
    together = Term(text=f"{len(rest)} smaller terms", meaning="", value=sum(term.value for term in rest))
    return [*(term for term in terms if term in kept), together]


def _bars(ax: Axes, terms: list[Term], total: float, size: Size) -> None:
    level, reached = 0.0, [0.0, total]
    for row, term in enumerate(terms):
        _bar(ax, row, level, term.value, f"term-{row}", size)
        level += term.value
        reached.append(level)
        ax.plot([level, level], [row - 0.32, row + 1.32], color=GREY, linewidth=0.7, zorder=1)
    bar = ax.barh(len(terms), total, height=0.64, color=PALE, edgecolor=BLACK, linewidth=1.4)[0]
    bar.set_gid("margin")
    low, high = min(reached), max(reached)
    reach = (high - low) or 1.0
    ax.set(xlim=(low - 0.02 * reach, high + 0.02 * reach), ylim=(len(terms) + 0.5, -0.5))
    _value(ax, len(terms), max(total, 0.0) if total >= 0 else total, total, size, bold=True)
    tick_words(ax, "y", range(len(terms) + 1), [*map(_words, terms), "margin"], size)
    ax.axvline(0, color=BLACK, linewidth=1.0, zorder=0)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)


def _bar(ax: Axes, row: int, start: float, value: float, name: str, size: Size) -> None:
    helps = value > 0
    bar = ax.barh(
        row, value, left=start, height=0.64, color=REGIONS[0 if helps else 1], edgecolor=BLACK, linewidth=0.8
    )[0]
    bar.set(gid=name, hatch="" if helps else "///", hatchcolor=GREY, hatch_linewidth=0.5)
    _value(ax, row, start + value, value, size)


def _value(ax: Axes, row: int, at: float, value: float, size: Size, *, bold: bool = False) -> None:
    text = f"{'+' if value > 0 else ''}{number(value, 3)}".replace("-", "\N{MINUS SIGN}")
    ha, points = "left" if value >= 0 else "right", 0.95 * POINTS[size]
    gap = (GAP if value >= 0 else -GAP) * points
    beside = offset_copy(ax.transData, fig=ax.get_figure(root=True), x=gap, units="points")
    write(ax, at, row, text, size=size, points=points, ha=ha, va="center_baseline", bold=bold, at=beside)


def _words(term: Term) -> str:
    return "\n".join(map(_short, [term.meaning, term.text] if term.meaning else [term.text]))


def _short(text: str) -> str:
    """A line; of one long word its beginning."""
    shown = textwrap.shorten(text, LINE, placeholder=" …")
    return shown if shown.strip(" …") else f"{text.strip()[: LINE - 2]} …"


def _explained(who: str, choice: str, other: str, after: str) -> str:
    where = f" after {after}" if after else ""
    each = "each bar is what one term of its payoff adds"
    return f"{who}{where}: {each} if it chooses {choice} rather than {other}, what follows included."
