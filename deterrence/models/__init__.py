"""Classic models in closed form, each cited, one a file: thresholds, classes of equilibria, equations of motion."""
