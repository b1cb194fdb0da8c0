"""A timeline compiled: the table of its reachable configurations, and what every event does in each."""
