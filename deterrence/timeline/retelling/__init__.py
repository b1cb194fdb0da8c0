"""One history told event by event, in SimPy, from the scenario itself."""
