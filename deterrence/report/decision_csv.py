"""Every choice of every decision, as CSV."""

from __future__ import annotations

import csv
import io

from deterrence.solvers.solution import Solution

COLUMNS = (
    "history", "player", "variable", "choice", "value", "chosen", "optimal", "margin", "probability", "played",
)  # fmt: skip


def decision_csv(solution: Solution) -> str:
    """One row a choice, on the path of play and off it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for node in solution.decisions:
        history = " ".join(f"{variable}={value}" for variable, value in node.history)
        for choice, value in node.values.items():
            flags = [int(choice == node.choice), int(choice in node.optimal)]
            about = [history, node.player, node.variable, choice, value, *flags]
            writer.writerow([*about, node.margin, node.probability, node.probabilities[choice]])
    return text.getvalue()
