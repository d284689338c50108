"""Runs cases and says which of them failed."""

from __future__ import annotations

import contextlib
import io
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from freezegun import freeze_time

from pathway.cli.main import main
from tests.fuzz.generators import KINDS, Case

MOST_SECONDS = 2.0
"""Of the processor, for one case."""


def case_of(kind: str, seed: int) -> Case:
    """The case of a kind that a seed makes."""
    return KINDS[kind](random.Random(f"{kind} {seed}"))


def trial(case: Case) -> tuple[object, str | None, float]:
    """Exit status, what is wrong with the outcome (None for nothing) and seconds of the processor."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, data in case.files.items():
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_bytes(data)
        before = set(map(str, Path().rglob("*")))
        begun = time.process_time()
        status, out, why = _run(case)
        took = time.process_time() - begun
        left = set(map(str, Path().rglob("*"))) - before - {"q.toml.draft", "p/.lock"}
        if why is None and status not in (0, 1, 2, 3):
            why = f"status {status}"
        if why is None and status == 2 and not case.data and (out or left):
            why = f"status 2 with {'data' if out else sorted(left)}"
        return status, why, took


def _run(case: Case) -> tuple[object, bytes, str | None]:
    streams = io.BytesIO(case.typed), io.BytesIO(), io.BytesIO()
    typed, out, err = (io.TextIOWrapper(s, encoding="utf-8", newline="") for s in streams)
    status: object = 0
    stdin, sys.stdin = sys.stdin, typed
    try:
        with (
            freeze_time("2026-11-23"),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            main(list(case.line))
    except SystemExit as left:
        status = left.code
    except BaseException:
        return None, b"", traceback.format_exc()
    finally:
        sys.stdin = stdin
    out.flush()
    return status, streams[1].getvalue(), None


def run(kinds: list[str], cases: int, seed: int) -> int:
    """Runs cases of every kind, prints counts, and what failed. Returns the number of failures."""
    os.environ["PATHWAY_LANG"] = "en"
    failures = 0
    for kind in kinds:
        counts: Counter[object] = Counter()
        slowest = 0.0
        for number in range(seed, seed + cases):
            case = case_of(kind, number)
            status, why, took = trial(case)
            counts[status] += 1
            slowest = max(slowest, took)
            if why is not None or took > MOST_SECONDS:
                failures += 1
                print(
                    f"{kind} {number}: {' '.join(case.line)[:200]!r} {took:.1f} s\n{why}",
                    flush=True,
                )
        told = ", ".join(f"{status}: {n}" for status, n in sorted(counts.items(), key=str))
        print(f"{kind}: {cases} cases, status {told}; slowest {slowest:.2f} s", flush=True)
    return failures
