"""First-order and total Sobol' indices of sampled values, and their bootstrap intervals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

BATCH_CELLS = 2_000_000


def sobol_shares(a: Array, b: Array, mixed: Array) -> tuple[Array, Array]:
    """First-order and total indices by the estimators of Saltelli et al. (2010), after taking off the mean.

    Parameters
    ----------
    a, b
        Values at the two independent samples; shape ``(sample,)``.
    mixed
        Values at the first sample with one parameter's column from the second; ``(parameter, sample)``.

    Returns
    -------
    Two arrays of shape ``(parameter,)``; SciPy's `sobol_indices` where there are two parameters or more.

    References
    ----------
    .. [1] A. Saltelli, P. Annoni, I. Azzini, F. Campolongo, M. Ratto and S. Tarantola, "Variance based sensitivity
       analysis of model output", Computer Physics Communications 181, 2010.
    """
    if len(mixed) == 1:  # SciPy's dictionary form fails on a single parameter
        weights = np.ones((1, len(a)))
        first, total = weighted_shares(a, b, mixed, weights)
        return first[0], total[0]
    from scipy.stats import sobol_indices

    found = sobol_indices(func={"f_A": a[None], "f_B": b[None], "f_AB": mixed[:, None]}, n=len(a))
    return np.asarray(found.first_order), np.asarray(found.total_order)


def weighted_shares(a: Array, b: Array, mixed: Array, weights: Array) -> tuple[Array, Array]:
    """The same estimators with each sampled row counted some number of times.

    `weights` is ``(resample, sample)`` and each row of it sums to the number of
    samples; both results are ``(resample, parameter)``. A resample without
    variance has indices 0.
    """
    size = weights.sum(axis=1, keepdims=True)
    step = mixed - a
    mean = (weights @ (a + b))[:, None] / (2 * size)
    variance = (weights @ (a * a + b * b))[:, None] / (2 * size) - mean**2
    first = (weights @ (b * step).T - mean * (weights @ step.T)) / size
    total = (weights @ (step * step).T) / (2 * size)
    scale = np.divide(1.0, variance, out=np.zeros_like(variance), where=variance > 0)
    return first * scale, total * scale


def bootstrap_shares(
    a: Array, b: Array, mixed: Array, *, resamples: int, level: float, seed: int
) -> tuple[Array, Array]:
    """Percentile bootstrap intervals of first-order and total indices; each ``(parameter, 2)``.

    Rows of the samples are drawn with replacement; no value is computed again.
    """
    center = (a.mean() + b.mean()) / 2
    a, b, mixed = a - center, b - center, mixed - center
    count = len(a)
    random = np.random.Generator(np.random.Philox(key=seed))
    found = np.empty((2, resamples, len(mixed)))
    batch = max(1, BATCH_CELLS // count)
    for start in range(0, resamples, batch):
        rows = min(batch, resamples - start)
        drawn = random.integers(0, count, (rows, count)) + count * np.arange(rows)[:, None]
        weights = np.bincount(drawn.ravel(), minlength=rows * count).reshape(rows, count).astype(float)
        found[:, start : start + rows] = weighted_shares(a, b, mixed, weights)
    ends = np.quantile(found, [(1 - level) / 2, (1 + level) / 2], axis=1)
    return ends[:, 0].T, ends[:, 1].T
