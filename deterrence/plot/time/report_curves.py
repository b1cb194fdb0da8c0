"""How likely each report is over time."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from deterrence.errors import ArgumentError, nearest
from deterrence.plot.drawing.curves import ERROR_WORDS, draw_curve, draw_error, draw_exact, finish, labelled, looks
from deterrence.plot.drawing.style import Size, new_axes
from deterrence.plot.time.exact_steps import report_steps
from deterrence.timeline.histories.ensemble import Ensemble
from deterrence.timeline.law.exact_answer import ExactAnswer

Answer = Ensemble | ExactAnswer


def report_curves(
    answer: Answer,
    reports: str | Sequence[str] | None = None,
    *,
    ever: bool = False,
    exact: ExactAnswer | None = None,
    ax: Axes | None = None,
    size: Size = "page",
) -> Axes:
    """Draw the probability of reports at each date or, with `ever`, of their having been true by then.

    Parameters
    ----------
    answer
        Of `simulate`, with two standard errors either way, or of `exact`.
    reports
        Their names; by default all.
    ever
        Whether a report that was true once counts from then on.
    exact
        Drawn over a simulated answer as thin black lines.
    ax, size
        Where to draw; see `deterrence.plot.drawing.style.new_axes`.

    Raises
    ------
    ArgumentError
        The timeline has no reports, or not this one; an unknown size.

    Examples
    --------
    >>> from deterrence import exact, load
    >>> ax = report_curves(exact(load("false-alarms")), ["war", "crisis"], ever=True)
    >>> [text.get_text() for text in ax.get_figure().legends[0].get_texts()]
    ['war', 'crisis']
    """
    chosen, still = told_reports(answer, reports)
    axes, styles = new_axes(ax, size), looks(chosen)
    handles, blurred = [], False
    for name in chosen:
        curve = answer.ever(name) if ever else answer.probability(name)
        drawn = (curve.times, curve.value) if isinstance(answer, Ensemble) else report_steps(answer, name, ever=ever)
        handles.append(draw_curve(axes, *drawn, styles[name]))
        blurred = draw_error(axes, curve, styles[name], within=(0.0, 1.0)) or blurred
    words = [labelled(name, meaning(answer, name)) for name in chosen]
    overlay = [draw_exact(axes, *report_steps(exact, name, ever=ever)) for name in chosen if exact is not None]
    what = "by each date, at some time" if ever else "at each date"
    finish(
        axes,
        size,
        handles,
        words,
        exact=overlay[-1] if overlay else None,
        small_print=[*small_print(answer, blurred), *still],
        horizon=float(answer.times[-1]),
        unit=answer.unit,
        y="probability of having been true" if ever else "probability of being true",
        heading=f"{answer.provenance.scenario}: how likely {what}",
        share=True,
    )
    return axes


def named_reports(answer: Answer, reports: str | Sequence[str] | None) -> list[str]:
    """The reports asked for, each known to the answer."""
    if not answer.reports:
        raise ArgumentError("the timeline has no reports to draw", "name some under timeline.report")
    chosen = [reports] if isinstance(reports, str) else list(answer.reports if reports is None else reports)
    if not chosen:
        raise ArgumentError("no report is named", f"known: {', '.join(answer.reports)}")
    for name in chosen:
        if name not in answer.reports:
            raise ArgumentError(f"unknown report '{name}'", nearest(name, answer.reports) or ", ".join(answer.reports))
    return chosen


def told_reports(answer: Answer, reports: str | Sequence[str] | None) -> tuple[list[str], list[str]]:
    """The reports to draw, and what to say of those that are left out as they never were true, if none is asked for."""
    chosen = named_reports(answer, reports)
    ever = [name for name in chosen if answer.ever(name).value.max(initial=0.0) > 0]
    if reports is not None or not ever or len(ever) == len(chosen):
        return chosen, []
    return ever, [f"Never true: {', '.join(name for name in chosen if name not in ever)}."]


def meaning(answer: Answer, report: str) -> str:
    """The expression that a report stands for, as far as it is at hand."""
    timeline = answer.table.scenario.timeline if isinstance(answer, Ensemble) else None
    return timeline.report[report].text if timeline is not None else ""


def small_print(answer: Answer, blurred: bool) -> list[str]:
    """What curves rest on."""
    if not isinstance(answer, Ensemble):
        return ["Exact, at dates joined by lines; upright where a fixed date makes a jump."]
    failed = f" {answer.failed:,} more failed and are left out." if answer.failed else ""
    return [f"{answer.replications:,} histories, seed {answer.seed}; dates joined by lines.{failed}"] + [
        ERROR_WORDS
    ] * blurred
