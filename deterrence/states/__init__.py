"""Expressions over many states and parameter points: as arrays, and as compiled programs."""
