"""Tables to files that need more than pandas."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from deterrence.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd


def write_parquet(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a frame as Parquet.

    Raises
    ------
    ArgumentError
        pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401  # pandas needs it, and its own message names no extra
    except ImportError:
        raise ArgumentError("Parquet needs pyarrow", "pip install 'deterrence[parquet]', or write .csv") from None
    frame.to_parquet(path, index=False, engine="pyarrow")
