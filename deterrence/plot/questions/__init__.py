"""Answers to questions asked of many games: thresholds, regions, robustness, sensitivity, claims."""
