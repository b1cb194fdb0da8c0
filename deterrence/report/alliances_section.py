"""What alliances are worth and which last, as a section."""

from __future__ import annotations

from deterrence.coalitions.partition_function import Alliances
from deterrence.coalitions.partition_table import partition_table
from deterrence.report.blocks import Listing, Prose, Section
from deterrence.report.figures import alliances_figure
from deterrence.scenario.scenario import Scenario


def alliances_section(blocs: Alliances, scenario: Scenario) -> Section:
    """Every partition with the worth of its blocs and what happens in it."""
    lasting = [list(blocs.stable_partitions(notion=notion)) for notion in ("core", "nash")]
    header, rows = partition_table(blocs.outcomes, lasting)
    table = Listing(header, tuple(tuple(row) for row in rows), ("worth", "what happens"))
    asked = "If some players stood together and played as one, what would each group get?"
    return Section(
        "Alliances: what standing together is worth",
        (Prose((asked,)), table, alliances_figure(blocs, scenario), Prose(tuple(blocs.notes()))),
    )
