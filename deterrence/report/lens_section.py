"""What each lens says of a state, as a section."""

from __future__ import annotations

from deterrence.analysis.disagreement import Disagreement
from deterrence.report.blocks import Listing, Prose, Section


def lens_section(result: Disagreement) -> Section:
    """A table of the lenses, and why they differ."""
    rows = tuple(tuple(row) for row in result.rows())
    because = [f"- {line}" for line in result.because()] or ["All lenses agree."]
    question = result.question()
    return Section(question, (Listing(result.header(), rows), Prose(tuple(because)), Prose(result.notes)))
