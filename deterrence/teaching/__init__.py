"""Exercises: a page to read, a scenario to work on, and questions that the model itself marks."""
