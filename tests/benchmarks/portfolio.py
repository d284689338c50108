"""Many firms on one core and on two, in one run: `python -m tests.benchmarks.portfolio [FIRMS
[REPEATS]]`.

Prints firms per second, and how much faster two processes are than one, for the target bse and for
every exchange (a tenth of the firms there). Each is the best of a few runs taken in turn; the start
of the processes counts.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.firms import firms, header

JOBS = (1, 2)


def table(path: Path, count: int) -> None:
    """Writes the table of so many firms."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(firms(count))


def seconds(path: Path, targets: list[str] | None, jobs: int) -> float:
    """Wall time of one portfolio."""
    import pathway

    start = time.perf_counter()
    for _ in pathway.portfolio(path, targets, jobs=jobs):  # type: ignore[arg-type]
        pass
    return time.perf_counter() - start


def main() -> None:
    """Prints the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 6000
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print(
        f"{'':24}{'firms':>7}"
        + "".join(f"{f'{jobs} job(s)/s':>13}" for jobs in JOBS)
        + f"{'speed-up':>11}"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "firms.csv"
        for name, targets, size in (
            ("target bse", ["bse"], count),
            ("every exchange", None, max(count // 10, 1)),
        ):
            table(path, size)
            best = dict.fromkeys(JOBS, float("inf"))
            for _ in range(repeats):
                for jobs in JOBS:
                    best[jobs] = min(best[jobs], seconds(path, targets, jobs))
            rates = "".join(f"{size / best[jobs]:13.1f}" for jobs in JOBS)
            print(f"{name:24}{size:7}{rates}{best[1] / best[2]:11.2f}")


if __name__ == "__main__":
    main()
