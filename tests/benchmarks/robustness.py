"""Time and memory of robustness, sensitivity and scenario discovery on the flagship.

    python tests/benchmarks/robustness.py

Each question runs in a process of its own. Fails if 100,000 draws with the nearest flip take 30 s or more, or any
question takes 1 GiB or more.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GIBIBYTE = 2**30
LONGEST = 30.0
QUESTIONS = ("shares", "robustness", "sensitivity", "unscreened", "discovery")


def measured(question: str) -> dict[str, float]:
    """Ask one question once, first compilation included."""
    sys.path.insert(0, str(ROOT))
    import deterrence as dt
    from deterrence.analysis.discovery import discover
    from deterrence.analysis.robustness import robustness
    from deterrence.analysis.sensitivity import sensitivity

    flagship = dt.load("abm-2000")
    begun = time.perf_counter()
    if question == "shares":
        robustness(flagship, spread=0.2, draws=100_000, joint=False)
    elif question == "robustness":
        robustness(flagship, spread=0.2, draws=100_000)
    elif question == "sensitivity":
        sensitivity(flagship, "us", samples=4096)
    elif question == "unscreened":
        sensitivity(flagship, "us", samples=4096, screen=False)
    else:
        discover(flagship, "treaty == keep", draws=10_000)
    taken = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": taken, "bytes": peak * (1 if sys.platform == "darwin" else 1024)}


def main() -> None:
    rows = {}
    for question in QUESTIONS:
        child = [sys.executable, __file__, question]
        rows[question] = json.loads(subprocess.run(child, check=True, capture_output=True, text=True).stdout)
        print(f"{question:12} {rows[question]['seconds']:6.1f} s {rows[question]['bytes'] / 1e6:8.0f} MB")
    assert rows["robustness"]["seconds"] < LONGEST
    assert max(row["bytes"] for row in rows.values()) < GIBIBYTE


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measured(sys.argv[1])))
    else:
        main()
