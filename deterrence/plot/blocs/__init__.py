"""Conflict graphs and alliances: who would leave, who allies with whom, and how worth is divided."""
