"""Figures: results and tables in, matplotlib `Axes` out."""
