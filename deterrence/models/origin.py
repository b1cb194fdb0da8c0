"""Where a model's result comes from, and how it becomes plain data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from deterrence.tables.provenance import Provenance
from deterrence.tables.text import number

LISTED = 1000


def origin(model: str, parameters: Mapping[str, Any], sense: str) -> Provenance:
    """The provenance of a model's result: its title, its parameters and the question asked of it.

    Of more than a thousand numbers it tells how many, their bounds, and a hash.

    >>> origin("ratio threshold", {"gain": 1.0}, "threat is a best reply").given
    {'gain': 1.0}
    >>> origin("ratio threshold", {"gain": np.arange(2000.0)}, "threat is a best reply").given
    {'gain': '2,000 numbers from 0 to 1999, sha256 2eaa447f6c93'}
    """
    given = {name: _told(value) for name, value in parameters.items()}
    text = json.dumps([model, given], sort_keys=True)
    return Provenance(scenario=model, hash=hashlib.sha256(text.encode()).hexdigest(), given=given, concept=sense)


def _told(value: Any) -> Any:
    if isinstance(value, list | tuple) and len(value) > LISTED:
        value = np.asarray(value)
    if not isinstance(value, np.ndarray) or value.size <= LISTED or value.dtype.kind not in "biuf":
        return plain(value)
    digest = hashlib.sha256(value.astype("<f8").tobytes()).hexdigest()[:12]
    return f"{value.size:,} numbers from {number(value.min())} to {number(value.max())}, sha256 {digest}"


def plain(value: Any) -> Any:
    """Plain data for JSON: arrays become lists, complex numbers pairs, what is not finite None.

    >>> plain({"x": np.array([1.0, np.nan]), "z": np.array([1 + 2j])})
    {'x': [1.0, None], 'z': [[1.0, 2.0]]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        simple = value.dtype.kind in "biu" or (value.dtype.kind == "f" and np.isfinite(value).all())
        return value.tolist() if simple else plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, complex):
        return [plain(value.real), plain(value.imag)]
    if isinstance(value, float) and not np.isfinite(value):
        return None
    if hasattr(value, "to_dict"):
        return value.to_dict()
    return value


def record(result: Any) -> dict[str, Any]:
    """All fields of a frozen result as plain data."""
    return {name: plain(getattr(result, name)) for name in result.__dataclass_fields__}
