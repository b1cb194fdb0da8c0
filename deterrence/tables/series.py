"""Columns over time, for xarray."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from deterrence.tables.provenance import Provenance

if TYPE_CHECKING:
    import xarray as xr


def dataset(
    times: npt.NDArray[Any], columns: Mapping[str, npt.NDArray[Any]], attrs: Mapping[str, Any], provenance: Provenance
) -> xr.Dataset:
    """A dataset over ``time``, with the provenance as an attribute.

    Raises
    ------
    ImportError
        xarray is not installed.
    """
    try:
        import xarray as xr
    except ImportError:
        raise ImportError("to_xarray needs xarray: pip install 'deterrence[xarray]'") from None
    data = {name: ("time", column) for name, column in columns.items()}
    return xr.Dataset(data, coords={"time": times}, attrs={**attrs, "provenance": json.dumps(provenance.to_dict())})
