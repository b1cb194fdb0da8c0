"""Questions asked of many games: sweeps, thresholds, claims."""
