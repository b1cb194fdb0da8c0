"""Two jobs side by side: what differs in what was asked, and in every answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from deterrence.analysis.thresholds import Thresholds
from deterrence.report.blocks import Columns, Figure, Listing, Prose, Section, figures_of
from deterrence.report.decisions_compared import decisions_section
from deterrence.report.document import origin_lines, provenance, sources
from deterrence.report.main_job import MainResult
from deterrence.report.sections import sections
from deterrence.report.short import in_short
from deterrence.solvers.decision import chance_text
from deterrence.tables.text import number, place

ABSENT = "-"
SIDES = ("first", "second")

T = TypeVar("T")
Pair = tuple[MainResult, MainResult]


def comparison(
    first: MainResult, second: MainResult, *, labels: tuple[str, str], commands: Sequence[str] = ()
) -> list[Section]:
    """Compare two jobs: every section of the report, with both answers in it.

    `labels` tell the two apart; `commands` are the lines that make the report again.
    """
    both = (first, second)
    same = first.scenario.hash == second.scenario.hash
    found = [_head(both, labels, same), _in_short(both, labels), *_settings(both, labels)]
    found += [*_outcomes(both, labels), *_payoffs(both, labels)]
    if first.solution is not None and second.solution is not None:
        found.append(decisions_section(first.solution, second.solution, labels))
    found += [*_flips(both, labels), *_firmness(both, labels), *_in_time(both, labels), *_claims(both, labels)]
    found += _figures(both, labels)
    found += sources(first.scenario) + ([] if same else _other_sources(second))
    return [*found, _origins(both, labels, commands)]


def _head(both: Pair, labels: tuple[str, str], same: bool) -> Section:
    first, second = (result.scenario for result in both)
    if same:
        asked = [first.summary.strip()] if first.summary else []
        return Section(f"{first.title}: {labels[0]} and {labels[1]}", (Prose((*asked, *_notes(both, labels))),))
    sides = tuple(
        (f"{label}: {s.title}" if label != s.title else label, (Prose(((s.summary or "").strip(),)),))
        for label, s in zip(labels, (first, second), strict=True)
    )
    title = f"{first.title} compared with {second.title}" if first.title != second.title else " and ".join(labels)
    return Section(title, (Columns(sides), Prose(tuple(_notes(both, labels)))))


def _notes(both: Pair, labels: tuple[str, str]) -> list[str]:
    return [f"{label}: {note}" for label, result in zip(labels, both, strict=True) for note in result.notes]


def _in_short(both: Pair, labels: tuple[str, str]) -> Section:
    sides = tuple((label, (Prose(in_short(result)),)) for label, result in zip(labels, both, strict=True))
    return Section("In short", (Columns(sides),))


def _settings(both: Pair, labels: tuple[str, str]) -> list[Section]:
    """Parameters and suppositions that are not the same."""
    values: list[Mapping[str, float]] = []
    for result in both:
        given = result.claims.provenance.given
        values.append({name: given.get(name, p.value) for name, p in result.scenario.parameters.items()})
    meanings = {name: p.meaning or "" for result in both for name, p in result.scenario.parameters.items()}
    rows = [(*row, meanings[row[0]]) for row in _rows(values, lambda value: number(value, 12)) if row[1] != row[2]]
    supposed = [result.claims.provenance.suppose for result in both]
    rows += [(*row, "supposed") for row in _rows(supposed, str) if row[1] != row[2]]
    if not rows:
        return [Section("What is set otherwise", (Prose(("No parameter and no supposition.",)),))]
    table = Listing(("parameter", *labels, "meaning"), tuple(rows), ("meaning",))
    return [Section("What is set otherwise", (table,))]


def _outcomes(both: Pair, labels: tuple[str, str]) -> list[Section]:
    solved = [result.solution for result in both]
    if solved[0] is None or solved[1] is None:
        return []
    ends = [one.outcomes[0] for one in solved if one is not None]
    rows = _rows([end.state for end in ends], str, marked=True)
    likely = ("(probability of this end)", *(chance_text(end.probability) for end in ends), "")
    table = Listing(("variable", *labels, "change"), (*rows, likely))
    return [Section("The likeliest end", (table,))]


def _payoffs(both: Pair, labels: tuple[str, str]) -> list[Section]:
    if both[0].solution is None or both[1].solution is None:
        return []
    worth = [both[0].solution.payoffs, both[1].solution.payoffs]
    ranks = any(result.scenario.ordinal for result in both)
    rows = []
    for player, first, second in _rows(worth, lambda value: number(value)):
        is_both = player in worth[0] and player in worth[1] and not ranks
        rows.append((player, first, second, number(worth[1][player] - worth[0][player]) if is_both else ABSENT))
    return [Section("What it is worth", (Listing(("player", *labels, "difference"), tuple(rows)),))]


def _flips(both: Pair, labels: tuple[str, str]) -> list[Section]:
    found = [result.thresholds for result in both]
    if found[0] is None or found[1] is None:
        return []
    sides = [_nearest(one) for one in found if one is not None]
    rows = [row for row in _rows(sides, str) if {row[1], row[2]} - {"no flip", ABSENT}]
    if not rows:
        return [Section("Where parameters change the outcome", (Prose(("No single parameter changes either.",)),))]
    table = Listing(("parameter", *labels), tuple(rows), labels)
    words = Prose(("Value now → nearest value at which the outcome changes (decision: choice below / above it).",))
    return [Section("Where parameters change the outcome", (words, table))]


def _nearest(found: Thresholds) -> dict[str, str]:
    """For each parameter its nearest flip in words."""
    told = {}
    for name, row in found.nearest().items():
        if row is None:
            told[name] = "no flip"
            continue
        way = f"{number(found.baseline[name])} → {place(row.value, found.spans[name], 5)}"
        told[name] = f"{way} ({row.decision}: {row.below} / {row.above})"
    return told


def _firmness(both: Pair, labels: tuple[str, str]) -> list[Section]:
    firm = [result.robustness for result in both]
    rows = []
    for label, one in zip(labels, firm, strict=True):
        if one is not None:
            low, high = (f"{100 * end:.4g} %" for end in one.interval)
            rows.append((label, f"{100 * one.share:.4g} %", f"{low} to {high}", f"{one.draws:,}"))
    header = ("case", "keeps its outcome", "95 % interval", "draws")
    return [Section("How much error each survives", (Listing(header, tuple(rows)),))] if rows else []


def _in_time(both: Pair, labels: tuple[str, str]) -> list[Section]:
    sides = []
    for result in both:
        course = result.course
        end = float(course.times[-1]) if course is not None else 0.0
        chances = {name: course.ever(name).at(end).rounded() for name in course.reports} if course is not None else {}
        sides.append({f"{name}, by {number(end)}": chance for name, chance in chances.items()})
    rows = _rows(sides, str)
    table = Listing(("chance that it comes true", *labels), tuple(rows))
    return [Section("In time", (table,))] if rows else []


def _claims(both: Pair, labels: tuple[str, str]) -> list[Section]:
    verdicts = [{row.name: row.verdict for row in result.claims.rows} for result in both]
    says = {row.name: row.says for result in both for row in result.claims.rows}
    rows = sorted(_rows(verdicts, str), key=lambda row: row[1] == row[2])
    table = Listing(("claim", *labels, "says"), tuple((*row, says[row[0]]) for row in rows), ("says",))
    return [Section("Claims, those that differ first", (table,))] if rows else []


def _figures(both: Pair, labels: tuple[str, str]) -> list[Section]:
    """The figures of both reports in two columns, under the headings they have there."""
    told = [
        {section.title.split(":")[0]: list(figures_of([section])) for section in sections(result)} for result in both
    ]
    found = []
    for title in dict.fromkeys([*told[0], *told[1]]):
        sides = [[_named(side, one) for one in each.get(title, [])] for side, each in zip(SIDES, told, strict=True)]
        if not any(sides):
            continue
        columns = []
        for label, figures in zip(labels, sides, strict=True):
            columns.append((label, tuple(figures) or (Prose(("No such figure.",)),)))
        found.append(Section(f"Figures: {title[0].lower()}{title[1:]}", (Columns(tuple(columns)),)))
    return found


def _named(side: str, figure: Figure) -> Figure:
    return Figure(f"{side}-{figure.name}", figure.says, figure.draw)


def _other_sources(result: MainResult) -> list[Section]:
    return [
        Section(f"{section.title} of {result.scenario.title}", section.blocks) for section in sources(result.scenario)
    ]


def _origins(both: Pair, labels: tuple[str, str], commands: Sequence[str]) -> Section:
    origins = [result.claims.provenance for result in both]
    sides = [(label, (Prose(tuple(origin_lines(one))),)) for label, one in zip(labels, origins, strict=True)]
    last = provenance(origins[0], commands)
    return Section(last.title, (Columns(tuple(sides)), *last.blocks[1:]))


def _rows(sides: Sequence[Mapping[str, T]], told: Callable[[T], str], *, marked: bool = False) -> list[tuple[Any, ...]]:
    """A row a name in either: both values, and with `marked` whether they differ."""
    rows: list[tuple[Any, ...]] = []
    for name in dict.fromkeys([*sides[0], *sides[1]]):
        shown = [told(side[name]) if name in side else ABSENT for side in sides]
        rows.append((name, *shown, *(["differs" if shown[0] != shown[1] else ""] if marked else [])))
    return rows
