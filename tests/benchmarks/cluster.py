"""What Dask costs on one machine: `python -m tests.benchmarks.cluster [FIRMS [REPEATS]]`.

Plans the same firms with two processes and with a Dask cluster of two, in turn, and prints the best
time of each and their ratio; the start of processes and cluster counts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.portfolio import table


def seconds(path: Path, cluster: str | None) -> float:
    """Wall time of one portfolio."""
    from pathway.scenario.file import Arguments
    from pathway.studies.portfolio.rows import prepared

    start = time.perf_counter()
    for _ in prepared(path, Arguments(targets=["bse"])).rows(2, cluster=cluster):
        pass
    return time.perf_counter() - start


def main() -> None:
    """Prints the two times."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    best: dict[str | None, float] = {None: float("inf"), "local": float("inf")}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "firms.csv"
        table(path, count)
        for _ in range(repeats):
            for cluster in best:
                best[cluster] = min(best[cluster], seconds(path, cluster))
    print(
        f"{count} firms: processes {best[None]:.1f} s, Dask {best['local']:.1f} s, {best['local'] / best[None]:.2f}"
    )


if __name__ == "__main__":
    main()
