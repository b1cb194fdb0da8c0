"""The nearest flip from its definition: every point of a fine grid, asked one by one whether its label differs."""

from __future__ import annotations

import numpy as np


def nearest_on_grid(labels, base, spans, names, count=201):
    """The smallest scaled distance of a grid point with another label, and half a cell's diagonal; inf if none."""
    low = np.array([min(spans[name][0], base[name]) for name in names])
    high = np.array([max(spans[name][1], base[name]) for name in names])
    axes = [np.linspace(a, b, count) for a, b in zip(low, high, strict=True)]
    points = np.stack(np.meshgrid(*axes, indexing="ij")).reshape(len(names), -1)
    center = np.array([base[name] for name in names])[:, None]
    here = float(labels({name: center[i] for i, name in enumerate(names)}, 1)[0])
    found = np.asarray(labels(dict(zip(names, points, strict=True)), points.shape[1]), dtype=float)
    flipped = ~np.isnan(found) & (found != here)
    distance = np.sqrt((((points - center) / (high - low)[:, None]) ** 2).sum(axis=0))
    cell = np.sqrt(len(names)) / (count - 1)
    return (float(distance[flipped].min()) if flipped.any() else np.inf), cell
