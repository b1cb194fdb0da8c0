"""The same choices in time: compiled to a table, exact, simulated and traced."""
