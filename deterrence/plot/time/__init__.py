"""Timelines: how likely, how soon, at what price, and one history."""
