"""Draws of parameters: from their priors, or from a band around their values."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deterrence.errors import ArgumentError
from deterrence.scenario.scenario import Scenario

Array = npt.NDArray[np.float64]
Quantile = Callable[[Array], Array]

WORDS = 4  # of 64 bits, that one step of the counter gives
FINEST = 2.0**-52


@dataclass(frozen=True, slots=True)
class Priors:
    """Independent distributions of some parameters.

    Draw `k` of a parameter depends on the seed, the parameter's name and `k`
    alone: not on how many draws there are, nor on which other parameters are
    drawn, nor on chunks.

    Parameters
    ----------
    quantiles
        Parameter to its inverse distribution function, on arrays in ``(0, 1)``.
    seed
        Of all draws.
    """

    quantiles: Mapping[str, Quantile]
    seed: int = 0

    def draw(self, start: int, stop: int) -> dict[str, Array]:
        """Draws `start` to `stop` of every parameter; each of shape ``(stop - start,)``."""
        return {name: quantile(uniforms(self.seed, name, start, stop)) for name, quantile in self.quantiles.items()}


def uniforms(seed: int, stream: str, start: int, stop: int) -> Array:
    """Numbers `start` to `stop` of a stream, in the open interval (0, 1), at the middle of 2^52 equal parts.

    Counter-based (Philox, Salmon et al. 2011), keyed by the seed and the stream's name.

    >>> bool((uniforms(1, "cost", 0, 10)[3:7] == uniforms(1, "cost", 3, 7)).all())
    True
    """
    name = int.from_bytes(hashlib.blake2b(stream.encode(), digest_size=8).digest(), "little")
    first = start // WORDS
    bits = np.random.Philox(key=np.array([seed, name], dtype=np.uint64), counter=first)
    words = bits.random_raw(stop - first * WORDS)[start - first * WORDS :]
    return ((words >> np.uint64(12)).astype(float) + 0.5) * FINEST


def priors(scenario: Scenario, names: Sequence[str], seed: int) -> Priors:
    """The priors that a scenario states for some parameters.

    Uniform over the range where nothing else is stated; an open or missing end
    counts as value ± max(1, abs(value)) for that. Other priors are truncated
    to the closed ends of the range and renormalised; a beta prior lives on
    [0, 1], before that.
    """
    return Priors({name: _prior(scenario, name) for name in names}, seed)


def band(scenario: Scenario, names: Sequence[str], base: Mapping[str, float], spread: float, seed: int) -> Priors:
    """Each parameter uniform within a share `spread` of its value, kept inside the closed ends of its range."""
    found = {}
    for name in names:
        value = base[name]
        ends = sorted((value * (1 - spread), value * (1 + spread)))
        low, high = scenario.parameters[name].range or (None, None)
        low, high = (-np.inf if low is None else min(low, value)), (np.inf if high is None else max(high, value))
        found[name] = uniform(max(ends[0], low), min(ends[1], high))
    return Priors(found, seed)


def require_seed(seed: Any) -> int:
    """The seed, if it can be one. Raises `ArgumentError`."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed < 1 << 63:
        raise ArgumentError(f"a seed is a whole number of at least 0, below 2^63; found {seed!r}")
    return int(seed)


def _prior(scenario: Scenario, name: str) -> Quantile:
    parameter = scenario.parameters[name]
    prior = parameter.prior
    if prior is None or prior.uniform is not None:
        return uniform(*scenario.span(name))
    low, high = parameter.range or (None, None)
    low, high = (-np.inf if low is None else low), (np.inf if high is None else high)
    if low == high:
        return uniform(low, high)
    if prior.normal is not None:
        return _normal(prior.normal[0], prior.normal[1], low, high)
    if prior.lognormal is not None:
        mean, deviation = prior.lognormal
        with np.errstate(divide="ignore"):
            below = _normal(mean, deviation, float(np.log(max(low, 0.0))), float(np.log(max(high, 0.0))))
        return lambda u: np.clip(np.exp(below(u)), low, high)
    if prior.triangular is not None:
        return _triangular((prior.triangular[0], prior.triangular[1], prior.triangular[2]), low, high)
    assert prior.beta is not None
    return _beta(prior.beta[0], prior.beta[1], low, high)


def uniform(low: float, high: float) -> Quantile:
    """The inverse distribution function of the uniform distribution."""
    return lambda u: np.clip(low + (high - low) * u, low, high)


def _normal(mean: float, deviation: float, low: float, high: float) -> Quantile:
    from scipy.special import log_ndtr, ndtri_exp

    ends = (low - mean) / deviation, (high - mean) / deviation
    mirrored = ends[0] > 0  # the far tail keeps its digits on the left only
    start, stop = (-ends[1], -ends[0]) if mirrored else ends
    logs = float(log_ndtr(start)), float(log_ndtr(stop))

    def quantile(u: Array) -> Array:
        u = 1 - u if mirrored else u
        z = ndtri_exp(np.logaddexp(logs[0] + np.log1p(-u), logs[1] + np.log(u)))
        found: Array = np.clip(mean + deviation * (-z if mirrored else z), low, high)
        return found

    return quantile


def _triangular(corners: tuple[float, float, float], least: float, most: float) -> Quantile:
    low, mode, high = corners
    rise, fall, width = mode - low, high - mode, high - low

    def below(x: float) -> float:
        x = min(max(x, low), high)
        return (x - low) ** 2 / (width * rise) if x < mode else 1 - (high - x) ** 2 / (width * fall or 1.0)

    def above(x: float) -> float:
        x = min(max(x, low), high)
        return (high - x) ** 2 / (width * fall) if x > mode else 1 - (x - low) ** 2 / (width * rise or 1.0)

    def quantile(u: Array) -> Array:
        left = below(least) * (1 - u) + below(most) * u
        right = above(least) * (1 - u) + above(most) * u
        found = np.where(left * width < rise, low + np.sqrt(left * width * rise), high - np.sqrt(right * width * fall))
        return np.clip(found, max(low, least), min(high, most))

    return quantile


def _beta(a: float, b: float, least: float, most: float) -> Quantile:
    from scipy.special import betainc, betaincinv

    least, most = max(least, 0.0), min(most, 1.0)
    mirrored = least > a / (a + b)  # the far tail keeps its digits on the left only
    shapes, ends = ((b, a), (1 - most, 1 - least)) if mirrored else ((a, b), (least, most))
    start, stop = float(betainc(*shapes, ends[0])), float(betainc(*shapes, ends[1]))

    def quantile(u: Array) -> Array:
        u = 1 - u if mirrored else u
        x = betaincinv(*shapes, start * (1 - u) + stop * u)
        found: Array = np.clip(1 - x if mirrored else x, least, most)
        return found

    return quantile
